package brume.events;

import brume.base.Clock;
import brume.base.Ids;
import brume.store.Store;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Delivers the messages of one queue: at most {@link QueueSpec#concurrencyMax()} workers on virtual
 * threads take from the {@link QueueWindow}; one scan at a time fills it from disk when it is low.
 *
 * <p>A message that is appended and due goes straight into the window with its payload. If older
 * messages wait on disk, or the window is full, it stays on disk and is found by a later scan, so
 * new messages do not overtake a backlog.
 */
final class QueueDispatcher {

    private static final Logger LOG = LoggerFactory.getLogger(QueueDispatcher.class);
    private static final int DEAD_LETTERS_MAX = 10_000;
    private static final Duration PAUSE_AFTER_STORE_FAILURE = Duration.ofSeconds(1);

    private final QueueSpec spec;
    private final QueueHandler handler;
    private final Store store;
    private final Clock clock;
    private final QueueTimer timer;
    private final DeadLetters deadLetters;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition workerEnded = lock.newCondition();
    private final QueueWindow window = new QueueWindow();
    private boolean running;
    private int workers;
    private int workersStarting;

    QueueDispatcher(
            QueueSpec spec, QueueHandler handler, Store store, Clock clock, QueueTimer timer) {
        this.spec = spec;
        this.handler = handler;
        this.store = store;
        this.clock = clock;
        this.timer = timer;
        this.deadLetters = new DeadLetters(spec.name(), DEAD_LETTERS_MAX);
    }

    QueueSpec spec() {
        return spec;
    }

    DeadLetters deadLetters() {
        return deadLetters;
    }

    /** Starts deliveries with what the store holds. */
    void start() {
        lock.lock();
        try {
            running = true;
            pump();
        } finally {
            lock.unlock();
        }
    }

    /** Told after the commit that appended {@code message}. */
    void appended(StoredMessage message) {
        boolean future = message.dueMillis() > clock.millis();
        lock.lock();
        try {
            if (!running || window.knows(message.number())) {
                return;
            }
            boolean backlog = window.diskFromMillis() <= clock.millis();
            if (future || backlog || !window.hasRoom(1, message.payload().length)) {
                window.onDisk(message.dueMillis());
            } else {
                window.add(message);
            }
            pump();
        } finally {
            lock.unlock();
        }
        if (future) {
            timer.wakeAt(message.dueMillis());
        }
    }

    /** Told after the commit that cancelled the message. */
    void cancelled(long number) {
        lock.lock();
        try {
            window.ended(number);
        } finally {
            lock.unlock();
        }
    }

    /** Starts a scan if something is due on disk; answers when to look again. */
    long tick(long nowMillis) {
        lock.lock();
        try {
            pump();
            long next = window.diskFromMillis();
            // What is due already is looked for whenever a scan or a delivery ends.
            return next > nowMillis ? next : Long.MAX_VALUE;
        } finally {
            lock.unlock();
        }
    }

    /** Starts the workers and the scan that are needed; the caller has the lock. */
    private void pump() {
        if (!running) {
            return;
        }
        while (workers < spec.concurrencyMax() && workersStarting < window.readyCount()) {
            workers++;
            workersStarting++;
            Thread.ofVirtual().name("queue-" + spec.name()).start(this::work);
        }
        if (!window.isScanning() && window.isLow() && window.diskFromMillis() <= clock.millis()) {
            window.startScan();
            Thread.ofVirtual().name("queue-scan-" + spec.name()).start(this::fill);
        }
    }

    private void fill() {
        long from = startOfScan();
        List<StoredMessage> found = new ArrayList<>();
        long next;
        try {
            next = findDue(from, found);
        } catch (RuntimeException e) {
            LOG.error("The queue {} cannot read its messages", spec.name(), e);
            pause();
            next = from;
        }
        lock.lock();
        try {
            window.endScan(found, next);
            pump();
            timer.wakeAt(window.diskFromMillis());
        } finally {
            lock.unlock();
        }
    }

    private long startOfScan() {
        lock.lock();
        try {
            return window.takeDiskFrom();
        } finally {
            lock.unlock();
        }
    }

    /** Collects what is due and fits; answers the due time of the first message that is neither. */
    private long findDue(long from, List<StoredMessage> found) {
        long now = clock.millis();
        long[] next = {Long.MAX_VALUE};
        long[] bytes = {0};
        store.read(reader -> {
            MessageRows.scan(
                    reader,
                    spec.name(),
                    from,
                    message -> {
                        if (message.dueMillis() > now || !fits(found.size(), bytes[0])) {
                            next[0] = message.dueMillis();
                            return false;
                        }
                        if (!known(message.number())) {
                            found.add(message);
                            bytes[0] += message.payload().length;
                        }
                        return true;
                    });
            return null;
        });
        return next[0];
    }

    private boolean fits(int count, long bytes) {
        lock.lock();
        try {
            return window.hasRoom(count + 1, bytes);
        } finally {
            lock.unlock();
        }
    }

    private boolean known(long number) {
        lock.lock();
        try {
            return window.knows(number);
        } finally {
            lock.unlock();
        }
    }

    private void work() {
        StoredMessage message = take(true);
        while (message != null) {
            deliver(message);
            message = take(false);
        }
    }

    private @Nullable StoredMessage take(boolean starting) {
        lock.lock();
        try {
            if (starting) {
                workersStarting--;
            }
            StoredMessage next = running ? window.take() : null;
            if (next == null) {
                workers--;
                workerEnded.signalAll();
            }
            pump();
            return next;
        } finally {
            lock.unlock();
        }
    }

    private void deliver(StoredMessage message) {
        MessageDelivery delivery = new MessageDelivery(message);
        Outcome outcome;
        try {
            outcome = handler.handle(delivery);
        } catch (Throwable e) {
            // Errors too: a worker that ended with one would leave the message leased for ever.
            if (!(e instanceof StaleDeliveryException)) {
                LOG.warn(
                        "Queue {}, message {}, attempt {} failed",
                        spec.name(),
                        delivery.id().text(),
                        delivery.attempt(),
                        e);
            }
            outcome = new Outcome.Retry(backoff(delivery.attempt()));
        }
        try {
            settle(message, delivery, outcome);
        } catch (RuntimeException e) {
            LOG.error("Queue {}: the end of a delivery cannot be stored", spec.name(), e);
            pause();
            release(message.number(), message.dueMillis());
        }
    }

    private void settle(StoredMessage message, MessageDelivery delivery, Outcome outcome) {
        if (delivery.acknowledged()) {
            end(message.number());
            return;
        }
        switch (outcome) {
            case Outcome.Done() -> {
                store.transact(transaction -> {
                    MessageRows.delete(transaction, message);
                    return null;
                });
                end(message.number());
            }
            case Outcome.Retry(Duration delay) -> {
                if (delivery.attempt() >= spec.attemptsMax()) {
                    bury(message, delivery, "failed " + delivery.attempt() + " times");
                } else {
                    retry(message, delay);
                }
            }
            case Outcome.Dead(String reason) -> bury(message, delivery, reason);
        }
    }

    private void retry(StoredMessage message, Duration delay) {
        StoredMessage later = message.retriedAt(clock.millis() + delay.toMillis());
        boolean moved =
                store.transact(transaction -> {
                    if (!MessageRows.exists(transaction, message)) {
                        return false;
                    }
                    MessageRows.delete(transaction, message);
                    MessageRows.put(transaction, later);
                    return true;
                });
        if (moved) {
            release(message.number(), later.dueMillis());
        } else {
            end(message.number());
        }
    }

    private void bury(StoredMessage message, MessageDelivery delivery, String reason) {
        boolean there = store.read(reader -> MessageRows.exists(reader, message));
        if (there) {
            try {
                handler.dead(delivery, reason);
            } catch (RuntimeException e) {
                LOG.error("Queue {}: the handler failed on a dead message", spec.name(), e);
            }
            deadLetters.move(store, message, clock.millis(), reason);
        }
        end(message.number());
    }

    private void end(long number) {
        lock.lock();
        try {
            window.ended(number);
        } finally {
            lock.unlock();
        }
    }

    private void release(long number, long dueMillis) {
        lock.lock();
        try {
            window.released(number, dueMillis);
            pump();
        } finally {
            lock.unlock();
        }
        timer.wakeAt(dueMillis);
    }

    /** Doubles with each attempt up to the limit; between half of that and all of it, by chance. */
    private Duration backoff(int attempt) {
        long longest = spec.backoffMax().toMillis();
        long millis = Math.max(1, spec.backoffMin().toMillis());
        for (int i = 1; i < attempt && millis < longest; i++) {
            millis *= 2;
        }
        millis = Math.min(millis, longest);
        return Duration.ofMillis((long) (millis * (0.5 + Ids.fraction() / 2)));
    }

    private void pause() {
        try {
            clock.sleep(PAUSE_AFTER_STORE_FAILURE);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Takes no more messages. */
    void stop() {
        lock.lock();
        try {
            running = false;
        } finally {
            lock.unlock();
        }
    }

    /** Waits for the workers, at most {@code nanos}; answers what is left of them. */
    long awaitWorkers(long nanos) throws InterruptedException {
        long left = nanos;
        lock.lock();
        try {
            while (workers > 0 && left > 0) {
                left = workerEnded.awaitNanos(left);
            }
            if (workers > 0) {
                LOG.warn("Queue {}: {} deliveries still run at the end", spec.name(), workers);
            }
        } finally {
            lock.unlock();
        }
        return Math.max(0, left);
    }
}
