package brume.services.dynamodb.store;

import brume.base.Clock;
import brume.base.Region;
import brume.base.Scope;
import brume.services.dynamodb.domain.Index;
import brume.services.dynamodb.domain.ItemCollectionTooLarge;
import brume.services.dynamodb.domain.KeyRules;
import brume.services.dynamodb.domain.Replica;
import brume.services.dynamodb.domain.Replication;
import brume.services.dynamodb.domain.Table;
import brume.services.dynamodb.expression.KeyCondition;
import brume.services.dynamodb.value.Value;
import brume.store.Key;
import brume.store.Range;
import brume.store.Reader;
import brume.store.Store;
import brume.store.Transaction;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The items of tables and the entries of their indexes. Every change of an item goes through {@link
 * #write}, which changes the entries and appends the records of the stream and the undo log in the
 * same transaction, and does the same to the other replicas of a global table.
 */
public final class ItemStore {

    private static final int PAGE_ITEMS_MAX = 200;

    /** Ends a page when it is reached; 25 indexes and the table can write that much. */
    private static final long PAGE_BYTES = 1L << 20;

    private final Store store;
    private final Tables tables;
    private final Streams streams;
    private final Clock clock;
    private final ItemCollections collections;

    /**
     * @param collectionBytesMax the limit of item collections
     */
    public ItemStore(
            Store store, Tables tables, Streams streams, Clock clock, long collectionBytesMax) {
        this.store = store;
        this.tables = tables;
        this.streams = streams;
        this.clock = clock;
        this.collections = new ItemCollections(store, collectionBytesMax);
    }

    /** Reads on one consistent snapshot. */
    public <T extends @Nullable Object> T read(Function<Reader, T> body) {
        return store.read(body);
    }

    public <T extends @Nullable Object> T transact(Function<Transaction, T> body) {
        return store.transact(body);
    }

    /** The item with the key attributes in {@code key}, which may have others too. */
    public Optional<StoredItem> find(Reader reader, OpenTable table, Map<String, Value> key) {
        return reader.find(table.itemKey(key)).map(StoredItem::new);
    }

    /**
     * Puts an item of which nothing needs to know what was there; for tables with neither indexes
     * nor a stream nor an undo log nor replicas.
     */
    public void putBlindly(
            Transaction transaction, OpenTable table, Map<String, Value> item, int size) {
        if (table.table().needsOldItems()) {
            throw new IllegalArgumentException("something needs the old item");
        }
        transaction.put(table.itemKey(item), ItemCodec.encode(item, size));
    }

    /**
     * Puts {@code after} in the place of {@code before}; null stands for no item. Both have the
     * same key.
     *
     * @throws ItemCollectionTooLarge if a collection of a table with local indexes outgrows its
     *     limit
     */
    public void write(
            Transaction transaction,
            OpenTable table,
            @Nullable Map<String, Value> before,
            @Nullable Map<String, Value> after) {
        write(transaction, table, before, after, false);
    }

    /** Deletes an item whose time to live has passed. */
    public void expire(Transaction transaction, OpenTable table, Map<String, Value> item) {
        write(transaction, table, item, null, true);
    }

    private void write(
            Transaction transaction,
            OpenTable table,
            @Nullable Map<String, Value> before,
            @Nullable Map<String, Value> after,
            boolean expired) {
        writeHere(transaction, table, before, after, expired);
        collections.change(transaction, table, before, after, true);
        Replication replication = table.table().replication();
        Map<String, Value> key = after == null ? before : after;
        if (replication == null || key == null) {
            return;
        }
        for (Replica other : replication.others(table.table().region())) {
            Scope scope = new Scope(table.scope().account(), new Region(other.region()));
            OpenTable replica = tables.replica(transaction, scope, table.table().name());
            replicate(transaction, replica, key, after);
        }
    }

    /**
     * Makes the item of a replica the one that was written elsewhere. To the replica an expired
     * item is one that was deleted. Source: Developer Guide, "Using time to live (TTL)".
     */
    private void replicate(
            Transaction transaction,
            OpenTable replica,
            Map<String, Value> key,
            @Nullable Map<String, Value> after) {
        Map<String, Value> present =
                find(transaction, replica, key).map(StoredItem::attributes).orElse(null);
        writeHere(transaction, replica, present, after, false);
        collections.change(transaction, replica, present, after, false);
        if (after != null) {
            Expirations.schedule(transaction, replica, after);
        }
    }

    /**
     * Copies an item into a replica that is being filled. Its stream does not show that; what the
     * keys of an index cannot take is left out of it, as when an index is filled.
     */
    public void fill(Transaction transaction, OpenTable replica, Map<String, Value> item) {
        Map<String, Value> present =
                find(transaction, replica, item).map(StoredItem::attributes).orElse(null);
        transaction.put(replica.itemKey(item), ItemCodec.encode(item));
        for (Index index : replica.table().indexes()) {
            Map<String, Value> indexed = KeyRules.fits(index, item) ? item : null;
            writeEntry(transaction, replica, index, present, indexed);
        }
        collections.change(transaction, replica, present, item, false);
        Expirations.schedule(transaction, replica, item);
    }

    private void writeHere(
            Transaction transaction,
            OpenTable table,
            @Nullable Map<String, Value> before,
            @Nullable Map<String, Value> after,
            boolean expired) {
        Map<String, Value> present = after == null ? before : after;
        if (present == null) {
            return;
        }
        Key row = table.itemKey(present);
        if (after != null) {
            transaction.put(row, ItemCodec.encode(after));
        } else {
            transaction.delete(row);
        }
        if (table.table().recovery().keepsUndoLog()) {
            UndoLog.append(transaction, table, row, before, clock.millis());
        }
        for (Index index : table.table().indexes()) {
            writeEntry(transaction, table, index, before, after);
        }
        if (table.table().enabledStream() != null) {
            streams.record(transaction, table.table(), before, after, clock.millis(), expired);
        }
        if (table.table().feedsKinesis()) {
            KinesisTargets.record(
                    transaction, table.table(), before, after, clock.millis(), expired);
        }
    }

    private static void writeEntry(
            Transaction transaction,
            OpenTable table,
            Index index,
            @Nullable Map<String, Value> before,
            @Nullable Map<String, Value> after) {
        Key oldKey = before == null ? null : table.entryKey(index, before);
        Key newKey = after == null ? null : table.entryKey(index, after);
        if (oldKey != null && !oldKey.equals(newKey)) {
            transaction.delete(oldKey);
        }
        if (newKey == null || after == null) {
            return;
        }
        byte[] entry = ItemCodec.encode(index.project(after, table.table().key()));
        boolean same =
                before != null
                        && newKey.equals(oldKey)
                        && Arrays.equals(
                                entry,
                                ItemCodec.encode(index.project(before, table.table().key())));
        if (!same) {
            transaction.put(newKey, entry);
        }
    }

    /** Puts the entry of an item that is in the table already, for the back-fill of an index. */
    public void index(
            Transaction transaction, OpenTable table, Index index, Map<String, Value> item) {
        writeEntry(transaction, table, index, null, item);
    }

    /** The rows that a query demands, ascending. */
    public Range queried(OpenTable table, @Nullable Index index, KeyCondition condition) {
        return table.queried(index, index == null ? table.table().key() : index.key(), condition);
    }

    /** The rows of a scan's segment. */
    public Range scanned(OpenTable table, @Nullable Index index, int segment, int total) {
        return table.segment(index, segment, total);
    }

    /**
     * The part of {@code range} that follows the row of {@code start} in the range's order, or
     * empty if the row is outside of the range.
     */
    public Optional<Range> after(
            Range range, OpenTable table, @Nullable Index index, Map<String, Value> start) {
        Key key = index == null ? table.itemKey(start) : table.entryKey(index, start);
        if (key == null || !range.contains(key)) {
            return Optional.empty();
        }
        return Optional.of(
                range.descending()
                        ? new Range(range.from(), key, true)
                        : new Range(key.successor(), range.to(), false));
    }

    /**
     * Visits the items or entries of {@code range} in its order until {@code visitor} says false.
     */
    public void visit(Reader reader, Range range, Predicate<StoredItem> visitor) {
        reader.scan(range, (key, value) -> visitor.test(new StoredItem(value)));
    }

    /** The bytes of the item collection of a key, in a table with local indexes. */
    public long collectionBytes(Table table, Map<String, Value> key) {
        return tables.find(table)
                .map(open -> store.read(reader -> collections.bytes(reader, open, key)))
                .orElse(0L);
    }

    /**
     * Some items of a range.
     *
     * @param rest what follows them in the range; empty if nothing does
     */
    public record Page(List<StoredItem> items, Optional<Range> rest) {}

    /**
     * The first items of an ascending range: as many as one transaction may well write again,
     * whatever their size and the number of indexes.
     */
    public Page page(Reader reader, Range range) {
        List<StoredItem> page = new ArrayList<>();
        long[] bytes = new long[1];
        Key[] last = new Key[1];
        reader.scan(
                range,
                (key, value) -> {
                    page.add(new StoredItem(value));
                    bytes[0] += value.length;
                    last[0] = key;
                    return page.size() < PAGE_ITEMS_MAX && bytes[0] < PAGE_BYTES;
                });
        boolean full = page.size() == PAGE_ITEMS_MAX || bytes[0] >= PAGE_BYTES;
        return new Page(
                page,
                full
                        ? Optional.of(new Range(last[0].successor(), range.to(), false))
                        : Optional.empty());
    }

    /** Whether the table has no item. */
    public boolean isEmpty(Reader reader, OpenTable table) {
        return reader.list(table.segment(null, 0, 1), 1).isEmpty();
    }

    /** Deletes every entry of an index that was dropped. */
    public void deleteEntries(Transaction transaction, OpenTable table, Index index) {
        transaction.deleteRange(Range.prefix(table.space(index)));
    }
}
