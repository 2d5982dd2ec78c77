package brume.services.dynamodb.store;

import brume.services.dynamodb.domain.Shard;
import brume.store.Entry;
import brume.store.Key;
import brume.store.Range;
import brume.store.Reader;
import brume.store.Transaction;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where the shards of streams begin and end. A boundary is appended as the records are, so it has a
 * place in the same order: who sees a record behind a boundary sees the boundary too, and a reader
 * of the shard before it cannot run past it. No record says which shard it is in, so a change of
 * shards touches no writer.
 *
 * <p>Row: {@code dynamodb, stream-shard, stream number, append number}: whether a shard begins
 * here, the time, and number and time of the shard before (0 if there is none).
 */
final class ShardBoundaries {

    private static final Key ROWS = Key.of("dynamodb", "stream-shard");
    private static final int ROW_BYTES = 1 + 3 * Long.BYTES;

    /** More than a stream has within its retention; a limit for the list in memory. */
    private static final int LISTED_MAX = 10_000;

    private record Boundary(
            long number, boolean opens, long millis, long parent, long parentMillis) {}

    private ShardBoundaries() {}

    private static Key rows(long stream) {
        return ROWS.with(stream);
    }

    /** Opens the first shard of a stream. */
    static void open(Transaction transaction, long stream, long millis) {
        append(transaction, stream, true, millis, null);
    }

    /** Closes {@code shard} and opens its child. */
    static void rotate(Transaction transaction, long stream, Shard shard, long millis) {
        append(transaction, stream, true, millis, shard);
    }

    /** Closes the open shard for ever. */
    static void close(Transaction transaction, long stream, long millis) {
        append(transaction, stream, false, millis, null);
    }

    private static void append(
            Transaction transaction,
            long stream,
            boolean opens,
            long millis,
            @Nullable Shard parent) {
        byte[] row =
                ByteBuffer.allocate(ROW_BYTES)
                        .put((byte) (opens ? 1 : 0))
                        .putLong(millis)
                        .putLong(parent == null ? 0 : parent.first())
                        .putLong(parent == null ? 0 : parent.openedMillis())
                        .array();
        transaction.append(rows(stream), row);
    }

    /** The shards that are left, the oldest first. */
    static List<Shard> list(Reader reader, long stream) {
        Key prefix = rows(stream);
        List<Boundary> boundaries =
                reader.list(Range.prefix(prefix), LISTED_MAX).stream()
                        .map(entry -> read(prefix, entry))
                        .toList();
        List<Shard> shards = new ArrayList<>();
        for (int i = 0; i < boundaries.size(); i++) {
            Boundary start = boundaries.get(i);
            if (start.opens()) {
                shards.add(shard(start, i + 1 < boundaries.size() ? boundaries.get(i + 1) : null));
            }
        }
        return shards;
    }

    private static Boundary read(Key prefix, Entry entry) {
        ByteBuffer row = ByteBuffer.wrap(entry.value());
        return new Boundary(
                entry.key().after(prefix).number(),
                row.get() == 1,
                row.getLong(),
                row.getLong(),
                row.getLong());
    }

    private static Shard shard(Boundary start, @Nullable Boundary end) {
        return new Shard(
                Shard.id(start.number(), start.millis()),
                start.number(),
                end == null ? null : end.number() - 1,
                start.millis(),
                end == null ? null : end.millis(),
                start.parent() == 0 ? null : Shard.id(start.parent(), start.parentMillis()));
    }

    /** Removes a closed shard from the list. */
    static void remove(Transaction transaction, long stream, Shard shard) {
        transaction.delete(rows(stream).with(shard.first()));
    }

    static void removeAll(Transaction transaction, long stream) {
        transaction.deleteRange(Range.prefix(rows(stream)));
    }
}
