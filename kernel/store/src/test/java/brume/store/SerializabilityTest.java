package brume.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Concurrent transactions must leave the store as some serial order of them would. */
final class SerializabilityTest {

    private static final long SEED = Long.getLong("brume.seed", 1_981L);
    private static final Key ACCOUNTS = Key.of("account");

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

    private interface Step {
        void run(Random random);
    }

    private static void concurrently(int threads, int steps, Step step) throws Exception {
        try (ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<?>> futures = new ArrayList<>();
            for (int i = 0; i < threads; i++) {
                Random random = new Random(SEED + i);
                futures.add(
                        executor.submit(() -> {
                            for (int j = 0; j < steps; j++) {
                                step.run(random);
                            }
                        }));
            }
            for (Future<?> future : futures) {
                try {
                    future.get();
                } catch (ExecutionException e) {
                    throw new AssertionError("seed " + SEED, e);
                }
            }
        }
    }

    private static long number(Reader reader, Key key) {
        return reader.find(key).map(row -> ByteBuffer.wrap(row).getLong()).orElse(0L);
    }

    private static void put(Transaction transaction, Key key, long number) {
        transaction.put(key, ByteBuffer.allocate(Long.BYTES).putLong(number).array());
    }

    private static long sum(Reader reader) {
        long[] sum = new long[1];
        reader.scan(
                Range.prefix(ACCOUNTS),
                (key, row) -> {
                    sum[0] += ByteBuffer.wrap(row).getLong();
                    return true;
                });
        return sum[0];
    }

    @Test
    void transfersKeepTheSum() throws Exception {
        store.transact(transaction -> {
            for (int i = 0; i < 20; i++) {
                put(transaction, ACCOUNTS.with(i), 100);
            }
            return null;
        });
        concurrently(
                32,
                100,
                random -> {
                    Key from = ACCOUNTS.with(random.nextInt(20));
                    Key to = ACCOUNTS.with(random.nextInt(20));
                    store.transact(transaction -> {
                        put(transaction, from, number(transaction, from) - 7);
                        put(transaction, to, number(transaction, to) + 7);
                        return null;
                    });
                    long seen = store.read(SerializabilityTest::sum);
                    assertThat(seen).isEqualTo(2000);
                });
    }

    @Test
    void writeSkewDoesNotHappen() throws Exception {
        // Each takes from one account only if the two together stay at zero or above.
        Key a = ACCOUNTS.with(1);
        Key b = ACCOUNTS.with(2);
        concurrently(
                16,
                100,
                random -> {
                    Key mine = random.nextBoolean() ? a : b;
                    boolean pay = random.nextInt(3) == 0;
                    store.transact(transaction -> {
                        long both = number(transaction, a) + number(transaction, b);
                        long change = pay ? 10 : -10;
                        if (both + change >= 0) {
                            put(transaction, mine, number(transaction, mine) + change);
                        }
                        return null;
                    });
                    long total = store.read(SerializabilityTest::sum);
                    assertThat(total).isNotNegative();
                });
    }

    @Test
    void sixtyFourThreadsOnOneKeyAllMakeProgress() throws Exception {
        AtomicInteger actions = new AtomicInteger();
        Key hot = ACCOUNTS.with(0);
        concurrently(
                64,
                50,
                random ->
                        store.transact(transaction -> {
                            put(transaction, hot, number(transaction, hot) + 1);
                            transaction.afterCommit(actions::incrementAndGet);
                            return null;
                        }));
        long count = store.read(reader -> number(reader, hot));
        assertThat(count).isEqualTo(3200);
        assertThat(actions).hasValue(3200);
    }

    @Test
    void insertsIntoACountedRangeGetDifferentPlaces() throws Exception {
        concurrently(
                16,
                30,
                random ->
                        store.transact(transaction -> {
                            int rows = transaction.list(Range.prefix(ACCOUNTS), 1000).size();
                            put(transaction, ACCOUNTS.with(rows), 1);
                            return null;
                        }));
        long rows = store.read(SerializabilityTest::sum);
        assertThat(rows).isEqualTo(480);
    }
}
