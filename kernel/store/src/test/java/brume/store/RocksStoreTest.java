package brume.store;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.rocksdb.Options;
import org.rocksdb.RocksDB;
import org.rocksdb.WriteOptions;

final class RocksStoreTest {

    private static final long SEED = Long.getLong("brume.seed", 4_711L);
    private static final Key TABLE = Key.of("table");

    @TempDir Path folder;
    private Store store;

    @BeforeEach
    void open() {
        store = RocksStore.open(folder.resolve("data"), Durability.RELAXED);
    }

    @AfterEach
    void close() {
        store.close();
    }

    private static byte[] bytes(String text) {
        return text.getBytes(UTF_8);
    }

    private void put(String name, String value) {
        store.transact(transaction -> {
            transaction.put(TABLE.with(name), bytes(value));
            return null;
        });
    }

    private String get(String name) {
        return store.read(reader -> text(reader, name));
    }

    private static String text(Reader reader, String name) {
        return reader.find(TABLE.with(name)).map(value -> new String(value, UTF_8)).orElse("-");
    }

    private static List<String> names(Reader reader, Range range) {
        return reader.list(range, 1000).stream()
                .map(entry -> entry.key().after(TABLE).string() + new String(entry.value(), UTF_8))
                .toList();
    }

    @Test
    void readsWhatWasWritten() {
        put("a", "1");
        assertThat(get("a")).isEqualTo("1");
        assertThat(get("b")).isEqualTo("-");
    }

    @Test
    void aBodyThatThrowsCommitsNothing() {
        AtomicInteger actions = new AtomicInteger();
        assertThatIllegalStateException()
                .isThrownBy(() ->
                        store.transact(transaction -> {
                            transaction.put(TABLE.with("a"), bytes("1"));
                            transaction.afterCommit(actions::incrementAndGet);
                            throw new IllegalStateException("no");
                        }));
        assertThat(get("a")).isEqualTo("-");
        assertThat(actions).hasValue(0);
    }

    @Test
    void scansBothWaysSeeTheirOwnWrites() {
        for (String name : List.of("a", "c", "e", "g")) {
            put(name, "0");
        }
        store.transact(transaction -> {
            transaction.put(TABLE.with("b"), bytes("1"));
            transaction.put(TABLE.with("e"), bytes("1"));
            transaction.put(TABLE.with("h"), bytes("1"));
            transaction.delete(TABLE.with("c"));
            assertThat(text(transaction, "c")).isEqualTo("-");
            assertThat(names(transaction, Range.prefix(TABLE)))
                    .containsExactly("a0", "b1", "e1", "g0", "h1");
            assertThat(names(transaction, Range.prefix(TABLE).reversed()))
                    .containsExactly("h1", "g0", "e1", "b1", "a0");
            transaction.deleteRange(new Range(TABLE.with("b"), TABLE.with("g"), false));
            transaction.put(TABLE.with("d"), bytes("2"));
            assertThat(names(transaction, Range.prefix(TABLE)))
                    .containsExactly("a0", "d2", "g0", "h1");
            return null;
        });
        List<String> after = store.read(reader -> names(reader, Range.prefix(TABLE).reversed()));
        assertThat(after).containsExactly("h1", "g0", "d2", "a0");
    }

    @Test
    void randomTransactionsBehaveLikeASortedMap() {
        Random random = new Random(SEED);
        NavigableMap<Integer, String> model = new TreeMap<>();
        for (int i = 0; i < 400; i++) {
            boolean commit = random.nextInt(4) > 0;
            NavigableMap<Integer, String> changed = new TreeMap<>(model);
            try {
                store.transact(transaction -> {
                    randomSteps(random, transaction, changed);
                    if (!commit) {
                        throw new IllegalStateException("rolled back");
                    }
                    return null;
                });
                model = changed;
            } catch (IllegalStateException e) {
                assertThat(commit).isFalse();
            }
            NavigableMap<Integer, String> expected = model;
            store.read(reader -> {
                compare(reader, expected, 0, 300, random.nextBoolean());
                return null;
            });
        }
    }

    private static void randomSteps(
            Random random, Transaction transaction, NavigableMap<Integer, String> model) {
        for (int step = 0; step < 10; step++) {
            int a = random.nextInt(200);
            int b = a + random.nextInt(120);
            switch (random.nextInt(6)) {
                case 0, 1, 2 -> {
                    String value = "v" + random.nextInt();
                    transaction.put(TABLE.with(a), bytes(value));
                    model.put(a, value);
                }
                case 3 -> {
                    transaction.delete(TABLE.with(a));
                    model.remove(a);
                }
                case 4 -> {
                    transaction.deleteRange(new Range(TABLE.with(a), TABLE.with(b), false));
                    model.subMap(a, b).clear();
                }
                default -> compare(transaction, model, a, b, random.nextBoolean());
            }
        }
    }

    private static void compare(
            Reader reader,
            NavigableMap<Integer, String> model,
            int from,
            int to,
            boolean descending) {
        List<String> found = new ArrayList<>();
        reader.scan(
                new Range(TABLE.with(from), TABLE.with(to), descending),
                (key, value) -> found.add(key.after(TABLE).number() + new String(value, UTF_8)));
        NavigableMap<Integer, String> part = model.subMap(from, true, to, false);
        List<String> expected = new ArrayList<>();
        for (Map.Entry<Integer, String> entry :
                (descending ? part.descendingMap() : part).entrySet()) {
            expected.add(entry.getKey() + entry.getValue());
        }
        assertThat(found).as("seed %d", SEED).isEqualTo(expected);
    }

    @Test
    void aReadSeesOneSnapshot() {
        put("a", "1");
        put("b", "1");
        store.read(reader -> {
            assertThat(text(reader, "a")).isEqualTo("1");
            put("b", "2");
            assertThat(text(reader, "b")).isEqualTo("1");
            return null;
        });
        assertThat(get("b")).isEqualTo("2");
    }

    @Test
    void aChangedReadRunsTheBodyAgain() {
        put("a", "1");
        AtomicInteger runs = new AtomicInteger();
        String seen =
                store.transact(transaction -> {
                    String value = text(transaction, "a");
                    if (runs.incrementAndGet() == 1) {
                        put("a", "2");
                    }
                    transaction.put(TABLE.with("b"), bytes(value));
                    return value;
                });
        assertThat(seen).isEqualTo("2");
        assertThat(runs).hasValue(2);
    }

    @Test
    void aPhantomInAScannedRangeIsAConflict() {
        AtomicInteger runs = new AtomicInteger();
        int count =
                store.transact(transaction -> {
                    int rows = transaction.list(Range.prefix(TABLE), 10).size();
                    if (runs.incrementAndGet() == 1) {
                        put("new", "1");
                    }
                    transaction.put(Key.of("count"), bytes("" + rows));
                    return rows;
                });
        assertThat(runs).hasValue(2);
        assertThat(count).isEqualTo(1);
    }

    @Test
    void whatAStoppedScanDidNotReachIsNoConflict() {
        put("a", "1");
        put("c", "1");
        AtomicInteger runs = new AtomicInteger();
        store.transact(transaction -> {
            assertThat(transaction.list(Range.prefix(TABLE), 1)).hasSize(1);
            if (runs.incrementAndGet() == 1) {
                put("b", "1");
            }
            transaction.put(Key.of("x"), bytes(""));
            return null;
        });
        assertThat(runs).hasValue(1);
    }

    @Test
    void aDeletedRangeConflictsWithReadsInIt() {
        for (int i = 0; i < 200; i++) {
            put("n" + i, "1");
        }
        AtomicInteger runs = new AtomicInteger();
        String seen =
                store.transact(transaction -> {
                    String value = text(transaction, "n7");
                    if (runs.incrementAndGet() == 1) {
                        store.transact(other -> {
                            other.deleteRange(Range.prefix(TABLE));
                            return null;
                        });
                    }
                    transaction.put(Key.of("copy"), bytes(value));
                    return value;
                });
        assertThat(seen).isEqualTo("-");
        assertThat(runs).hasValue(2);
    }

    @Test
    void blindWritesNeverConflict() {
        AtomicInteger runs = new AtomicInteger();
        store.transact(transaction -> {
            put("a", "other");
            runs.incrementAndGet();
            transaction.put(TABLE.with("a"), bytes("mine"));
            return null;
        });
        assertThat(runs).hasValue(1);
        assertThat(get("a")).isEqualTo("mine");
    }

    @Test
    void givesUpAfterTooManyConflicts() {
        AtomicInteger counter = new AtomicInteger();
        assertThatExceptionOfType(StoreConflictException.class)
                .isThrownBy(() ->
                        store.transact(transaction -> {
                            String value = text(transaction, "a");
                            put("a", "" + counter.incrementAndGet());
                            transaction.put(TABLE.with("b"), bytes(value));
                            return null;
                        }));
    }

    @Test
    void afterCommitRunsOnceEvenIfAnotherActionFails() {
        List<String> ran = new ArrayList<>();
        AtomicInteger runs = new AtomicInteger();
        store.transact(transaction -> {
            text(transaction, "a");
            if (runs.incrementAndGet() == 1) {
                put("a", "2");
            }
            transaction.put(TABLE.with("b"), bytes("1"));
            transaction.afterCommit(() -> {
                throw new IllegalStateException("a failing action");
            });
            transaction.afterCommit(() -> ran.add(get("b")));
            return null;
        });
        assertThat(ran).containsExactly("1");
    }

    @Test
    void watchesAreCalledForTheirPrefixOnly() {
        List<String> calls = new ArrayList<>();
        store.watch(
                TABLE,
                () -> {
                    throw new IllegalStateException("a failing watch");
                });
        store.watch(TABLE.with("a"), () -> calls.add("a"));
        Store.Watch closed = store.watch(TABLE.with("a"), () -> calls.add("closed"));
        store.watch(TABLE.with("ab"), () -> calls.add("ab"));
        store.watch(Key.of("other"), () -> calls.add("other"));
        closed.close();

        store.transact(transaction -> {
            transaction.put(TABLE.with("a").with(7), bytes("1"));
            return null;
        });
        put("b", "1");
        store.close();

        assertThat(calls).containsExactly("a");
    }

    @Test
    void watchesSeeDeletedRanges() {
        for (int i = 0; i < 200; i++) {
            put("n" + i, "1");
        }
        List<String> calls = new ArrayList<>();
        store.watch(TABLE.with("n150"), () -> calls.add("inside"));
        store.watch(TABLE, () -> calls.add("above"));
        store.watch(Key.of("zzz"), () -> calls.add("beside"));
        store.transact(transaction -> {
            transaction.deleteRange(new Range(TABLE.with("n1"), TABLE.with("n2"), false));
            return null;
        });
        store.close();
        // A watch may also be told of a commit just before it: a set, not a list.
        assertThat(Set.copyOf(calls)).containsExactlyInAnyOrder("inside", "above");
    }

    @Test
    void aCheckpointOpensAsAStoreOfThatMoment() {
        put("a", "1");
        Path copy = folder.resolve("backups").resolve("one");
        store.checkpoint(copy);
        put("a", "2");
        try (Store restored = RocksStore.open(copy, Durability.RELAXED)) {
            assertThat(restored.<String>read(reader -> text(reader, "a"))).isEqualTo("1");
        }
        assertThat(get("a")).isEqualTo("2");
    }

    @Test
    void reopensWithWhatWasThere() {
        put("a", "1");
        store.close();
        assertThatThrownBy(() -> get("a")).hasMessageContaining("closed");
        assertThatThrownBy(() -> put("a", "2")).hasMessageContaining("closed");
        open();
        assertThat(get("a")).isEqualTo("1");
    }

    @Test
    void refusesASecondOpening() {
        assertThatExceptionOfType(StoreException.class)
                .isThrownBy(() -> RocksStore.open(folder.resolve("data"), Durability.RELAXED))
                .withMessageContaining("in use");
    }

    @Test
    void refusesAnUnknownFormat() throws Exception {
        store.close();
        Path data = folder.resolve("data");
        try (Options options = new Options();
                RocksDB db = RocksDB.open(options, data.toString())) {
            db.put(RocksFolder.RESERVED_START.with("format").bytes(), bytes("2"));
        }
        assertThatExceptionOfType(StoreException.class)
                .isThrownBy(() -> RocksStore.open(data, Durability.RELAXED))
                .withMessageContaining("format 2");
        Path foreign = Files.createDirectory(folder.resolve("foreign"));
        try (Options options = new Options().setCreateIfMissing(true);
                RocksDB db = RocksDB.open(options, foreign.toString())) {
            db.put(bytes("x"), bytes("y"));
        }
        assertThatExceptionOfType(StoreException.class)
                .isThrownBy(() -> RocksStore.open(foreign, Durability.RELAXED))
                .withMessageContaining("not written by Brume");
    }

    @Test
    void refusesReservedKeysAndUseAfterTheEnd() {
        AtomicReference<Reader> kept = new AtomicReference<>();
        store.read(reader -> {
            kept.set(reader);
            return null;
        });
        assertThatIllegalStateException().isThrownBy(() -> kept.get().find(TABLE));
        assertThatIllegalArgumentException()
                .isThrownBy(() ->
                        store.transact(transaction -> {
                            transaction.put(RocksFolder.RESERVED_START.with("format"), bytes("9"));
                            return null;
                        }));
    }

    @Test
    void aFailedWriteIsNotAcknowledgedAndEndsAllWriting() {
        // RocksDB refuses a synced write without a log, as a broken disk would refuse any.
        WriteOptions impossible = new WriteOptions().setSync(true).setDisableWAL(true);
        RocksFolder data = new RocksFolder(folder.resolve("broken"));
        AtomicInteger actions = new AtomicInteger();
        try (Store broken = RocksStore.start(data, impossible)) {
            for (int i = 0; i < 2; i++) {
                assertThatExceptionOfType(StoreException.class)
                        .isThrownBy(() ->
                                broken.transact(transaction -> {
                                    transaction.put(TABLE, bytes("1"));
                                    transaction.afterCommit(actions::incrementAndGet);
                                    return null;
                                }))
                        .withMessageContaining("not committed");
            }
            assertThat(broken.<String>read(reader -> text(reader, "a"))).isEqualTo("-");
        }
        assertThat(actions).hasValue(0);
    }

    @Test
    void ownedArraysDoNotReachTheStore() {
        byte[] value = bytes("1");
        store.transact(transaction -> {
            transaction.put(TABLE.with("a"), value);
            value[0] = 'x';
            transaction.find(TABLE.with("a")).orElseThrow()[0] = 'y';
            return null;
        });
        assertThat(get("a")).isEqualTo("1");
    }
}
