package brume.services.dynamodb.store;

import brume.base.Scope;
import brume.services.dynamodb.domain.ItemStream;
import brume.services.dynamodb.domain.Shard;
import brume.services.dynamodb.domain.StreamView;
import brume.services.dynamodb.domain.Table;
import brume.services.dynamodb.domain.TableStream;
import brume.services.dynamodb.value.Value;
import brume.store.Entry;
import brume.store.Key;
import brume.store.Range;
import brume.store.Reader;
import brume.store.Store;
import brume.store.Transaction;
import brume.wire.Documents;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The streams of tables: their descriptions, shards and records. Writers of a table share nothing
 * here but the order of the commits, which numbers the records; see {@link Transaction#append}.
 */
public final class Streams {

    private static final Key STREAMS = Key.of("dynamodb", "stream");

    private final Store store;

    public Streams(Store store) {
        this.store = store;
    }

    /** Reads on one consistent snapshot. */
    public <T extends @Nullable Object> T read(Function<Reader, T> body) {
        return store.read(body);
    }

    private static Key scope(Scope scope) {
        return STREAMS.with(scope.account().value()).with(scope.region().value());
    }

    private static Key key(ItemStream stream) {
        return key(stream.scope(), stream.tableName(), stream.label());
    }

    private static Key key(Scope scope, String tableName, String label) {
        return scope(scope).with(tableName).with(label);
    }

    private static ItemStream read(byte[] row) {
        return Documents.read(row, ItemStream.class);
    }

    public static Optional<ItemStream> find(
            Reader reader, Scope scope, String tableName, String label) {
        return reader.find(key(scope, tableName, label)).map(Streams::read);
    }

    /**
     * At most {@code limit} streams in the order of tables and labels.
     *
     * @param tableName whose streams, or null for all
     * @param afterTable the table of the stream that the first one comes after, or null
     * @param afterLabel the label of that stream
     */
    public static List<ItemStream> list(
            Reader reader,
            Scope scope,
            @Nullable String tableName,
            @Nullable String afterTable,
            @Nullable String afterLabel,
            int limit) {
        Key prefix = tableName == null ? scope(scope) : scope(scope).with(tableName);
        Key from = prefix;
        if (afterTable != null && afterLabel != null) {
            Key after = key(scope, afterTable, afterLabel).successor();
            from = after.compareTo(prefix) > 0 ? after : prefix;
        }
        return reader.list(new Range(from, prefix.end(), false), limit).stream()
                .map(entry -> read(entry.value()))
                .toList();
    }

    /** At most {@code limit} streams of every account after the one of {@code previous}. */
    public List<ItemStream> page(@Nullable ItemStream previous, int limit) {
        Range range =
                previous == null ? Range.prefix(STREAMS) : Range.after(STREAMS, key(previous));
        List<Entry> entries = store.read(reader -> reader.list(range, limit));
        return entries.stream().map(entry -> read(entry.value())).toList();
    }

    /** Begins a new stream of {@code table}; answers the table that names it. */
    public Table enable(
            Transaction transaction, Table table, long number, StreamView view, long nowMillis) {
        long millis = nowMillis;
        ItemStream stream = stream(table, number, view, millis);
        while (transaction.find(key(stream)).isPresent()) {
            // A label is to the millisecond, and an earlier stream has it.
            stream = stream(table, number, view, ++millis);
        }
        transaction.put(key(stream), Documents.write(stream));
        ShardBoundaries.open(transaction, number, nowMillis);
        return table.toBuilder().stream(new TableStream(number, stream.label(), view, true))
                .build();
    }

    private static ItemStream stream(Table table, long number, StreamView view, long millis) {
        return new ItemStream(
                table.account(),
                table.region(),
                table.name(),
                ItemStream.label(millis),
                number,
                millis,
                view,
                table.key(),
                null);
    }

    /** Ends the stream of {@code table} if it has one; answers the table as it is then. */
    public Table disable(Transaction transaction, Table table, long nowMillis) {
        TableStream enabled = table.enabledStream();
        if (enabled == null) {
            return table;
        }
        Scope scope = table.scope();
        find(transaction, scope, table.name(), enabled.label())
                .ifPresent(stream -> {
                    ItemStream disabled = stream.disabledAt(nowMillis);
                    transaction.put(key(disabled), Documents.write(disabled));
                    ShardBoundaries.close(transaction, stream.number(), nowMillis);
                });
        return table.toBuilder().stream(
                        new TableStream(enabled.number(), enabled.label(), enabled.view(), false))
                .build();
    }

    /**
     * Appends the record of a change to the stream of {@code table}; an item that is put as it was
     * before makes none.
     */
    void record(
            Transaction transaction,
            Table table,
            @Nullable Map<String, Value> before,
            @Nullable Map<String, Value> after,
            long millis,
            boolean expired) {
        TableStream stream = table.enabledStream();
        if (stream != null && !Objects.equals(before, after)) {
            StreamLog.append(
                    transaction,
                    stream.number(),
                    stream.view(),
                    table.key(),
                    before,
                    after,
                    millis,
                    expired);
        }
    }

    /** The shards of a stream, the oldest first. */
    public static List<Shard> shards(Reader reader, ItemStream stream) {
        return ShardBoundaries.list(reader, stream.number());
    }

    /**
     * The records of {@code shard} whose numbers are greater than {@code after}.
     *
     * @param sizeMax the greatest sum of their sizes, which the first one may exceed
     */
    public static StreamPage records(
            Reader reader, ItemStream stream, Shard shard, long after, int limit, long sizeMax) {
        return StreamLog.read(reader, stream.number(), after, shard.lastPossible(), limit, sizeMax);
    }

    /** The greatest number of a record that is too old to be there any more, or 0. */
    public static long trimmed(Reader reader, ItemStream stream) {
        return StreamLog.trimmed(reader, stream.number());
    }

    /** Replaces the open shard by its child, if it was opened before {@code openedBefore}. */
    public void rotate(ItemStream known, long openedBefore, long nowMillis) {
        store.transact(transaction -> {
            ItemStream stream = transaction.find(key(known)).map(Streams::read).orElse(null);
            if (stream != null && stream.isEnabled()) {
                Shard last = shards(transaction, stream).getLast();
                if (last.openedMillis() < openedBefore) {
                    ShardBoundaries.rotate(transaction, stream.number(), last, nowMillis);
                }
            }
            return true;
        });
    }

    /** Removes records made, and shards closed, before {@code before}; at most {@code limit}. */
    public int trim(ItemStream stream, long before, int limit) {
        long number = stream.number();
        List<Long> old = store.read(reader -> StreamLog.old(reader, number, before, limit));
        List<Shard> shards = store.read(reader -> ShardBoundaries.list(reader, number));
        store.transact(transaction -> {
            if (!old.isEmpty()) {
                StreamLog.trim(transaction, number, old);
            }
            for (Shard shard : shards) {
                Long closed = shard.closedMillis();
                if (closed != null && closed < before && old.size() < limit) {
                    ShardBoundaries.remove(transaction, number, shard);
                }
            }
            return true;
        });
        return old.size();
    }

    /** Removes a stream with everything that it has. */
    public void remove(ItemStream stream) {
        store.transact(transaction -> {
            StreamLog.removeAll(transaction, stream.number());
            ShardBoundaries.removeAll(transaction, stream.number());
            ResourcePolicies.delete(transaction, stream.arn());
            transaction.delete(key(stream));
            return true;
        });
    }
}
