package brume.services.dynamodb.store;

import brume.services.dynamodb.domain.Index;
import brume.services.dynamodb.domain.ItemCollectionTooLarge;
import brume.services.dynamodb.value.ItemSize;
import brume.services.dynamodb.value.Value;
import brume.store.Entry;
import brume.store.Key;
import brume.store.Range;
import brume.store.Reader;
import brume.store.Store;
import brume.store.Transaction;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The sizes of the item collections of tables with local indexes: a collection is all items with
 * one partition key and their entries in the local indexes. Other tables have none.
 *
 * <p>Rows, after the collection's key: 0 and the bytes that were counted when the first change was
 * made, in its transaction; then 1 and an append number, with the bytes that a change added. So
 * changes of different items of a collection do not conflict. Whoever finds many such rows replaces
 * them by their sum in the place of the last one. A table whose items were copied by a restore has
 * no rows until the first change counts.
 *
 * <p>Source: Amazon DynamoDB Developer Guide, "Item collection size limit".
 */
final class ItemCollections {

    private static final long COUNTED = 0;
    private static final long CHANGES = 1;

    /** So many changes are replaced by their sum. */
    private static final int CHANGES_MAX = 32;

    private final Store store;
    private final long bytesMax;

    ItemCollections(Store store, long bytesMax) {
        this.store = store;
        this.bytesMax = bytesMax;
    }

    /**
     * Takes a change of an item into account, after its rows were written.
     *
     * @param limited whether a collection that grows beyond the limit is refused
     */
    void change(
            Transaction transaction,
            OpenTable table,
            @Nullable Map<String, Value> before,
            @Nullable Map<String, Value> after,
            boolean limited) {
        Map<String, Value> present = after == null ? before : after;
        if (present == null || !table.table().hasLocalIndexes()) {
            return;
        }
        long growth = bytes(table, after) - bytes(table, before);
        Key collection = table.collectionKey(present);
        long bytes;
        if (transaction.find(collection.with(COUNTED)).isEmpty()) {
            bytes = count(transaction, table, present);
            transaction.put(collection.with(COUNTED), bytesOf(bytes));
        } else {
            // A snapshot of its own, as what others append meanwhile is no conflict.
            List<Entry> rows = store.read(reader -> rows(reader, collection));
            bytes = sum(rows) + growth;
            if (growth != 0) {
                transaction.append(collection.with(CHANGES), bytesOf(growth));
            }
            fold(transaction, rows);
        }
        if (limited && growth > 0 && bytes > bytesMax) {
            throw new ItemCollectionTooLarge();
        }
    }

    /** The bytes of the collection of an item or key. */
    long bytes(Reader reader, OpenTable table, Map<String, Value> key) {
        List<Entry> rows = rows(reader, table.collectionKey(key));
        return rows.isEmpty() ? count(reader, table, key) : sum(rows);
    }

    private static List<Entry> rows(Reader reader, Key collection) {
        List<Entry> rows = new ArrayList<>();
        reader.scan(
                Range.prefix(collection),
                (key, value) -> {
                    rows.add(new Entry(key, value));
                    return true;
                });
        return rows;
    }

    private static long sum(List<Entry> rows) {
        return rows.stream().mapToLong(row -> ByteBuffer.wrap(row.value()).getLong()).sum();
    }

    /** Two that fold the same rows conflict in the first or the last one of them. */
    private static void fold(Transaction transaction, List<Entry> rows) {
        if (rows.size() <= CHANGES_MAX) {
            return;
        }
        List<Entry> changes = rows.subList(1, rows.size());
        Entry last = changes.getLast();
        if (isPresent(transaction, changes.getFirst()) && isPresent(transaction, last)) {
            changes.subList(0, changes.size() - 1).forEach(row -> transaction.delete(row.key()));
            transaction.put(last.key(), bytesOf(sum(changes)));
        }
    }

    private static boolean isPresent(Transaction transaction, Entry row) {
        return transaction
                .find(row.key())
                .filter(now -> Arrays.equals(now, row.value()))
                .isPresent();
    }

    private static long count(Reader reader, OpenTable table, Map<String, Value> key) {
        long[] bytes = new long[1];
        for (Range range : table.collection(key)) {
            reader.scan(
                    range,
                    (row, value) -> {
                        bytes[0] += ItemCodec.size(value);
                        return true;
                    });
        }
        return bytes[0];
    }

    private static long bytes(OpenTable table, @Nullable Map<String, Value> item) {
        if (item == null) {
            return 0;
        }
        long bytes = ItemSize.of(item);
        for (Index index : table.table().localIndexes()) {
            if (index.key().isIn(item)) {
                bytes += ItemSize.of(index.project(item, table.table().key()));
            }
        }
        return bytes;
    }

    private static byte[] bytesOf(long number) {
        return ByteBuffer.allocate(Long.BYTES).putLong(number).array();
    }
}
