package brume.base;

import java.time.Duration;
import java.time.Instant;

/**
 * The server's time. Everything that has an age, a schedule, an expiry or a wait asks this clock,
 * so that one call can move them all forward ({@link MovableClock}).
 */
public interface Clock {

    /** The present instant, in milliseconds precision or better. */
    Instant now();

    /** Milliseconds since the epoch, the same instant as {@link #now()}. */
    long millis();

    /** A monotonic reading in nanoseconds, for durations only; never moved. */
    long nanos();

    /**
     * Waits until this clock has passed {@code instant}; returns early when the clock jumps past
     * it.
     *
     * @throws InterruptedException if the waiting thread is interrupted
     */
    void sleepUntil(Instant instant) throws InterruptedException;

    /** Waits for {@code duration} of this clock's time. */
    default void sleep(Duration duration) throws InterruptedException {
        sleepUntil(now().plus(duration));
    }

    /** Runs {@code listener} after every jump of the clock. */
    void onJump(Runnable listener);

    /** How far this clock is ahead of real time; zero unless it was moved. */
    Duration offset();

    /** The real time of this machine. */
    static Clock system() {
        return new MovableClock();
    }
}
