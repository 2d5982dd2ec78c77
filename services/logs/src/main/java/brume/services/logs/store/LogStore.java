package brume.services.logs.store;

import brume.base.AccountId;
import brume.base.Region;
import brume.base.Scope;
import brume.services.logs.domain.LogGroupEntry;
import brume.services.logs.domain.LogStreamEntry;
import brume.store.Entry;
import brume.store.Key;
import brume.store.KeyReader;
import brume.store.Range;
import brume.store.Reader;
import brume.store.Store;
import brume.store.Transaction;
import brume.wire.Documents;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Log groups and log streams; their events are with {@link EventStore}.
 *
 * <pre>
 * logs / group / account / region / name -> group
 * logs / stream / group id / name        -> stream
 * </pre>
 */
public final class LogStore {

    private static final Key GROUPS = Key.of("logs", "group");
    private static final Key STREAMS = Key.of("logs", "stream");

    private final Store store;
    private final EventStore events;

    public LogStore(Store store) {
        this.store = store;
        this.events = new EventStore(store);
    }

    public EventStore events() {
        return events;
    }

    public <T extends @Nullable Object> T read(Function<Reader, T> body) {
        return store.read(body);
    }

    public <T extends @Nullable Object> T transact(Function<Transaction, T> body) {
        return store.transact(body);
    }

    // Groups

    public Optional<LogGroupEntry> findGroup(Reader reader, Scope scope, String name) {
        return reader.find(groups(scope).with(name)).map(LogStore::group);
    }

    public void putGroup(Transaction transaction, Scope scope, LogGroupEntry group) {
        transaction.put(groups(scope).with(group.name()), Documents.write(group));
    }

    /** Deletes the group with its streams and events. */
    public void deleteGroup(Transaction transaction, Scope scope, LogGroupEntry group) {
        transaction.delete(groups(scope).with(group.name()));
        transaction.deleteRange(Range.prefix(STREAMS.with(group.id())));
        events.deleteGroup(transaction, group);
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
                names(groups(scope), prefix, after, false),
                (key, value) -> {
                    LogGroupEntry group = group(value);
                    if (filter.test(group)) {
                        found.add(group);
                    }
                    return found.size() < limit;
                });
        return found;
    }

    /** A group and whose it is. */
    public record OwnedGroup(Scope scope, LogGroupEntry group) {}

    /** At most {@code limit} groups of all accounts and regions, beyond {@code after}. */
    public List<OwnedGroup> everyGroup(Reader reader, @Nullable OwnedGroup after, int limit) {
        Key start =
                after == null
                        ? GROUPS
                        : groups(after.scope()).with(after.group().name()).successor();
        List<OwnedGroup> found = new ArrayList<>();
        for (Entry entry : reader.list(new Range(start, GROUPS.end(), false), limit)) {
            KeyReader parts = entry.key().after(GROUPS);
            Scope scope = new Scope(new AccountId(parts.string()), new Region(parts.string()));
            found.add(new OwnedGroup(scope, group(entry.value())));
        }
        return found;
    }

    private static LogGroupEntry group(byte[] value) {
        return Documents.read(value, LogGroupEntry.class);
    }

    private static Key groups(Scope scope) {
        return GROUPS.with(scope.account().value()).with(scope.region().value());
    }

    // Streams

    public Optional<LogStreamEntry> findStream(Reader reader, LogGroupEntry group, String name) {
        return reader.find(STREAMS.with(group.id()).with(name)).map(LogStore::stream);
    }

    public void putStream(Transaction transaction, LogGroupEntry group, LogStreamEntry stream) {
        transaction.put(STREAMS.with(group.id()).with(stream.name()), Documents.write(stream));
    }

    /** Deletes a stream whose events are gone. */
    public void deleteStream(Transaction transaction, LogGroupEntry group, LogStreamEntry stream) {
        transaction.delete(STREAMS.with(group.id()).with(stream.name()));
    }

    /**
     * Visits the streams whose names start with {@code prefix}, beyond {@code after} if it is not
     * empty, by name, until {@code visitor} answers false.
     */
    public void streams(
            Reader reader,
            LogGroupEntry group,
            String prefix,
            String after,
            boolean descending,
            Predicate<LogStreamEntry> visitor) {
        reader.scan(
                names(STREAMS.with(group.id()), prefix, after, descending),
                (key, value) -> visitor.test(stream(value)));
    }

    private static LogStreamEntry stream(byte[] value) {
        return Documents.read(value, LogStreamEntry.class);
    }

    private static Range names(Key folder, String prefix, String after, boolean descending) {
        Key start = folder.withRaw(prefix.getBytes(StandardCharsets.UTF_8));
        Key end = start.end();
        if (!after.isEmpty() && descending) {
            end = folder.with(after);
        } else if (!after.isEmpty()) {
            start = folder.with(after).successor();
        }
        return new Range(start, end, descending);
    }
}
