package brume.services.logs.store;

import brume.services.logs.domain.EventId;
import brume.services.logs.domain.LogGroupEntry;
import brume.services.logs.domain.LogStreamEntry;
import brume.services.logs.domain.LogsQuotas;
import brume.services.logs.domain.StoredEvent;
import brume.store.Reader;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.PriorityQueue;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The events of several streams of a group as one sequence, ordered by {@link EventId}. Streams
 * that are named are merged over the whole time at once; otherwise one hour after the other, so
 * that only the streams that have events in an hour are touched.
 */
public final class EventSearch {

    private static final int BUFFERED_EVENTS = 50_000;
    private static final long BUFFERED_BYTES = 16 << 20;
    private static final int CHUNK_MIN = 16;
    private static final int CHUNK_MAX = 512;

    private final EventStore store;
    private final Reader reader;
    private final LogGroupEntry group;
    private final EventId from;
    private final EventId to;
    private final @Nullable Predicate<String> streamNames;
    private final PriorityQueue<Cursor> cursors =
            new PriorityQueue<>(Comparator.comparing(cursor -> cursor.head().id()));
    private long nextHour;
    private long hoursVisited;
    private EventId position;

    private EventSearch(
            EventStore store,
            Reader reader,
            LogGroupEntry group,
            EventId from,
            EventId to,
            @Nullable Predicate<String> streamNames) {
        this.store = store;
        this.reader = reader;
        this.group = group;
        this.from = from;
        this.to = to;
        this.streamNames = streamNames;
        this.nextHour = from.timeMillis() / EventStore.HOUR_MILLIS;
        this.position = from;
    }

    /** All streams whose names pass {@code streamNames}, from {@code from} to before {@code to}. */
    public static EventSearch all(
            EventStore store,
            Reader reader,
            LogGroupEntry group,
            EventId from,
            EventId to,
            Predicate<String> streamNames) {
        return new EventSearch(store, reader, group, from, to, streamNames);
    }

    /** These streams, from {@code from} to before {@code to}. */
    public static EventSearch of(
            EventStore store,
            Reader reader,
            LogGroupEntry group,
            EventId from,
            EventId to,
            List<LogStreamEntry> streams) {
        EventSearch search = new EventSearch(store, reader, group, from, to, null);
        search.open(streams, from, to);
        return search;
    }

    /** The next event; null after the last one, or when {@link #exhausted} tells the effort is. */
    public @Nullable StoredEvent next() {
        while (cursors.isEmpty()) {
            position = later(position, EventId.at(nextHour * EventStore.HOUR_MILLIS));
            if (streamNames == null || exhausted() || !openHour(streamNames)) {
                return null;
            }
        }
        Cursor cursor = cursors.remove();
        StoredEvent event = cursor.buffer.remove();
        if (!cursor.buffer.isEmpty() || cursor.fill()) {
            cursors.add(cursor);
        }
        position = event.id().next();
        return event;
    }

    /** Whether so many hours were looked at that the search has to go on in another call. */
    public boolean exhausted() {
        return hoursVisited >= LogsQuotas.SEARCHED_HOURS.value();
    }

    /** Where to go on: every event before it has been answered. */
    public EventId position() {
        return position;
    }

    /** Opens the streams of the next hour that has any; false if there is none. */
    private boolean openHour(Predicate<String> names) {
        List<LogStreamEntry> streams = new ArrayList<>();
        long[] hour = {-1};
        long lastHour = to.timeMillis() / EventStore.HOUR_MILLIS;
        store.hours(
                reader,
                group,
                nextHour,
                lastHour,
                false,
                found -> {
                    if (hour[0] >= 0 && found.hour() != hour[0]) {
                        return false;
                    }
                    hour[0] = found.hour();
                    hoursVisited++;
                    if (names.test(found.streamName())) {
                        streams.add(found.stream());
                    }
                    return true;
                });
        if (hour[0] < 0) {
            return false;
        }
        nextHour = hour[0] + 1;
        EventId start = EventId.at(hour[0] * EventStore.HOUR_MILLIS);
        EventId end = EventId.at(nextHour * EventStore.HOUR_MILLIS);
        open(streams, later(from, start), to.compareTo(end) < 0 ? to : end);
        return true;
    }

    private static EventId later(EventId a, EventId b) {
        return a.compareTo(b) < 0 ? b : a;
    }

    private void open(List<LogStreamEntry> streams, EventId start, EventId end) {
        int count = Math.max(1, streams.size());
        int events = Math.clamp(BUFFERED_EVENTS / count, CHUNK_MIN, CHUNK_MAX);
        for (LogStreamEntry stream : streams) {
            Cursor cursor = new Cursor(stream, start, end, events, BUFFERED_BYTES / count);
            if (cursor.fill()) {
                cursors.add(cursor);
            }
        }
    }

    /** One stream's events, read in chunks. */
    private final class Cursor {

        private final LogStreamEntry stream;
        private final EventId end;
        private final int eventsMax;
        private final long bytesMax;
        private final Deque<StoredEvent> buffer = new ArrayDeque<>();
        private EventId start;

        Cursor(LogStreamEntry stream, EventId start, EventId end, int eventsMax, long bytesMax) {
            this.stream = stream;
            this.start = start;
            this.end = end;
            this.eventsMax = eventsMax;
            this.bytesMax = bytesMax;
        }

        StoredEvent head() {
            return buffer.element();
        }

        boolean fill() {
            long[] bytes = {0};
            store.scan(
                    reader,
                    group,
                    stream,
                    start,
                    end,
                    false,
                    event -> {
                        buffer.add(event);
                        bytes[0] += event.message().length();
                        return buffer.size() < eventsMax && bytes[0] < bytesMax;
                    });
            if (buffer.isEmpty()) {
                return false;
            }
            start = buffer.getLast().id().next();
            return true;
        }
    }
}
