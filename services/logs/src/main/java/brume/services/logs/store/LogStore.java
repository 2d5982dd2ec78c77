package brume.services.logs.store;

import brume.base.Scope;
import brume.services.logs.domain.LogGroupEntry;
import brume.services.logs.domain.LogStreamEntry;
import brume.services.logs.domain.Position;
import brume.services.logs.domain.StoredEvent;
import brume.store.Key;
import brume.store.KeyReader;
import brume.store.Range;
import brume.store.Reader;
import brume.store.Store;
import brume.store.Transaction;
import brume.wire.Documents;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BiPredicate;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Log groups, streams and events.
 *
 * <pre>
 * logs / group / account / region / name              -> group
 * logs / stream / group id / name                     -> stream
 * logs / event / group id / stream id / time / number -> time of arrival, message
 * </pre>
 *
 * An append writes its events and one stream; a read by time is one range of keys.
 */
public final class LogStore {

    private static final Key GROUPS = Key.of("logs", "group");
    private static final Key STREAMS = Key.of("logs", "stream");
    private static final Key EVENTS = Key.of("logs", "event");

    private final Store store;

    public LogStore(Store store) {
        this.store = store;
    }

    public <T extends @Nullable Object> T read(Function<Reader, T> body) {
        return store.read(body);
    }

    public <T extends @Nullable Object> T transact(Function<Transaction, T> body) {
        return store.transact(body);
    }

    // Groups

    public Optional<LogGroupEntry> findGroup(Reader reader, Scope scope, String name) {
        return reader.find(groups(scope).with(name))
                .map(bytes -> Documents.read(bytes, LogGroupEntry.class));
    }

    public void putGroup(Transaction transaction, Scope scope, LogGroupEntry group) {
        transaction.put(groups(scope).with(group.name()), Documents.write(group));
    }

    /** Deletes the group with its streams and events. */
    public void deleteGroup(Transaction transaction, Scope scope, LogGroupEntry group) {
        transaction.delete(groups(scope).with(group.name()));
        transaction.deleteRange(Range.prefix(STREAMS.with(group.id())));
        transaction.deleteRange(Range.prefix(EVENTS.with(group.id())));
    }

    /** At most {@code limit} groups after {@code after} that pass {@code filter}, by name. */
    public List<LogGroupEntry> groups(
            Reader reader,
            Scope scope,
            String prefix,
            String after,
            Predicate<LogGroupEntry> filter,
            int limit) {
        List<LogGroupEntry> found = new ArrayList<>();
        reader.scan(
                names(groups(scope), prefix, after),
                (key, value) -> {
                    LogGroupEntry group = Documents.read(value, LogGroupEntry.class);
                    if (!group.name().startsWith(prefix)) {
                        return false;
                    }
                    if (filter.test(group)) {
                        found.add(group);
                    }
                    return found.size() < limit;
                });
        return found;
    }

    /** Visits the groups of every account and region. */
    public void everyGroup(Reader reader, BiPredicate<Scope, LogGroupEntry> visitor) {
        reader.scan(
                Range.prefix(GROUPS),
                (key, value) -> {
                    KeyReader parts = key.after(GROUPS);
                    Scope scope =
                            new Scope(
                                    new brume.base.AccountId(parts.string()),
                                    new brume.base.Region(parts.string()));
                    return visitor.test(scope, Documents.read(value, LogGroupEntry.class));
                });
    }

    // Streams

    public Optional<LogStreamEntry> findStream(Reader reader, LogGroupEntry group, String name) {
        return reader.find(STREAMS.with(group.id()).with(name))
                .map(bytes -> Documents.read(bytes, LogStreamEntry.class));
    }

    public void putStream(Transaction transaction, LogGroupEntry group, LogStreamEntry stream) {
        transaction.put(STREAMS.with(group.id()).with(stream.name()), Documents.write(stream));
    }

    public void deleteStream(Transaction transaction, LogGroupEntry group, LogStreamEntry stream) {
        transaction.delete(STREAMS.with(group.id()).with(stream.name()));
        transaction.deleteRange(Range.prefix(events(group, stream)));
    }

    /** At most {@code limit} streams after {@code after} whose names start with {@code prefix}. */
    public List<LogStreamEntry> streams(
            Reader reader, LogGroupEntry group, String prefix, String after, int limit) {
        List<LogStreamEntry> found = new ArrayList<>();
        reader.scan(
                names(STREAMS.with(group.id()), prefix, after),
                (key, value) -> {
                    LogStreamEntry stream = Documents.read(value, LogStreamEntry.class);
                    if (!stream.name().startsWith(prefix)) {
                        return false;
                    }
                    found.add(stream);
                    return found.size() < limit;
                });
        return found;
    }

    private static Range names(Key folder, String prefix, String after) {
        Key from =
                after.isEmpty()
                        ? folder.withRaw(prefix.getBytes(StandardCharsets.UTF_8))
                        : folder.with(after).successor();
        return new Range(from, folder.end(), false);
    }

    // Events

    public void putEvent(
            Transaction transaction,
            LogGroupEntry group,
            LogStreamEntry stream,
            Position position,
            long ingestionMillis,
            String message) {
        byte[] text = message.getBytes(StandardCharsets.UTF_8);
        transaction.put(
                event(events(group, stream), position),
                ByteBuffer.allocate(Long.BYTES + text.length)
                        .putLong(ingestionMillis)
                        .put(text)
                        .array());
    }

    /** Visits a stream's events after {@code after} and before {@code before}, both exclusive. */
    public void events(
            Reader reader,
            LogGroupEntry group,
            LogStreamEntry stream,
            Position after,
            Position before,
            boolean descending,
            Predicate<StoredEvent> visitor) {
        Key prefix = events(group, stream);
        Key from = event(prefix, after).successor();
        Key to = event(prefix, before);
        if (from.compareTo(to) < 0) {
            reader.scan(
                    new Range(from, to, descending),
                    (key, value) -> visitor.test(event(stream, key.after(prefix), value)));
        }
    }

    /**
     * Deletes the oldest of a stream's events that are older than {@code timeMillis}, at most {@code
     * limit}, and corrects the stream.
     *
     * @return how many were deleted
     */
    public int deleteEventsBefore(
            Transaction transaction,
            LogGroupEntry group,
            LogStreamEntry stream,
            long timeMillis,
            int limit) {
        Key prefix = events(group, stream);
        long[] bytes = {0};
        List<Key> keys = new ArrayList<>();
        transaction.scan(
                new Range(prefix, prefix.with(timeMillis), false),
                (key, value) -> {
                    keys.add(key);
                    bytes[0] += value.length - Long.BYTES + StoredEvent.OVERHEAD_BYTES;
                    return keys.size() < limit;
                });
        if (!keys.isEmpty()) {
            transaction.deleteRange(new Range(prefix, keys.getLast().successor(), false));
            putStream(transaction, group, stream.withoutBytes(bytes[0]));
        }
        return keys.size();
    }

    private static StoredEvent event(LogStreamEntry stream, KeyReader key, byte[] value) {
        Position position = new Position(key.number(), key.number());
        long ingestion = ByteBuffer.wrap(value).getLong();
        String message =
                new String(value, Long.BYTES, value.length - Long.BYTES, StandardCharsets.UTF_8);
        return new StoredEvent(stream, position, ingestion, message);
    }

    private static Key events(LogGroupEntry group, LogStreamEntry stream) {
        return EVENTS.with(group.id()).with(stream.id());
    }

    private static Key event(Key prefix, Position position) {
        return prefix.with(position.timeMillis()).with(position.number());
    }

    private static Key groups(Scope scope) {
        return GROUPS.with(scope.account().value()).with(scope.region().value());
    }
}
