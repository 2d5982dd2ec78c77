package brume.store;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@link Transaction#append}: numbers in the order of the commits. */
final class AppendTest {

    private static final Key LOG = Key.of("log");
    private static final Key OTHER = Key.of("other");

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

    private void append(Key prefix, String... values) {
        store.transact(transaction -> {
            for (String value : values) {
                transaction.append(prefix, value.getBytes(UTF_8));
            }
            return null;
        });
    }

    private List<Long> numbers(Key prefix) {
        return store.read(reader -> numbers(reader, prefix));
    }

    private static List<Long> numbers(Reader reader, Key prefix) {
        List<Long> numbers = new ArrayList<>();
        reader.scan(Range.prefix(prefix), (key, value) -> numbers.add(key.after(prefix).number()));
        return numbers;
    }

    private List<String> values(Key prefix) {
        return store.read(reader ->
                reader.list(Range.prefix(prefix), 1_000).stream()
                        .map(entry -> new String(entry.value(), UTF_8))
                        .toList());
    }

    @Test
    void keepsTheOrderOfTheCallsAndOfTheCommits() {
        append(LOG, "a", "b", "c");
        append(OTHER, "x");
        append(LOG, "d");
        assertThat(values(LOG)).containsExactly("a", "b", "c", "d");
        assertThat(numbers(OTHER).getFirst()).isGreaterThan(numbers(LOG).get(2));
        assertThat(numbers(LOG).get(3)).isGreaterThan(numbers(OTHER).getFirst());
    }

    @Test
    void tellsTheNumbersAfterTheCommit() {
        List<Long> told = new ArrayList<>();
        store.transact(transaction -> {
            transaction.append(LOG, new byte[1], told::add);
            transaction.append(OTHER, new byte[1]);
            transaction.append(LOG, new byte[1], told::add);
            assertThat(told).isEmpty();
            return null;
        });
        assertThat(told).isEqualTo(numbers(LOG)).hasSize(2);
    }

    @Test
    void neverGivesANumberTwiceAcrossRestarts() {
        append(LOG, "a", "b");
        long last = numbers(LOG).getLast();
        store.transact(transaction -> {
            transaction.deleteRange(Range.prefix(LOG));
            return null;
        });
        close();
        open();
        assertThat(store.read(Reader::lastAppend)).isEqualTo(last);
        append(LOG, "c");
        assertThat(numbers(LOG).getFirst()).isGreaterThan(last);
    }

    @Test
    void whatThrowsAppendsNothing() {
        assertThatIllegalArgumentException()
                .isThrownBy(() ->
                        store.transact(transaction -> {
                            transaction.append(LOG, new byte[1]);
                            throw new IllegalArgumentException("no");
                        }));
        assertThatIllegalArgumentException()
                .isThrownBy(() ->
                        store.transact(transaction -> {
                            transaction.append(Key.raw(new byte[] {-1}), new byte[1]);
                            return null;
                        }));
        assertThat(numbers(LOG)).isEmpty();
        assertThat(store.read(Reader::lastAppend)).isZero();
    }

    @Test
    void aReaderOfTheLogConflictsWithAnAppend() {
        AtomicInteger runs = new AtomicInteger();
        int seen =
                store.transact(transaction -> {
                    int size = numbers(transaction, LOG).size();
                    if (runs.incrementAndGet() == 1) {
                        append(LOG, "in between");
                    }
                    transaction.put(OTHER, new byte[1]);
                    return size;
                });
        assertThat(seen).isEqualTo(1);
        assertThat(runs).hasValue(2);
    }

    @Test
    void appendsDoNotConflictAndLastAppendIsNoReadThatDoes() {
        AtomicInteger runs = new AtomicInteger();
        store.transact(transaction -> {
            if (runs.incrementAndGet() == 1) {
                append(LOG, "in between");
            }
            transaction.append(LOG, Long.toString(transaction.lastAppend()).getBytes(UTF_8));
            return null;
        });
        assertThat(runs).hasValue(1);
        assertThat(numbers(LOG)).hasSize(2);
    }

    @Test
    void watchesHearOfAppends() {
        AtomicInteger calls = new AtomicInteger();
        try (Store.Watch watch = store.watch(LOG, calls::incrementAndGet)) {
            append(OTHER, "x");
            append(LOG, "a");
            append(LOG, "b");
            append(OTHER, "until the watch of the last commit has run");
            assertThat(watch).isNotNull();
        }
        assertThat(calls.get()).isBetween(1, 2);
    }

    /** Writers count up a row of their own and log it; a tail reader must see every count once. */
    @Test
    void aTailReaderMissesNothingAndRepeatsNothing() throws InterruptedException {
        int writers = 8;
        int counts = 300;
        CountDownLatch ended = new CountDownLatch(writers);
        for (int writer = 0; writer < writers; writer++) {
            long own = writer;
            Thread.ofVirtual()
                    .start(() -> {
                        for (long count = 0; count < counts; count++) {
                            count(own, count);
                        }
                        ended.countDown();
                    });
        }
        long[] next = new long[writers];
        long position = 0;
        boolean last = false;
        while (!last) {
            last = ended.getCount() == 0;
            long from = position;
            List<Entry> page =
                    store.read(reader -> {
                        long end = reader.lastAppend();
                        List<Entry> found =
                                reader.list(Range.after(LOG, LOG.with(from)), Integer.MAX_VALUE);
                        if (!found.isEmpty()) {
                            assertThat(found.getLast().key()).isEqualTo(LOG.with(end));
                        }
                        return found;
                    });
            for (Entry entry : page) {
                ByteBuffer row = ByteBuffer.wrap(entry.value());
                assertThat(row.getLong(8)).isEqualTo(next[(int) row.getLong(0)]++);
                position = entry.key().after(LOG).number();
            }
        }
        ended.await();
        assertThat(next).containsOnly(counts);
    }

    private void count(long writer, long count) {
        store.transact(transaction -> {
            transaction.find(OTHER.with(writer));
            transaction.put(OTHER.with(writer), ByteBuffer.allocate(8).putLong(count).array());
            transaction.append(LOG, ByteBuffer.allocate(16).putLong(writer).putLong(count).array());
            return null;
        });
    }
}
