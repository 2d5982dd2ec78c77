package brume.services.lambda.store;

import brume.base.Scope;
import brume.services.lambda.domain.EventSourceMapping;
import brume.services.lambda.domain.ShardPosition;
import brume.store.Entry;
import brume.store.Key;
import brume.store.Range;
import brume.store.Reader;
import brume.store.Store;
import brume.store.Transaction;
import brume.wire.Documents;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * The event source mappings.
 *
 * <ul>
 *   <li>{@code lambda, source, account, region, uuid}: a mapping;
 *   <li>{@code lambda, source-position, uuid, shard}: how far a shard was read for it;
 *   <li>{@code lambda, source-result, uuid}: how the last batch ended, in AWS's words.
 * </ul>
 */
public final class EventSourceStore {

    private static final Key MAPPINGS = Key.of("lambda", "source");
    private static final Key POSITIONS = Key.of("lambda", "source-position");
    private static final Key RESULTS = Key.of("lambda", "source-result");

    private final Store store;

    public EventSourceStore(Store store) {
        this.store = store;
    }

    public <T> T transact(Function<Transaction, T> body) {
        return store.transact(body);
    }

    public <T> T read(Function<Reader, T> body) {
        return store.read(body);
    }

    /** Calls {@code listener} after each change of a mapping; it may only signal. */
    public Store.Watch watch(Runnable listener) {
        return store.watch(MAPPINGS, listener);
    }

    private static Key prefix(Scope scope) {
        return MAPPINGS.with(scope.account().value()).with(scope.region().value());
    }

    private static Key key(EventSourceMapping mapping) {
        return prefix(mapping.scope()).with(mapping.uuid());
    }

    public Optional<EventSourceMapping> find(Reader reader, Scope scope, String uuid) {
        return reader.find(prefix(scope).with(uuid)).map(EventSourceStore::decode);
    }

    public void put(Transaction transaction, EventSourceMapping mapping) {
        transaction.put(key(mapping), Documents.write(mapping));
    }

    /** Deletes a mapping and all that is known of its progress. */
    public void delete(Transaction transaction, EventSourceMapping mapping) {
        transaction.delete(key(mapping));
        transaction.deleteRange(Range.prefix(POSITIONS.with(mapping.uuid())));
        transaction.delete(RESULTS.with(mapping.uuid()));
    }

    /** The mappings of an account in a region whose ids come after {@code after}. */
    public List<EventSourceMapping> list(Reader reader, Scope scope, Optional<String> after) {
        Key prefix = prefix(scope);
        Range range =
                after.map(uuid -> Range.after(prefix, prefix.with(uuid)))
                        .orElseGet(() -> Range.prefix(prefix));
        return list(reader, range);
    }

    /** The mappings of all accounts. */
    public List<EventSourceMapping> all() {
        return store.read(reader -> list(reader, Range.prefix(MAPPINGS)));
    }

    private static List<EventSourceMapping> list(Reader reader, Range range) {
        return reader.list(range, Integer.MAX_VALUE).stream()
                .map(Entry::value)
                .map(EventSourceStore::decode)
                .toList();
    }

    /** How far a shard was read, if it was. */
    public Optional<ShardPosition> position(EventSourceMapping mapping, String shard) {
        return store.read(reader -> reader.find(POSITIONS.with(mapping.uuid()).with(shard)))
                .map(row -> Documents.read(row, ShardPosition.class));
    }

    public void putPosition(
            Transaction transaction,
            EventSourceMapping mapping,
            String shard,
            ShardPosition position) {
        transaction.put(POSITIONS.with(mapping.uuid()).with(shard), Documents.write(position));
    }

    /** Forgets the positions in shards that are gone. */
    public void keepPositions(EventSourceMapping mapping, Set<String> shards) {
        Key prefix = POSITIONS.with(mapping.uuid());
        List<Key> gone =
                store.read(reader -> reader.list(Range.prefix(prefix), Integer.MAX_VALUE)).stream()
                        .map(Entry::key)
                        .filter(key -> !shards.contains(key.after(prefix).string()))
                        .toList();
        if (!gone.isEmpty()) {
            store.transact(transaction -> {
                gone.forEach(transaction::delete);
                return Boolean.TRUE;
            });
        }
    }

    /** Whether a shard of the stream was ever looked at for this mapping. */
    public boolean begun(EventSourceMapping mapping) {
        return store.read(
                reader -> !reader.list(Range.prefix(POSITIONS.with(mapping.uuid())), 1).isEmpty());
    }

    public Optional<String> result(Reader reader, String uuid) {
        return reader.find(RESULTS.with(uuid)).map(row -> new String(row, StandardCharsets.UTF_8));
    }

    public void putResult(String uuid, String result) {
        store.transact(transaction -> {
            transaction.put(RESULTS.with(uuid), result.getBytes(StandardCharsets.UTF_8));
            return Boolean.TRUE;
        });
    }

    private static EventSourceMapping decode(byte[] row) {
        return Documents.read(row, EventSourceMapping.class);
    }
}
