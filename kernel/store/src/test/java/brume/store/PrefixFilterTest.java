package brume.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.NavigableMap;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.rocksdb.FlushOptions;
import org.rocksdb.Options;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.Snapshot;
import org.rocksdb.WriteOptions;

/** No range may lose a row to the filters of prefixes, wherever its bounds and its rows are. */
final class PrefixFilterTest {

    private static final long SEED = Long.getLong("brume.seed", 31L);
    private static final int ROUNDS = 40;
    private static final int WRITES = 60;
    private static final int RANGES = 60;

    @TempDir Path folder;

    private final Random random = new Random(SEED);
    private final NavigableMap<Key, byte[]> expected = new TreeMap<>();

    /** Few different keys, shorter and longer than a prefix, with few different prefixes. */
    private Key key() {
        int[] lengths = {1, 12, 29, 30, 31, 32, 33, 36};
        byte[] bytes = new byte[lengths[random.nextInt(lengths.length)]];
        Arrays.fill(bytes, (byte) 'k');
        for (int at : new int[] {0, 11, 29, 30, 31, 35}) {
            if (at < bytes.length) {
                byte[] choice = {0, 'k', (byte) 0xfe};
                bytes[at] = choice[random.nextInt(choice.length)];
            }
        }
        return Key.raw(bytes);
    }

    private Range range() {
        Key from = key();
        Key to =
                switch (random.nextInt(4)) {
                    case 0 -> from.end();
                    case 1 -> from.withRaw(new byte[] {'m'});
                    default -> key();
                };
        boolean descending = random.nextBoolean();
        return from.compareTo(to) <= 0
                ? new Range(from, to, descending)
                : new Range(to, from, descending);
    }

    private void write(Transaction transaction) {
        for (int i = 0; i < WRITES; i++) {
            Key key = key();
            if (random.nextInt(3) == 0) {
                transaction.delete(key);
                expected.remove(key);
            } else {
                byte[] value = {(byte) random.nextInt(128)};
                transaction.put(key, value);
                expected.put(key, value);
            }
        }
    }

    private void compare(Store store) {
        for (int i = 0; i < RANGES; i++) {
            Range range = range();
            NavigableMap<Key, byte[]> rows = expected.subMap(range.from(), true, range.to(), false);
            List<String> want =
                    (range.descending() ? rows.descendingMap() : rows)
                            .entrySet().stream()
                                    .map(row -> row.getKey() + "=" + row.getValue()[0])
                                    .toList();
            List<String> got =
                    store.read(reader -> reader.list(range, 10_000)).stream()
                            .map(row -> row.key() + "=" + row.value()[0])
                            .toList();
            assertThat(got).as("%s, seed %d", range, SEED).isEqualTo(want);
        }
    }

    @Test
    void everyRangeFindsItsRowsInMemoryAndInFiles() throws RocksDBException {
        RocksFolder opened = new RocksFolder(folder);
        try (Store store = RocksStore.start(opened, new WriteOptions());
                FlushOptions wait = new FlushOptions()) {
            for (int round = 0; round < ROUNDS; round++) {
                store.transact(transaction -> {
                    write(transaction);
                    return true;
                });
                compare(store);
                if (round % 4 == 1) {
                    opened.db().flush(wait);
                }
                if (round % 13 == 7) {
                    opened.db().compactRange();
                }
                if (round % 10 == 3) {
                    // Larger than what is deleted row by row, over many prefixes.
                    Range range = new Range(Key.raw(new byte[] {0}), key(), false);
                    store.transact(transaction -> {
                        transaction.deleteRange(range);
                        return true;
                    });
                    expected.headMap(range.to()).tailMap(range.from()).clear();
                }
                compare(store);
            }
        }
    }

    @Test
    void olderVersionsOfTheRowsHideNothing() throws RocksDBException {
        RocksFolder opened = new RocksFolder(folder);
        try (Store store = RocksStore.start(opened, new WriteOptions());
                FlushOptions wait = new FlushOptions()) {
            Snapshot kept = opened.db().getSnapshot();
            for (int round = 0; round < ROUNDS; round++) {
                store.transact(transaction -> {
                    write(transaction);
                    return true;
                });
                if (round == ROUNDS / 2) {
                    opened.db().flush(wait);
                }
            }
            compare(store);
            opened.db().releaseSnapshot(kept);
        }
    }

    @Test
    void filesWithoutSuchFiltersStayReadable() throws Exception {
        NativeLibrary.load();
        Files.createDirectories(folder);
        new RocksFolder(folder).close();
        try (Options plain = new Options();
                FlushOptions wait = new FlushOptions();
                RocksDB db = RocksDB.open(plain, folder.toString())) {
            for (int i = 0; i < WRITES; i++) {
                Key key = key();
                byte[] value = {(byte) random.nextInt(128)};
                db.put(key.toBytes(), value);
                expected.put(key, value);
                if (i == WRITES / 2) {
                    db.flush(wait);
                }
            }
        }
        RocksFolder opened = new RocksFolder(folder);
        try (Store store = RocksStore.start(opened, new WriteOptions())) {
            compare(store);
            store.transact(transaction -> {
                write(transaction);
                return true;
            });
            compare(store);
            opened.db().compactRange();
            compare(store);
        }
    }
}
