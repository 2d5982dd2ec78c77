package brume.services.logs.store;

import brume.services.logs.domain.ArrivalNumbers;
import brume.services.logs.domain.Batch;
import brume.services.logs.domain.EventId;
import brume.services.logs.domain.LogGroupEntry;
import brume.services.logs.domain.LogStreamEntry;
import brume.services.logs.domain.StoredEvent;
import brume.store.Entry;
import brume.store.Key;
import brume.store.KeyReader;
import brume.store.Range;
import brume.store.Reader;
import brume.store.Store;
import brume.store.Transaction;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/**
 * The events of log streams.
 *
 * <pre>
 * logs / event / group id / stream id / time / number -> message
 * logs / hour / group id / hour / stream id           -> name of the stream
 * </pre>
 *
 * A stream is one range of keys in the order of time. The second table says which streams have
 * events in which hour: a search through a group looks at these streams only, one hour after the
 * other, and the stream with the latest event is found from the end. An append writes one row for
 * each event and, as a rule, one for the hour. It reads nothing of the stream's events and so never
 * meets another append.
 */
public final class EventStore {

    static final long HOUR_MILLIS = Duration.ofHours(1).toMillis();

    private static final Key EVENTS = Key.of("logs", "event");
    private static final Key HOURS = Key.of("logs", "hour");

    private final ArrivalNumbers numbers = new ArrivalNumbers();
    private final GroupSizes sizes;

    EventStore(Store store) {
        this.sizes = new GroupSizes(store);
    }

    public GroupSizes sizes() {
        return sizes;
    }

    /** Appends the accepted part of a batch. */
    public void append(
            Transaction transaction,
            LogGroupEntry group,
            LogStreamEntry stream,
            Batch batch,
            Batch.Accepted accepted,
            long nowMillis) {
        Key prefix = events(group, stream.id());
        long number = numbers.take(accepted.end() - accepted.start(), nowMillis);
        long hour = Long.MIN_VALUE;
        long bytes = 0;
        for (int i = accepted.start(); i < accepted.end(); i++) {
            long time = batch.timeMillis(i);
            if (time / HOUR_MILLIS != hour) {
                hour = time / HOUR_MILLIS;
                transaction.put(
                        hours(group).with(hour).with(stream.id()),
                        stream.name().getBytes(StandardCharsets.UTF_8));
            }
            transaction.put(prefix.with(time).with(number), batch.message(i));
            bytes += StoredEvent.countedBytes(batch.message(i).length);
            number++;
        }
        long added = bytes;
        transaction.afterCommit(() -> sizes.add(group, added));
    }

    /** Visits a stream's events from {@code from} (inclusive) to {@code to} (exclusive). */
    public void scan(
            Reader reader,
            LogGroupEntry group,
            LogStreamEntry stream,
            EventId from,
            EventId to,
            boolean descending,
            Predicate<StoredEvent> visitor) {
        Key prefix = events(group, stream.id());
        Range range = new Range(place(prefix, from), place(prefix, to), descending);
        if (range.from().compareTo(range.to()) < 0) {
            reader.scan(
                    range, (key, value) -> visitor.test(event(stream, key.after(prefix), value)));
        }
    }

    private static Key place(Key prefix, EventId id) {
        return prefix.with(id.timeMillis()).with(id.number());
    }

    private static StoredEvent event(LogStreamEntry stream, KeyReader key, byte[] value) {
        EventId id = new EventId(key.number(), key.number(), stream.id());
        return new StoredEvent(stream.name(), id, new String(value, StandardCharsets.UTF_8));
    }

    /** The first event of a stream at {@code fromMillis} or later. */
    public Optional<EventId> first(
            Reader reader, LogGroupEntry group, long streamId, long fromMillis) {
        Key prefix = events(group, streamId);
        return one(
                reader, new Range(prefix.with(fromMillis), prefix.end(), false), prefix, streamId);
    }

    /** The last event of a stream. */
    public Optional<EventId> last(Reader reader, LogGroupEntry group, long streamId) {
        Key prefix = events(group, streamId);
        return one(reader, Range.prefix(prefix).reversed(), prefix, streamId);
    }

    private static Optional<EventId> one(Reader reader, Range range, Key prefix, long streamId) {
        List<Entry> found = reader.list(range, 1);
        if (found.isEmpty()) {
            return Optional.empty();
        }
        KeyReader key = found.getFirst().key().after(prefix);
        return Optional.of(new EventId(key.number(), key.number(), streamId));
    }

    /** An hour (since the epoch) in which a stream has, or had, events. */
    public record StreamHour(long hour, long streamId, String streamName) {

        public long startMillis() {
            return hour * HOUR_MILLIS;
        }

        public long endMillis() {
            return startMillis() + HOUR_MILLIS;
        }

        public LogStreamEntry stream() {
            return new LogStreamEntry(streamName, streamId, 0);
        }
    }

    /** Visits the hours from {@code from} to {@code to}, both inclusive. */
    public void hours(
            Reader reader,
            LogGroupEntry group,
            long from,
            long to,
            boolean descending,
            Predicate<StreamHour> visitor) {
        Key prefix = hours(group);
        if (from > to) {
            return;
        }
        reader.scan(
                new Range(prefix.with(from), prefix.with(to + 1), descending),
                (key, value) -> {
                    KeyReader parts = key.after(prefix);
                    return visitor.test(
                            new StreamHour(
                                    parts.number(),
                                    parts.number(),
                                    new String(value, StandardCharsets.UTF_8)));
                });
    }

    /** Takes out an hour that has no events any more. */
    public void deleteHour(Transaction transaction, LogGroupEntry group, StreamHour hour) {
        transaction.delete(hours(group).with(hour.hour()).with(hour.streamId()));
    }

    /**
     * Deletes the oldest of a stream's events before {@code beforeMillis}, at most {@code limit}.
     *
     * @return how many were deleted; fewer than {@code limit} means that none is left
     */
    public int deleteOldest(
            Transaction transaction,
            LogGroupEntry group,
            long streamId,
            long beforeMillis,
            int limit) {
        Key prefix = events(group, streamId);
        List<Key> deleted = new ArrayList<>();
        Set<Long> hours = new HashSet<>();
        long[] bytes = {0};
        transaction.scan(
                new Range(prefix, prefix.with(beforeMillis), false),
                (key, value) -> {
                    deleted.add(key);
                    hours.add(key.after(prefix).number() / HOUR_MILLIS);
                    bytes[0] += StoredEvent.countedBytes(value.length);
                    return deleted.size() < limit;
                });
        deleted.forEach(transaction::delete);
        long firstLeft =
                first(transaction, group, streamId, 0)
                        .map(id -> id.timeMillis() / HOUR_MILLIS)
                        .orElse(Long.MAX_VALUE);
        for (long hour : hours) {
            if (hour < firstLeft) {
                transaction.delete(hours(group).with(hour).with(streamId));
            }
        }
        transaction.afterCommit(() -> sizes.add(group, -bytes[0]));
        return deleted.size();
    }

    void deleteGroup(Transaction transaction, LogGroupEntry group) {
        transaction.deleteRange(Range.prefix(EVENTS.with(group.id())));
        transaction.deleteRange(Range.prefix(hours(group)));
        sizes.delete(transaction, group);
    }

    private static Key events(LogGroupEntry group, long streamId) {
        return EVENTS.with(group.id()).with(streamId);
    }

    private static Key hours(LogGroupEntry group) {
        return HOURS.with(group.id());
    }
}
