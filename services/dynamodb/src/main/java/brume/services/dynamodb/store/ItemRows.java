package brume.services.dynamodb.store;

import brume.store.Entry;
import brume.store.Key;
import brume.store.Range;
import brume.store.Reader;
import brume.store.Transaction;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The rows of the items under the number of a table or a backup, for those who move them without
 * looking into them. What follows the number is the same in every table with the same key.
 */
public final class ItemRows {

    /** The rows of all tables and backups: items and index entries. */
    static final Key ROWS = Key.of("dynamodb", "row");

    /** Stands where the entries of an index have its number. */
    private static final byte[] TABLE_ITSELF = new byte[Integer.BYTES];

    private static final HexFormat HEX = HexFormat.of();

    private ItemRows() {}

    /** Some rows of one table or backup, in their order, and whether there are more. */
    public record Page(long number, List<Entry> rows, boolean more) {

        /** Where the next page begins. */
        public String position() {
            return HEX.formatHex(itemKey(number, rows.getLast().key()));
        }

        public List<StoredItem> items() {
            return rows.stream().map(row -> new StoredItem(row.value())).toList();
        }

        /** Puts the same rows under another number. */
        public void copyTo(Transaction transaction, long destination) {
            for (Entry row : rows) {
                transaction.put(
                        itemSpace(destination).withRaw(itemKey(number, row.key())), row.value());
            }
        }
    }

    /** The row of one item, for whatever number. */
    @SuppressWarnings("ArrayRecordComponent") // Bytes as they are stored, never compared.
    public record Row(byte[] itemKey, byte[] value) {

        /** Puts the row under a number. */
        public void putTo(Transaction transaction, long destination) {
            transaction.put(itemSpace(destination).withRaw(itemKey), value);
        }

        public StoredItem item() {
            return new StoredItem(value);
        }
    }

    /** The row of the item with that key under {@code number}. */
    public static Optional<Row> find(Reader reader, long number, byte[] itemKey) {
        return reader.find(itemSpace(number).withRaw(itemKey))
                .map(value -> new Row(itemKey, value));
    }

    private static Key itemSpace(long number) {
        return ROWS.with(number).withRaw(TABLE_ITSELF);
    }

    /** The entries of every index. */
    static Range entries(long number) {
        return new Range(itemSpace(number).end(), ROWS.with(number).end(), false);
    }

    /** The part of an item's key that does not depend on the table. */
    static byte[] itemKey(long number, Key row) {
        return row.after(itemSpace(number)).rest();
    }

    /**
     * The rows that follow {@code position}, or the first ones.
     *
     * @param bytesMax the size that ends a page when it is reached
     */
    public static Page page(
            Reader reader, long number, @Nullable String position, int rowsMax, int bytesMax) {
        Key items = itemSpace(number);
        Key from = position == null ? items : items.withRaw(HEX.parseHex(position)).successor();
        List<Entry> rows = new ArrayList<>();
        long[] bytes = new long[1];
        boolean[] more = new boolean[1];
        reader.scan(
                new Range(from, items.end(), false),
                (key, value) -> {
                    if (rows.size() == rowsMax || bytes[0] >= bytesMax) {
                        more[0] = true;
                        return false;
                    }
                    rows.add(new Entry(key, value));
                    bytes[0] += key.length() + value.length;
                    return true;
                });
        return new Page(number, rows, more[0]);
    }

    /** Takes a change back in the rows under {@code number}. */
    public static void undo(Transaction transaction, long number, UndoLog.Change change) {
        Key row = itemSpace(number).withRaw(change.itemKey());
        byte[] before = change.before();
        if (before == null) {
            transaction.delete(row);
        } else {
            transaction.put(row, before);
        }
    }
}
