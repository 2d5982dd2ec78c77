package brume.services.logs.worker;

import brume.base.Clock;
import brume.services.logs.domain.LogGroupEntry;
import brume.services.logs.store.EventStore.StreamHour;
import brume.services.logs.store.LogStore;
import brume.services.logs.store.LogStore.OwnedGroup;
import brume.spi.RecurringWork;
import brume.store.Transaction;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * Deletes events whose retention has ended, by whole hours of the events' time. Reads hide expired
 * events from the very millisecond on, so when exactly this worker comes by makes no difference to
 * anybody. It also writes the sizes of the groups.
 */
public final class Expiry {

    private static final Duration INTERVAL = Duration.ofMinutes(10);
    private static final int EVENTS_PER_COMMIT = 5_000;
    private static final int HOURS_PER_READ = 500;
    private static final int GROUPS_PER_READ = 500;
    private static final int NO_LONGER = -1;

    private final LogStore store;
    private final Clock clock;
    private final RecurringWork recurring;

    public Expiry(LogStore store, Clock clock) {
        this.store = store;
        this.clock = clock;
        this.recurring = new RecurringWork("logs-expiry", clock, INTERVAL, this::sweep);
    }

    public void start() {
        recurring.start();
    }

    public void stop() {
        recurring.stop();
        forEachGroup(owned -> store.events().sizes().flush(owned.group()));
    }

    /** Deletes everything that has expired by now; answers how many events. */
    public long sweep() {
        long[] deleted = {0};
        forEachGroup(owned -> {
            if (owned.group().retentionDays() != null) {
                deleted[0] += sweep(owned);
            }
            store.events().sizes().flush(owned.group());
        });
        return deleted[0];
    }

    private void forEachGroup(Consumer<OwnedGroup> body) {
        OwnedGroup last = null;
        do {
            OwnedGroup after = last;
            List<OwnedGroup> groups =
                    store.read(reader -> store.everyGroup(reader, after, GROUPS_PER_READ));
            groups.forEach(body);
            last = groups.size() == GROUPS_PER_READ ? groups.getLast() : null;
        } while (last != null && !Thread.currentThread().isInterrupted());
    }

    private long sweep(OwnedGroup owned) {
        long deleted = 0;
        List<StreamHour> hours = expiredHours(owned.group());
        while (!hours.isEmpty()) {
            for (StreamHour hour : hours) {
                int batch = EVENTS_PER_COMMIT;
                while (batch == EVENTS_PER_COMMIT) {
                    batch = store.transact(tx -> deleteSome(tx, owned, hour));
                    if (batch == NO_LONGER || Thread.currentThread().isInterrupted()) {
                        return deleted;
                    }
                    deleted += batch;
                }
            }
            hours = expiredHours(owned.group());
        }
        return deleted;
    }

    /** The oldest hours that have expired as a whole. */
    private List<StreamHour> expiredHours(LogGroupEntry group) {
        long expiredBefore = group.expiredBefore(clock.millis());
        long last = Math.floorDiv(expiredBefore, Duration.ofHours(1).toMillis()) - 1;
        List<StreamHour> hours = new ArrayList<>();
        return store.read(reader -> {
            store.events()
                    .hours(
                            reader,
                            group,
                            0,
                            last,
                            false,
                            hour -> {
                                hours.add(hour);
                                return hours.size() < HOURS_PER_READ;
                            });
            return hours;
        });
    }

    /** Deletes a part of a stream's events up to the end of an hour, and at last the hour. */
    private int deleteSome(Transaction tx, OwnedGroup owned, StreamHour hour) {
        LogGroupEntry group = owned.group();
        boolean stillExpired =
                store.findGroup(tx, owned.scope(), group.name())
                        .filter(found -> found.id() == group.id())
                        .filter(found -> found.expiredBefore(clock.millis()) >= hour.endMillis())
                        .isPresent();
        if (!stillExpired) {
            return NO_LONGER;
        }
        int deleted =
                store.events()
                        .deleteOldest(
                                tx, group, hour.streamId(), hour.endMillis(), EVENTS_PER_COMMIT);
        if (deleted < EVENTS_PER_COMMIT) {
            store.events().deleteHour(tx, group, hour);
        }
        return deleted;
    }
}
