package brume.base;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/** Real time plus an offset that only grows. An unmoved instance is the system clock. */
public final class MovableClock implements Clock {

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition jumped = lock.newCondition();
    private final List<Runnable> listeners = new CopyOnWriteArrayList<>();
    private volatile Duration offset = Duration.ZERO;

    @Override
    public Instant now() {
        return Instant.now().plus(offset);
    }

    @Override
    public long millis() {
        return System.currentTimeMillis() + offset.toMillis();
    }

    @Override
    public long nanos() {
        return System.nanoTime();
    }

    @Override
    public Duration offset() {
        return offset;
    }

    @Override
    public void sleepUntil(Instant instant) throws InterruptedException {
        lock.lockInterruptibly();
        try {
            while (true) {
                long remainingNanos = remainingNanos(instant);
                if (remainingNanos <= 0) {
                    return;
                }
                var ignored = jumped.await(remainingNanos, TimeUnit.NANOSECONDS);
            }
        } finally {
            lock.unlock();
        }
    }

    private long remainingNanos(Instant instant) {
        Duration remaining = Duration.between(now(), instant);
        // Longer waits than this are simply looked at again.
        return remaining.compareTo(Duration.ofDays(1)) > 0
                ? TimeUnit.DAYS.toNanos(1)
                : remaining.toNanos();
    }

    @Override
    public void onJump(Runnable listener) {
        listeners.add(listener);
    }

    /**
     * Moves the clock forward.
     *
     * @throws IllegalArgumentException if {@code by} is negative
     */
    public void advance(Duration by) {
        if (by.isNegative()) {
            throw new IllegalArgumentException("time moves forward only: " + by);
        }
        lock.lock();
        try {
            offset = offset.plus(by);
            jumped.signalAll();
        } finally {
            lock.unlock();
        }
        listeners.forEach(Runnable::run);
    }
}
