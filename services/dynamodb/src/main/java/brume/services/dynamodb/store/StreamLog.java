package brume.services.dynamodb.store;

import brume.services.dynamodb.domain.ItemChange;
import brume.services.dynamodb.domain.KeyAttribute;
import brume.services.dynamodb.domain.KeySchema;
import brume.services.dynamodb.domain.StreamView;
import brume.services.dynamodb.value.Value;
import brume.store.Key;
import brume.store.Range;
import brume.store.Reader;
import brume.store.Transaction;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The records of streams, in the order of the commits.
 *
 * <ul>
 *   <li>{@code dynamodb, stream-record, stream number, append number}: event, whether it expired,
 *       time, and with their lengths the key and the two images;
 *   <li>{@code dynamodb, stream-trimmed, stream number}: the greatest number that was removed.
 * </ul>
 */
final class StreamLog {

    private static final Key RECORDS = Key.of("dynamodb", "stream-record");
    private static final Key TRIMMED = Key.of("dynamodb", "stream-trimmed");
    private static final byte[] NOTHING = new byte[0];
    private static final int TIME_AT = 2;
    private static final int HEADER_BYTES = TIME_AT + Long.BYTES;

    private StreamLog() {}

    static Key records(long stream) {
        return RECORDS.with(stream);
    }

    static void append(
            Transaction transaction,
            long stream,
            StreamView view,
            KeySchema schema,
            @Nullable Map<String, Value> before,
            @Nullable Map<String, Value> after,
            long millis,
            boolean expired) {
        ItemChange.Event event =
                before == null
                        ? ItemChange.Event.INSERT
                        : after == null ? ItemChange.Event.REMOVE : ItemChange.Event.MODIFY;
        byte[] keys = ItemCodec.encode(keys(schema, after == null ? before : after));
        byte[] old = view.showsOld() && before != null ? ItemCodec.encode(before) : NOTHING;
        byte[] now = view.showsNew() && after != null ? ItemCodec.encode(after) : NOTHING;
        byte[] row =
                ByteBuffer.allocate(
                                HEADER_BYTES
                                        + 3 * Integer.BYTES
                                        + keys.length
                                        + old.length
                                        + now.length)
                        .put(code(event))
                        .put((byte) (expired ? 1 : 0))
                        .putLong(millis)
                        .putInt(keys.length)
                        .put(keys)
                        .putInt(old.length)
                        .put(old)
                        .putInt(now.length)
                        .put(now)
                        .array();
        transaction.append(records(stream), row);
    }

    private static Map<String, Value> keys(KeySchema schema, @Nullable Map<String, Value> item) {
        Map<String, Value> keys = new LinkedHashMap<>();
        for (KeyAttribute attribute : schema.attributes()) {
            Value value = item == null ? null : item.get(attribute.name());
            keys.put(attribute.name(), Objects.requireNonNull(value, "a key attribute is missing"));
        }
        return keys;
    }

    /**
     * Reads records, the first one in any case.
     *
     * @param after the number that the first one comes after
     * @param last the greatest number to read
     * @param sizeMax the greatest sum of their sizes
     */
    static StreamPage read(
            Reader reader, long stream, long after, long last, int limit, long sizeMax) {
        Key prefix = records(stream);
        Key end = last == Long.MAX_VALUE ? prefix.end() : prefix.with(last + 1);
        List<ItemChange> changes = new ArrayList<>();
        long[] size = new long[1];
        boolean[] more = new boolean[1];
        reader.scan(
                new Range(prefix.with(after).successor(), end, false),
                (key, row) -> {
                    if (changes.size() < limit) {
                        ItemChange change = decode(key.after(prefix).number(), row);
                        size[0] += change.sizeBytes();
                        if (changes.isEmpty() || size[0] <= sizeMax) {
                            changes.add(change);
                            return true;
                        }
                    }
                    more[0] = true;
                    return false;
                });
        return new StreamPage(changes, more[0]);
    }

    private static byte code(ItemChange.Event event) {
        return switch (event) {
            case INSERT -> 0;
            case MODIFY -> 1;
            case REMOVE -> 2;
        };
    }

    private static ItemChange.Event event(byte code) {
        return switch (code) {
            case 0 -> ItemChange.Event.INSERT;
            case 1 -> ItemChange.Event.MODIFY;
            case 2 -> ItemChange.Event.REMOVE;
            default ->
                    throw new IllegalStateException("a stream record of an unknown kind: " + code);
        };
    }

    private static ItemChange decode(long number, byte[] row) {
        ByteBuffer bytes = ByteBuffer.wrap(row);
        ItemChange.Event event = event(bytes.get());
        boolean expired = bytes.get() == 1;
        long millis = bytes.getLong();
        byte[] keys = part(bytes);
        byte[] before = part(bytes);
        byte[] after = part(bytes);
        return new ItemChange(
                number,
                event,
                millis,
                expired,
                ItemCodec.decode(keys),
                before.length == 0 ? null : ItemCodec.decode(before),
                after.length == 0 ? null : ItemCodec.decode(after),
                (long) ItemCodec.size(keys) + size(before) + size(after));
    }

    private static byte[] part(ByteBuffer bytes) {
        byte[] part = new byte[bytes.getInt()];
        bytes.get(part);
        return part;
    }

    private static int size(byte[] image) {
        return image.length == 0 ? 0 : ItemCodec.size(image);
    }

    /** The greatest number that was removed, or 0. */
    static long trimmed(Reader reader, long stream) {
        return reader.find(TRIMMED.with(stream))
                .map(row -> ByteBuffer.wrap(row).getLong())
                .orElse(0L);
    }

    /**
     * The numbers of the oldest records made before {@code millis}, at most {@code limit}, up to
     * the first that is younger.
     */
    static List<Long> old(Reader reader, long stream, long millis, int limit) {
        Key prefix = records(stream);
        List<Long> numbers = new ArrayList<>();
        reader.scan(
                new Range(prefix.with(trimmed(reader, stream)), prefix.end(), false),
                (key, row) -> {
                    if (ByteBuffer.wrap(row).getLong(TIME_AT) >= millis) {
                        return false;
                    }
                    numbers.add(key.after(prefix).number());
                    return numbers.size() < limit;
                });
        return numbers;
    }

    /** Removes records that {@link #old} has found; reads nothing that writers change. */
    static void trim(Transaction transaction, long stream, List<Long> numbers) {
        numbers.forEach(number -> transaction.delete(records(stream).with(number)));
        byte[] last = ByteBuffer.allocate(Long.BYTES).putLong(numbers.getLast()).array();
        transaction.put(TRIMMED.with(stream), last);
    }

    static void removeAll(Transaction transaction, long stream) {
        transaction.deleteRange(Range.prefix(records(stream)));
        transaction.delete(TRIMMED.with(stream));
    }
}
