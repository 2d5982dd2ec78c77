package brume.services.lambda.source;

import brume.base.Clock;
import brume.services.lambda.domain.EventSourceMapping;
import brume.wire.ServiceException;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads one source, round after round, on a virtual thread of its own. It is stopped between two
 * invocations of its function: waits are cut short, an invocation is not.
 */
final class Poller {

    private static final Logger LOG = LoggerFactory.getLogger(Poller.class);
    private static final Duration TROUBLE_PAUSE_MIN = Duration.ofMillis(500);
    private static final Duration TROUBLE_PAUSE_MAX = Duration.ofMinutes(1);

    private final EventSourceMapping mapping;
    private final Clock clock;
    private final Runnable ended;
    private final Set<Thread> waiting = new HashSet<>();
    private volatile boolean stopping;
    private volatile boolean over;
    private @Nullable Thread thread;

    /** What a poller does again and again. */
    interface Source {

        /** Reads once and delivers what there is, or waits for a while. */
        void poll(Poller poller) throws InterruptedException;

        /** Told of a round that failed, for what clients see as the last result. */
        void failed();

        /** Waits for what is still under way; after the last round. */
        default void end() throws InterruptedException {}
    }

    /**
     * A poller that has not begun.
     *
     * @param ended told of its end
     */
    Poller(EventSourceMapping mapping, Clock clock, Runnable ended) {
        this.mapping = mapping;
        this.clock = clock;
        this.ended = ended;
    }

    EventSourceMapping mapping() {
        return mapping;
    }

    synchronized void start(Source source) {
        thread =
                Thread.ofVirtual().name("lambda-source-" + mapping.uuid()).start(() -> run(source));
    }

    /** Has it end after what it is doing now. */
    synchronized void stop() {
        stopping = true;
        waiting.forEach(Thread::interrupt);
    }

    boolean stopping() {
        return stopping;
    }

    /** Whether it has not ended yet. */
    boolean alive() {
        return !over;
    }

    private synchronized @Nullable Thread thread() {
        return thread;
    }

    /** Waits for its end; interrupts what it is doing when {@code patience} is over. */
    void join(Duration patience) throws InterruptedException {
        Thread running = thread();
        if (running != null && !running.join(patience)) {
            running.interrupt();
            running.join(patience);
        }
    }

    /**
     * Waits for {@code duration} of the server's time.
     *
     * @throws InterruptedException if the poller is to stop
     */
    void pause(Duration duration) throws InterruptedException {
        Thread self = Thread.currentThread();
        synchronized (this) {
            if (stopping) {
                throw new InterruptedException();
            }
            waiting.add(self);
        }
        try {
            clock.sleep(duration);
        } finally {
            synchronized (this) {
                waiting.remove(self);
            }
        }
    }

    private void run(Source source) {
        try {
            int failures = 0;
            while (!stopping) {
                failures = round(source) ? 0 : failures + 1;
                if (failures > 0) {
                    pause(backoff(TROUBLE_PAUSE_MIN, failures, TROUBLE_PAUSE_MAX));
                }
            }
        } catch (InterruptedException e) {
            LOG.trace("{} stops", mapping.arn(), e);
        } finally {
            end(source);
        }
    }

    private void end(Source source) {
        try {
            source.end();
        } catch (InterruptedException e) {
            LOG.debug("{} ends with work under way", mapping.arn());
        } finally {
            over = true;
            ended.run();
        }
    }

    private boolean round(Source source) throws InterruptedException {
        try {
            source.poll(this);
            return true;
        } catch (ServiceException e) {
            LOG.warn("{} cannot be polled: {}", mapping.sourceArn(), e.getMessage());
        } catch (RuntimeException e) {
            LOG.error("{} cannot be polled", mapping.sourceArn(), e);
        }
        source.failed();
        return false;
    }

    /** {@code min}, doubled with each further attempt up to {@code max}. */
    static Duration backoff(Duration min, int attempt, Duration max) {
        Duration delay = min.multipliedBy(1L << Math.clamp(attempt - 1L, 0, 20));
        return delay.compareTo(max) > 0 ? max : delay;
    }
}
