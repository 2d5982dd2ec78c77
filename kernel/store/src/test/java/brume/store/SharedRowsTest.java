package brume.store;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A row that is kept in memory is the row that the snapshot of its reader has. */
final class SharedRowsTest {

    private static final long SEED = Long.getLong("brume.seed", 2_112L);
    private static final Key ROWS = Key.of("row");

    /** More than a snapshot keeps. */
    private static final int ROWS_MAX = 100;

    @TempDir Path folder;
    private Store store;

    @BeforeEach
    void open() {
        store = RocksStore.open(folder, Durability.RELAXED);
    }

    @AfterEach
    void close() {
        store.close();
    }

    private static String text(Optional<byte[]> row) {
        return row.map(bytes -> new String(bytes, UTF_8)).orElse("-");
    }

    @Test
    void sharedReadsSeeEveryCommit() throws Exception {
        try (ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<?>> all = new ArrayList<>();
            for (int i = 0; i < 16; i++) {
                Random random = new Random(SEED + i);
                all.add(
                        executor.submit(() -> {
                            for (int j = 0; j < 300; j++) {
                                change(random);
                                compare(random);
                            }
                        }));
            }
            for (Future<?> one : all) {
                one.get();
            }
        }
    }

    private void change(Random random) {
        Key key = ROWS.with(random.nextInt(ROWS_MAX));
        int kind = random.nextInt(20);
        store.transact(transaction -> {
            if (kind == 0) {
                transaction.deleteRange(Range.prefix(ROWS));
            } else if (kind < 4) {
                transaction.delete(key);
            } else if (kind < 10) {
                transaction.put(key, Integer.toString(random.nextInt()).getBytes(UTF_8));
            } else {
                transaction.put(Key.of("other"), new byte[0]);
            }
            return null;
        });
    }

    private void compare(Random random) {
        store.read(reader -> {
            for (int i = 0; i < 10; i++) {
                Key key = ROWS.with(random.nextInt(ROWS_MAX));
                String shared = text(reader.findShared(key));
                assertThat(shared).as("seed %d", SEED).isEqualTo(text(reader.find(key)));
            }
            return null;
        });
    }

    @Test
    void aTransactionConflictsWithChangesOfWhatItShares() {
        Key key = ROWS.with(1);
        store.read(reader -> reader.findShared(key));
        List<String> seen = new ArrayList<>();
        store.transact(transaction -> {
            String row = text(transaction.findShared(key));
            seen.add(row);
            if (row.equals("-")) {
                store.transact(other -> {
                    other.put(key, "new".getBytes(UTF_8));
                    return null;
                });
            }
            transaction.put(ROWS.with(2), row.getBytes(UTF_8));
            return null;
        });
        assertThat(seen).containsExactly("-", "new");
        assertThat(text(store.read(reader -> reader.find(ROWS.with(2))))).isEqualTo("new");
    }

    @Test
    void aTransactionSeesItsOwnWrites() {
        Key key = ROWS.with(1);
        String seen =
                store.transact(transaction -> {
                    transaction.findShared(key);
                    transaction.put(key, "mine".getBytes(UTF_8));
                    return text(transaction.findShared(key));
                });
        assertThat(seen).isEqualTo("mine");
    }
}
