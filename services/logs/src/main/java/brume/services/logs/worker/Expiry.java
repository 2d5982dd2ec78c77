package brume.services.logs.worker;

import brume.base.Clock;
import brume.services.logs.domain.LogGroupEntry;
import brume.services.logs.domain.LogStreamEntry;
import brume.services.logs.store.LogStore;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Deletes events whose retention has ended, once an hour of the server's time. Reads hide them from
 * the very moment on, so when exactly this worker comes by makes no difference to anybody.
 */
public final class Expiry {

    private static final Logger LOG = LoggerFactory.getLogger(Expiry.class);
    private static final Duration INTERVAL = Duration.ofHours(1);
    private static final int EVENTS_PER_COMMIT = 5_000;

    private final LogStore store;
    private final Clock clock;
    private @Nullable Thread thread;

    public Expiry(LogStore store, Clock clock) {
        this.store = store;
        this.clock = clock;
    }

    public synchronized void start() {
        thread = Thread.ofVirtual().name("logs-expiry").start(this::run);
    }

    public synchronized void stop() {
        Thread running = thread;
        if (running != null) {
            running.interrupt();
            try {
                running.join(Duration.ofSeconds(5));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            thread = null;
        }
    }

    private void run() {
        try {
            while (!Thread.currentThread().isInterrupted()) {
                clock.sleep(INTERVAL);
                try {
                    sweep();
                } catch (RuntimeException e) {
                    LOG.error("Deleting expired log events failed; next try in an hour", e);
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Deletes everything that has expired by now; answers how many events. */
    public long sweep() {
        List<LogGroupEntry> groups = new ArrayList<>();
        store.read(
                reader -> {
                    store.everyGroup(
                            reader,
                            (scope, group) -> {
                                if (group.retentionDays() != null) {
                                    groups.add(group);
                                }
                                return !Thread.currentThread().isInterrupted();
                            });
                    return groups;
                });
        long deleted = 0;
        for (LogGroupEntry group : groups) {
            deleted += sweep(group, group.expiredBefore(clock.millis()));
        }
        return deleted;
    }

    private long sweep(LogGroupEntry group, long expiredBefore) {
        List<LogStreamEntry> streams =
                store.read(reader -> store.streams(reader, group, "", "", Integer.MAX_VALUE));
        long deleted = 0;
        for (LogStreamEntry stream : streams) {
            int batch = EVENTS_PER_COMMIT;
            while (stream.overlaps(0, expiredBefore - 1)
                    && batch == EVENTS_PER_COMMIT
                    && !Thread.currentThread().isInterrupted()) {
                batch =
                        store.transact(
                                tx ->
                                        store.findStream(tx, group, stream.name())
                                                .filter(found -> found.id().equals(stream.id()))
                                                .map(
                                                        found ->
                                                                store.deleteEventsBefore(
                                                                        tx,
                                                                        group,
                                                                        found,
                                                                        expiredBefore,
                                                                        EVENTS_PER_COMMIT))
                                                .orElse(0));
                deleted += batch;
            }
        }
        return deleted;
    }
}
