package brume.events;

import static org.assertj.core.api.Assertions.assertThat;

import brume.base.Clock;
import brume.store.Durability;
import brume.store.Key;
import brume.store.Range;
import brume.store.RocksStore;
import brume.store.Store;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A child process appends and handles messages and is killed; each is to be handled once. */
final class QueueKillTest {

    private static final Key APPENDED = Key.of("appended");
    private static final Key HANDLED = Key.of("handled");

    /** Counts each handled message in the transaction that acknowledges it. */
    private static QueueHandler counting(Store store, CountDownLatch handled) {
        return delivery -> {
            store.transact(transaction -> {
                Key key = HANDLED.withRaw(delivery.payload());
                assertThat(transaction.find(key)).isEmpty();
                transaction.put(key, new byte[0]);
                delivery.acknowledge(transaction);
                transaction.afterCommit(handled::countDown);
                return null;
            });
            return Outcome.DONE;
        };
    }

    /** The child. */
    static final class Child {

        private Child() {}

        public static void main(String[] arguments) {
            Store store = RocksStore.open(Path.of(arguments[0]), Durability.SYNC);
            Clock clock = Clock.system();
            DurableQueues queues = new DurableQueues(store, clock);
            queues.register(
                    QueueSpec.named("work").concurrency(8),
                    counting(store, new CountDownLatch(Integer.MAX_VALUE)));
            queues.start();
            for (int i = 0; i < 8; i++) {
                Thread.ofPlatform().start(() -> append(store, queues, clock));
            }
        }

        private static void append(Store store, DurableQueues queues, Clock clock) {
            while (!System.out.checkError()) {
                store.transact(transaction -> {
                    MessageId id =
                            queues.append(
                                    transaction,
                                    "work",
                                    clock.now().plusMillis(clock.nanos() % 7),
                                    payload(clock.nanos()));
                    transaction.put(APPENDED.with(id.number()), payload(id.number()));
                    return null;
                });
                System.out.println("appended");
            }
            System.exit(1);
        }
    }

    private static byte[] payload(long number) {
        return ByteBuffer.allocate(16)
                .putLong(number)
                .putLong(Thread.currentThread().threadId())
                .array();
    }

    private static int count(Store store, Key prefix) {
        int[] rows = new int[1];
        store.read(reader -> {
            reader.scan(Range.prefix(prefix), (key, value) -> ++rows[0] > 0);
            return null;
        });
        return rows[0];
    }

    @Test
    void everyMessageIsHandledOnce(@TempDir Path folder) throws Exception {
        int acknowledged = 0;
        for (int kill = 0; kill < 3; kill++) {
            acknowledged += runAndKill(folder, 400);
        }
        try (Store store = RocksStore.open(folder, Durability.SYNC)) {
            int appended = count(store, APPENDED);
            int left = appended - count(store, HANDLED);
            assertThat(appended).isGreaterThanOrEqualTo(acknowledged);
            CountDownLatch handled = new CountDownLatch(left);
            try (DurableQueues queues = new DurableQueues(store, Clock.system())) {
                queues.register(QueueSpec.named("work"), counting(store, handled));
                queues.start();
                assertThat(handled.await(20, TimeUnit.SECONDS)).isTrue();
            }
            assertThat(count(store, HANDLED)).isEqualTo(appended);
            assertThat(count(store, Key.of("events", "message"))).isZero();
        }
    }

    private static int runAndKill(Path folder, int lines) throws Exception {
        Process child =
                new ProcessBuilder(
                                List.of(
                                        Path.of(System.getProperty("java.home"), "bin", "java")
                                                .toString(),
                                        "--enable-native-access=ALL-UNNAMED",
                                        "-cp",
                                        System.getProperty("java.class.path"),
                                        Child.class.getName(),
                                        folder.toString()))
                        .redirectError(ProcessBuilder.Redirect.DISCARD)
                        .start();
        try (BufferedReader out =
                new BufferedReader(
                        new InputStreamReader(child.getInputStream(), StandardCharsets.UTF_8))) {
            for (int i = 0; i < lines; i++) {
                assertThat(out.readLine()).as("the child ended early").isNotNull();
            }
        } finally {
            child.destroyForcibly().waitFor();
        }
        return lines;
    }
}
