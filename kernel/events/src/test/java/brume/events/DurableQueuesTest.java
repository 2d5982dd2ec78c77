package brume.events;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import brume.base.MovableClock;
import brume.store.Durability;
import brume.store.Entry;
import brume.store.Key;
import brume.store.Range;
import brume.store.RocksStore;
import brume.store.Store;
import brume.store.Transaction;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class DurableQueuesTest {

    private static final QueueSpec WORK =
            new QueueSpec("work", 4, 3, Duration.ofSeconds(10), Duration.ofSeconds(15), 100);

    @TempDir Path folder;
    private final MovableClock clock = new MovableClock();
    private final RecordingHandler handler = new RecordingHandler();
    private Store store;
    private DurableQueues queues;

    @BeforeEach
    void open() {
        store = RocksStore.open(folder, Durability.RELAXED);
        queues = new DurableQueues(store, clock);
        queues.register(WORK, handler);
        queues.start();
    }

    @AfterEach
    void close() {
        queues.close();
        store.close();
    }

    private MessageId append(String payload, Duration delay) {
        return store.transact(transaction -> append(transaction, payload, delay));
    }

    private MessageId append(Transaction transaction, String payload, Duration delay) {
        return queues.append(transaction, "work", clock.now().plus(delay), payload.getBytes(UTF_8));
    }

    /** Everything before it has been handled when this one has: for "and nothing else happened". */
    private void nothingBut(String marker) throws InterruptedException {
        append(marker, Duration.ZERO);
        assertThat(handler.next()).isEqualTo(marker + "#1");
        assertThat(handler.pending()).isZero();
    }

    @Test
    void deliversAfterTheCommit() throws Exception {
        store.transact(transaction -> {
            append(transaction, "a", Duration.ZERO);
            assertThat(handler.pending()).isZero();
            return null;
        });
        assertThat(handler.next()).isEqualTo("a#1");
        nothingBut("end");
    }

    @Test
    void deliversNothingAfterARollback() throws Exception {
        assertThatIllegalStateException()
                .isThrownBy(() ->
                        store.transact(transaction -> {
                            append(transaction, "a", Duration.ZERO);
                            throw new IllegalStateException("no");
                        }));
        nothingBut("end");
    }

    @Test
    void deliversFutureMessagesWhenTheClockReachesThem() throws Exception {
        append("in an hour", Duration.ofHours(1));
        append("in a minute", Duration.ofMinutes(1));
        append("in a week", Duration.ofDays(7));
        nothingBut("now");

        clock.advance(Duration.ofMinutes(2));
        assertThat(handler.next()).isEqualTo("in a minute#1");
        nothingBut("after a minute");

        clock.advance(Duration.ofDays(8));
        assertThat(handler.next(2)).containsExactlyInAnyOrder("in an hour#1", "in a week#1");
        nothingBut("end");
    }

    @Test
    void deliversShortTimersInRealTime() throws Exception {
        append("soon", Duration.ofMillis(30));
        assertThat(handler.next()).isEqualTo("soon#1");
    }

    @Test
    void triesAgainWithBackOffAndThenBuries() throws Exception {
        handler.behave(delivery -> {
            throw new IllegalStateException("a failing handler");
        });
        MessageId id = append("a", Duration.ZERO);
        assertThat(handler.next()).isEqualTo("a#1");
        expectRetry(1, 5_000, 10_000, "a#2");
        expectRetry(2, 7_500, 15_000, "a#3");
        assertThat(handler.next()).isEqualTo("dead a: failed 3 times");
        handler.behave(delivery -> Outcome.DONE);
        nothingBut("end");
        queues.close();

        List<DeadLetter> letters = queues.deadLetters("work", 10);
        assertThat(letters).hasSize(1);
        assertThat(letters.getFirst().id()).isEqualTo(id);
        assertThat(letters.getFirst().attempts()).isEqualTo(3);
        assertThat(letters.getFirst().payload()).isEqualTo("a".getBytes(UTF_8));
        assertThat(messageRows()).isZero();
    }

    /**
     * Waits until the failure is stored, then moves the clock to just before and to the due time.
     */
    private void expectRetry(int attempts, long delayMillisMin, long delayMillisMax, String event)
            throws InterruptedException {
        long due = awaitRetry(attempts);
        long delay = due - clock.millis();
        assertThat(delay).isBetween(delayMillisMin - 1_000, delayMillisMax);
        clock.advance(Duration.ofMillis(delay - 1_000));
        assertThat(handler.pending()).isZero();
        clock.advance(Duration.ofSeconds(2));
        assertThat(handler.next()).isEqualTo(event);
    }

    /** Waits until the only message has failed {@code attempts} times; answers its due time. */
    private long awaitRetry(int attempts) throws InterruptedException {
        Key prefix = Key.of("events", "message", "work");
        Semaphore changed = new Semaphore(1);
        try (Store.Watch watch = store.watch(prefix, changed::release)) {
            assertThat(watch).isNotNull();
            while (changed.tryAcquire(10, TimeUnit.SECONDS)) {
                List<Entry> rows = store.read(reader -> reader.list(Range.prefix(prefix), 2));
                if (rows.size() == 1 && rows.getFirst().value()[3] == attempts) {
                    return rows.getFirst().key().after(prefix).number();
                }
            }
        }
        throw new AssertionError("no retry was stored");
    }

    private int messageRows() {
        return store.read(reader ->
                reader.list(Range.prefix(Key.of("events", "message")), 100).size()
                        + reader.list(Range.prefix(Key.of("events", "moved")), 100).size());
    }

    @Test
    void retriesAfterTheDelayThatTheHandlerAsksFor() throws Exception {
        handler.behave(delivery ->
                delivery.attempt() == 1 ? new Outcome.Retry(Duration.ofHours(2)) : Outcome.DONE);
        append("a", Duration.ZERO);
        assertThat(handler.next()).isEqualTo("a#1");
        awaitRetry(1);
        clock.advance(Duration.ofHours(1));
        handler.behave(delivery -> Outcome.DONE);
        nothingBut("between");
        clock.advance(Duration.ofHours(2));
        assertThat(handler.next()).isEqualTo("a#2");
        queues.close();
        assertThat(messageRows()).isZero();
    }

    @Test
    void buriesAtOnceWhatTheHandlerDeclaresDead() throws Exception {
        handler.behave(delivery -> new Outcome.Dead("poison"));
        append("a", Duration.ZERO);
        assertThat(handler.next()).isEqualTo("a#1");
        assertThat(handler.next()).isEqualTo("dead a: poison");
        queues.close();
        assertThat(queues.deadLetters("work", 10))
                .singleElement()
                .extracting(DeadLetter::reason)
                .isEqualTo("poison");
    }

    @Test
    void acknowledgesInTheTransactionOfTheHandler() throws Exception {
        Key result = Key.of("result");
        AtomicReference<Delivery> kept = new AtomicReference<>();
        handler.behave(delivery -> {
            kept.set(delivery);
            store.transact(transaction -> {
                transaction.put(result, delivery.payload());
                delivery.acknowledge(transaction);
                return null;
            });
            return Outcome.DONE;
        });
        append("a", Duration.ZERO);
        assertThat(handler.next()).isEqualTo("a#1");
        assertThat(messageRows()).isZero();
        assertThatExceptionOfType(StaleDeliveryException.class)
                .isThrownBy(() ->
                        store.transact(transaction -> {
                            kept.get().acknowledge(transaction);
                            return null;
                        }));
    }

    @Test
    void cancelsWaitingAndRetriedMessages() throws Exception {
        handler.behave(delivery -> new Outcome.Retry(Duration.ofHours(1)));
        MessageId retried = append("retried", Duration.ZERO);
        assertThat(handler.next()).isEqualTo("retried#1");
        awaitRetry(1);
        handler.behave(delivery -> Outcome.DONE);
        MessageId future = append("future", Duration.ofHours(1));

        store.transact(transaction -> {
            queues.cancel(transaction, MessageId.parse(future.text()));
            queues.cancel(transaction, retried);
            return null;
        });
        clock.advance(Duration.ofHours(3));
        nothingBut("end");
        queues.close();
        assertThat(messageRows()).isZero();
    }

    @Test
    void keepsTheConcurrencyLimit() throws Exception {
        AtomicInteger now = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        CountDownLatch four = new CountDownLatch(4);
        CountDownLatch open = new CountDownLatch(1);
        handler.behave(delivery -> {
            most.accumulateAndGet(now.incrementAndGet(), Math::max);
            four.countDown();
            assertThat(open.await(10, TimeUnit.SECONDS)).isTrue();
            now.decrementAndGet();
            return Outcome.DONE;
        });
        for (int i = 0; i < 20; i++) {
            append("m" + i, Duration.ZERO);
        }
        assertThat(four.await(10, TimeUnit.SECONDS)).isTrue();
        open.countDown();
        for (int i = 0; i < 20; i++) {
            assertThat(handler.next()).startsWith("m");
        }
        assertThat(most).hasValue(4);
    }

    @Test
    void deliversABacklogThatDoesNotFitInMemory() throws Exception {
        int count = 10_000;
        CountDownLatch open = new CountDownLatch(1);
        handler.behave(delivery -> {
            assertThat(open.await(10, TimeUnit.SECONDS)).isTrue();
            return Outcome.DONE;
        });
        for (int i = 0; i < count; i += 500) {
            int first = i;
            store.transact(transaction -> {
                for (int j = first; j < first + 500; j++) {
                    append(transaction, "m" + j, Duration.ZERO);
                }
                return null;
            });
        }
        open.countDown();
        Set<String> seen = new TreeSet<>();
        for (int i = 0; i < count; i++) {
            seen.add(handler.next());
        }
        assertThat(seen).hasSize(count);
        nothingBut("end");
    }

    @Test
    void aRestartDeliversWhatWasLeft() throws Exception {
        CountDownLatch taken = new CountDownLatch(1);
        CountDownLatch open = new CountDownLatch(1);
        handler.behave(delivery -> {
            taken.countDown();
            open.await();
            return new Outcome.Retry(Duration.ZERO);
        });
        List<MessageId> ids = new ArrayList<>();
        ids.add(append("taken", Duration.ZERO));
        assertThat(taken.await(10, TimeUnit.SECONDS)).isTrue();
        ids.add(append("future", Duration.ofHours(1)));
        Thread closing = Thread.ofVirtual().start(queues::close);
        open.countDown();
        closing.join();
        assertThat(handler.next()).isEqualTo("taken#1");
        ids.add(append("appended when closed", Duration.ZERO));
        store.close();

        handler.behave(delivery -> Outcome.DONE);
        open();
        ids.add(append("new", Duration.ofHours(2)));
        assertThat(handler.next(2)).containsExactlyInAnyOrder("taken#2", "appended when closed#1");
        clock.advance(Duration.ofHours(3));
        assertThat(handler.next(2)).containsExactlyInAnyOrder("future#1", "new#1");
        assertThat(ids).extracting(MessageId::number).doesNotHaveDuplicates();
    }

    @Test
    void refusesWhatItCannotDeliver() {
        assertRefused(transaction -> queues.append(transaction, "x", Instant.EPOCH, new byte[1]));
        assertRefused(
                transaction -> queues.append(transaction, "work", Instant.EPOCH, new byte[101]));
        assertThatIllegalStateException()
                .isThrownBy(() -> queues.register(QueueSpec.named("late"), handler));
    }

    private void assertRefused(Function<Transaction, MessageId> body) {
        assertThatIllegalArgumentException().isThrownBy(() -> store.transact(body));
    }
}
