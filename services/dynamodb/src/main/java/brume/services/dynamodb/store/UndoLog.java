package brume.services.dynamodb.store;

import brume.services.dynamodb.value.Value;
import brume.store.Key;
import brume.store.Range;
import brume.store.Reader;
import brume.store.Transaction;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * What was in the place of an item before each change, in the order of the commits, for tables with
 * point-in-time recovery and while a copy is being made. Whoever takes the records back, the
 * youngest first, comes to the table as it was.
 *
 * <p>Row: {@code dynamodb, undo, table number, append number}: kind, time, then the item's key with
 * its length and the old item, or the number of the copy that begins here.
 */
public final class UndoLog {

    private static final Key RECORDS = Key.of("dynamodb", "undo");
    private static final byte CHANGE = 0;
    private static final byte MARK = 1;
    private static final int TIME_AT = 1;
    private static final int HEADER_BYTES = TIME_AT + Long.BYTES;

    private UndoLog() {}

    /** A record. */
    public sealed interface Undo {

        /** Its place in the order of the commits. */
        long number();

        /** About when it was made. */
        long millis();
    }

    /**
     * What undoes a change of an item.
     *
     * @param itemKey what follows the table's number in the key of the item
     * @param before the item's row before the change, or null if there was none
     */
    @SuppressWarnings("ArrayRecordComponent") // Bytes as they are stored, never compared.
    public record Change(long number, long millis, byte[] itemKey, byte @Nullable [] before)
            implements Undo {}

    /** Where the copy with this destination begins. */
    public record Mark(long number, long millis, long destination) implements Undo {}

    private static Key records(long table) {
        return RECORDS.with(table);
    }

    /** Records that {@code before}, or nothing, is about to be changed in the place of an item. */
    static void append(
            Transaction transaction,
            OpenTable table,
            Key row,
            @Nullable Map<String, Value> before,
            long millis) {
        long number = table.table().number();
        byte[] itemKey = ItemRows.itemKey(number, row);
        byte[] image = before == null ? new byte[0] : ItemCodec.encode(before);
        byte[] record =
                ByteBuffer.allocate(HEADER_BYTES + Integer.BYTES + itemKey.length + image.length)
                        .put(CHANGE)
                        .putLong(millis)
                        .putInt(itemKey.length)
                        .put(itemKey)
                        .put(image)
                        .array();
        transaction.append(records(number), record);
    }

    /** Marks the moment of this transaction as the one to which a copy is to go back. */
    public static void mark(Transaction transaction, long table, long destination, long millis) {
        byte[] record =
                ByteBuffer.allocate(HEADER_BYTES + Long.BYTES)
                        .put(MARK)
                        .putLong(millis)
                        .putLong(destination)
                        .array();
        transaction.append(records(table), record);
    }

    /** Visits the records, the youngest first, from {@code number} on until the visitor says no. */
    public static void visitBackwards(
            Reader reader, long table, long number, Predicate<Undo> visitor) {
        Key prefix = records(table);
        reader.scan(
                new Range(prefix, prefix.with(number).successor(), true),
                (key, record) -> visitor.test(decode(key.after(prefix).number(), record)));
    }

    private static Undo decode(long number, byte[] record) {
        ByteBuffer bytes = ByteBuffer.wrap(record);
        byte kind = bytes.get();
        long millis = bytes.getLong();
        return switch (kind) {
            case MARK -> new Mark(number, millis, bytes.getLong());
            case CHANGE -> {
                byte[] itemKey = new byte[bytes.getInt()];
                bytes.get(itemKey);
                byte[] image = new byte[bytes.remaining()];
                bytes.get(image);
                yield new Change(number, millis, itemKey, image.length == 0 ? null : image);
            }
            default ->
                    throw new IllegalStateException("an undo record of an unknown kind: " + kind);
        };
    }

    /**
     * The numbers of the oldest records made before {@code millis}, at most {@code limit}, up to
     * the first that is younger.
     */
    public static List<Long> old(Reader reader, long table, long millis, int limit) {
        Key prefix = records(table);
        List<Long> numbers = new ArrayList<>();
        reader.scan(
                Range.prefix(prefix),
                (key, record) -> {
                    if (ByteBuffer.wrap(record).getLong(TIME_AT) >= millis) {
                        return false;
                    }
                    numbers.add(key.after(prefix).number());
                    return numbers.size() < limit;
                });
        return numbers;
    }

    /** Removes records that {@link #old} has found; reads nothing that writers change. */
    public static void remove(Transaction transaction, long table, List<Long> numbers) {
        numbers.forEach(number -> transaction.delete(records(table).with(number)));
    }

    public static void removeAll(Transaction transaction, long table) {
        transaction.deleteRange(Range.prefix(records(table)));
    }
}
