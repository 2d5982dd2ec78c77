package brume.events;

import brume.base.Clock;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The one thread that wakes queues when their next message becomes due. */
final class QueueTimer {

    private static final Logger LOG = LoggerFactory.getLogger(QueueTimer.class);

    /** Tells every queue what time it is; answers when the next message is due, in millis. */
    @FunctionalInterface
    interface Tick {
        long apply(long nowMillis);
    }

    private final Clock clock;
    private final Tick tick;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final Thread thread;
    private long targetMillis = Long.MIN_VALUE;
    private boolean stopped;

    QueueTimer(Clock clock, Tick tick) {
        this.clock = clock;
        this.tick = tick;
        this.thread = Thread.ofPlatform().daemon().name("queue-timer").unstarted(this::run);
    }

    void start() {
        clock.onJump(() -> wakeAt(Long.MIN_VALUE));
        thread.start();
    }

    /** Makes the next tick happen at {@code millis} or earlier. */
    void wakeAt(long millis) {
        lock.lock();
        try {
            if (millis < targetMillis) {
                targetMillis = millis;
                changed.signal();
            }
        } finally {
            lock.unlock();
        }
    }

    void stop() {
        lock.lock();
        try {
            stopped = true;
            changed.signal();
        } finally {
            lock.unlock();
        }
    }

    private void run() {
        try {
            while (awaitTarget()) {
                long next = tickSafely();
                wakeAt(next);
            }
        } catch (InterruptedException e) {
            LOG.warn("The queue timer was interrupted; timers stop", e);
        }
    }

    private long tickSafely() {
        try {
            return tick.apply(clock.millis());
        } catch (RuntimeException e) {
            LOG.error("A tick of the queue timer failed", e);
            return clock.millis() + TimeUnit.SECONDS.toMillis(1);
        }
    }

    /** Waits for the target and takes it; answers false when the timer was stopped. */
    private boolean awaitTarget() throws InterruptedException {
        lock.lock();
        try {
            while (!stopped) {
                long now = clock.millis();
                if (targetMillis <= now) {
                    // From here on only what is reported during the tick counts.
                    targetMillis = Long.MAX_VALUE;
                    return true;
                }
                // At most a day at once, so that the subtraction cannot overflow what await takes.
                long waitMillis = Math.min(targetMillis - now, TimeUnit.DAYS.toMillis(1));
                long ignored = changed.awaitNanos(TimeUnit.MILLISECONDS.toNanos(waitMillis));
            }
            return false;
        } finally {
            lock.unlock();
        }
    }
}
