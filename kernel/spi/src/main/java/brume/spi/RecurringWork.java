package brume.spi;

import brume.base.Clock;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Work that a service does once in a while without being asked. Work that fails is logged and done
 * again at the next time.
 */
public final class RecurringWork {

    private static final Logger LOG = LoggerFactory.getLogger(RecurringWork.class);
    private static final Duration STOP_WAIT_MAX = Duration.ofSeconds(5);

    private final String name;
    private final Clock clock;
    private final Duration pause;
    private final Runnable work;
    private @Nullable Thread thread;

    /**
     * Describes the work; it does not begin before {@link #start}.
     *
     * @param name of the thread, such as {@code logs-expiry}
     * @param pause before the first time and between the end of one time and the next
     */
    public RecurringWork(String name, Clock clock, Duration pause, Runnable work) {
        this.name = name;
        this.clock = clock;
        this.pause = pause;
        this.work = work;
    }

    public synchronized void start() {
        thread = Thread.ofVirtual().name(name).start(this::run);
    }

    /** Ends the work and waits, but not long, until what has begun is over. */
    public synchronized void stop() {
        Thread running = thread;
        if (running == null) {
            return;
        }
        running.interrupt();
        try {
            running.join(STOP_WAIT_MAX);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        thread = null;
    }

    private void run() {
        try {
            while (!Thread.currentThread().isInterrupted()) {
                clock.sleep(pause);
                workSafely();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void workSafely() {
        try {
            work.run();
        } catch (RuntimeException e) {
            LOG.error("{} failed and will try again", name, e);
        }
    }
}
