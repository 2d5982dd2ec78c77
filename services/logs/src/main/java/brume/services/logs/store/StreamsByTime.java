package brume.services.logs.store;

import brume.services.logs.domain.EventId;
import brume.services.logs.domain.LogGroupEntry;
import brume.services.logs.domain.LogStreamEntry;
import brume.store.Reader;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * The streams of a group in the order of their last events, then of their names; streams without
 * events come before all others. The latest ones are found from the end of the table of hours, so
 * the usual question, which streams are the newest, costs as much as they are.
 */
public final class StreamsByTime {

    /** A place in the order: the time of the last event, -1 without events, and the name. */
    public record Place(long timeMillis, String name) implements Comparable<Place> {

        @Override
        public int compareTo(Place other) {
            int order = Long.compare(timeMillis, other.timeMillis);
            return order != 0 ? order : name.compareTo(other.name);
        }
    }

    private final LogStore store;
    private final Reader reader;
    private final LogGroupEntry group;
    private final boolean descending;
    private final int limit;
    private final List<Place> found = new ArrayList<>();

    private StreamsByTime(
            LogStore store, Reader reader, LogGroupEntry group, boolean descending, int limit) {
        this.store = store;
        this.reader = reader;
        this.group = group;
        this.descending = descending;
        this.limit = limit;
    }

    /** At most {@code limit} streams beyond {@code after}. */
    public static List<Place> page(
            LogStore store,
            Reader reader,
            LogGroupEntry group,
            Optional<Place> after,
            boolean descending,
            int limit) {
        StreamsByTime page = new StreamsByTime(store, reader, group, descending, limit);
        if (descending) {
            page.addWithEvents(after);
            page.addEmpty(after);
        } else {
            page.addEmpty(after);
            page.addWithEvents(after);
        }
        return page.found.subList(0, Math.min(limit, page.found.size()));
    }

    private void addWithEvents(Optional<Place> after) {
        long from = 0;
        long to = EventId.TIME_MAX / EventStore.HOUR_MILLIS;
        if (after.isPresent()) {
            long hour = Math.floorDiv(after.get().timeMillis(), EventStore.HOUR_MILLIS);
            from = descending ? from : Math.max(0, hour);
            to = descending ? hour : to;
        }
        List<Place> ofHour = new ArrayList<>();
        long[] hour = {-1};
        store.events()
                .hours(
                        reader,
                        group,
                        from,
                        to,
                        descending,
                        next -> {
                            if (next.hour() != hour[0]) {
                                take(ofHour);
                                hour[0] = next.hour();
                            }
                            if (found.size() >= limit) {
                                return false;
                            }
                            add(ofHour, next, after);
                            return true;
                        });
        take(ofHour);
    }

    /** Only the hour of a stream's last event counts. */
    private void add(List<Place> ofHour, EventStore.StreamHour hour, Optional<Place> after) {
        store.events()
                .last(reader, group, hour.streamId())
                .map(EventId::timeMillis)
                .filter(time -> time / EventStore.HOUR_MILLIS == hour.hour())
                .map(time -> new Place(time, hour.streamName()))
                .filter(place -> isBeyond(place, after))
                .ifPresent(ofHour::add);
    }

    private boolean isBeyond(Place place, Optional<Place> after) {
        if (after.isEmpty()) {
            return true;
        }
        int order = place.compareTo(after.get());
        return descending ? order < 0 : order > 0;
    }

    private void take(List<Place> ofHour) {
        Comparator<Place> order = Comparator.naturalOrder();
        ofHour.sort(descending ? order.reversed() : order);
        found.addAll(ofHour);
        ofHour.clear();
    }

    private void addEmpty(Optional<Place> after) {
        if (found.size() >= limit
                || (!descending && after.isPresent() && after.get().timeMillis() >= 0)) {
            return;
        }
        String name = after.filter(place -> place.timeMillis() < 0).map(Place::name).orElse("");
        store.streams(
                reader,
                group,
                "",
                name,
                descending,
                stream -> {
                    if (isEmpty(stream)) {
                        found.add(new Place(-1, stream.name()));
                    }
                    return found.size() < limit;
                });
    }

    private boolean isEmpty(LogStreamEntry stream) {
        return store.events().first(reader, group, stream.id(), 0).isEmpty();
    }
}
