package brume.services.dynamodb.store;

import brume.store.Key;
import brume.store.Range;
import brume.store.Reader;
import brume.store.Transaction;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The items that were changed within a time, for an incremental export, under the number of the
 * export's copy.
 *
 * <p>Row: {@code dynamodb, changed, number, item key}: the time of the last change, then the item
 * as it was before the first one, or nothing.
 */
public final class ChangedItems {

    private static final Key CHANGED = Key.of("dynamodb", "changed");
    private static final HexFormat HEX = HexFormat.of();

    private ChangedItems() {}

    /** An item that was changed; {@code before} is null if there was none. */
    @SuppressWarnings("ArrayRecordComponent") // Bytes as they are stored, never compared.
    public record Changed(byte[] itemKey, long millis, @Nullable StoredItem before) {

        /** Where those that follow begin. */
        public String position() {
            return HEX.formatHex(itemKey);
        }
    }

    /** Some of them, and whether there are more. */
    public record Page(List<Changed> items, boolean more) {}

    private static Key space(long number) {
        return CHANGED.with(number);
    }

    /** Adds a change that is older than those that were added before. */
    public static void add(Transaction transaction, long number, UndoLog.Change change) {
        Key row = space(number).withRaw(change.itemKey());
        long millis =
                transaction
                        .find(row)
                        .map(present -> ByteBuffer.wrap(present).getLong())
                        .orElse(change.millis());
        byte[] before = change.before() == null ? new byte[0] : change.before();
        transaction.put(
                row,
                ByteBuffer.allocate(Long.BYTES + before.length)
                        .putLong(millis)
                        .put(before)
                        .array());
    }

    public static boolean has(Reader reader, long number, byte[] itemKey) {
        return reader.find(space(number).withRaw(itemKey)).isPresent();
    }

    /** Those that follow {@code position}, or the first ones. */
    public static Page page(
            Reader reader, long number, @Nullable String position, int rowsMax, int bytesMax) {
        Key all = space(number);
        Key from = position == null ? all : all.withRaw(HEX.parseHex(position)).successor();
        List<Changed> items = new ArrayList<>();
        long[] bytes = new long[1];
        boolean[] more = new boolean[1];
        reader.scan(
                new Range(from, all.end(), false),
                (key, row) -> {
                    if (items.size() == rowsMax || bytes[0] >= bytesMax) {
                        more[0] = true;
                        return false;
                    }
                    items.add(read(key.after(all).rest(), ByteBuffer.wrap(row)));
                    bytes[0] += row.length;
                    return true;
                });
        return new Page(items, more[0]);
    }

    private static Changed read(byte[] itemKey, ByteBuffer row) {
        long millis = row.getLong();
        byte[] before = new byte[row.remaining()];
        row.get(before);
        return new Changed(itemKey, millis, before.length == 0 ? null : new StoredItem(before));
    }

    public static void removeAll(Transaction transaction, long number) {
        transaction.deleteRange(Range.prefix(space(number)));
    }
}
