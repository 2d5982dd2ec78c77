package brume.services.kinesis.store;

import brume.services.kinesis.domain.Shard;
import brume.services.kinesis.domain.Stream;
import brume.services.kinesis.domain.StreamRecord;
import brume.store.Key;
import brume.store.Range;
import brume.store.Reader;
import brume.store.Store;
import brume.store.Transaction;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.function.LongConsumer;

/**
 * The records of shards, in the order of the commits; see {@link Transaction#append}. A reader that
 * has seen a number has seen, or will never see, everything of the shard up to it.
 *
 * <ul>
 *   <li>{@code kinesis, record, stream id, shard, append number}: when it came, the length of the
 *       partition key, the key, the data;
 *   <li>{@code kinesis, trimmed, stream id, shard}: the greatest number that was removed.
 * </ul>
 */
public final class RecordStore {

    private static final Key RECORDS = Key.of("kinesis", "record");
    private static final Key TRIMMED = Key.of("kinesis", "trimmed");

    /** How much the order of commits may differ from that of the times. */
    private static final long DISORDER_MILLIS = 60_000;

    private final Store store;

    /**
     * Records that were read together.
     *
     * @param more whether the shard has more of them
     */
    public record Page(List<StreamRecord> records, boolean more) {}

    public RecordStore(Store store) {
        this.store = store;
    }

    private static Key prefix(Stream stream, Shard shard) {
        return prefix(stream, shard.index());
    }

    private static Key prefix(Stream stream, int shard) {
        return RECORDS.with(stream.id()).with(shard);
    }

    private static Key trimmedKey(Stream stream, Shard shard) {
        return TRIMMED.with(stream.id()).with(shard.index());
    }

    /** Calls {@code listener} after each commit that added records to a shard, or removed some. */
    public Store.Watch watch(Stream stream, int shard, Runnable listener) {
        return store.watch(prefix(stream, shard), listener);
    }

    /**
     * Puts a record behind those that are there.
     *
     * @param number is told its number after the commit
     */
    public void append(
            Transaction transaction,
            Stream stream,
            Shard shard,
            long millis,
            String partitionKey,
            byte[] data,
            LongConsumer number) {
        byte[] key = partitionKey.getBytes(StandardCharsets.UTF_8);
        byte[] row =
                ByteBuffer.allocate(Long.BYTES + Integer.BYTES + key.length + data.length)
                        .putLong(millis)
                        .putInt(key.length)
                        .put(key)
                        .put(data)
                        .array();
        transaction.append(prefix(stream, shard), row, number);
    }

    /**
     * Reads the records after a number that are not too old, the first one in any case.
     *
     * @param bytesMax the greatest sum of their sizes, unless the first one is larger
     */
    public Page read(
            Reader reader,
            Stream stream,
            Shard shard,
            long after,
            long nowMillis,
            int limit,
            long bytesMax) {
        long from = Math.max(after, trimmed(reader, stream, shard)) + 1;
        long horizon = stream.horizonMillis(nowMillis);
        if (isOlder(reader, prefix(stream, shard), from, horizon)) {
            from = firstAt(reader, stream, shard, horizon).orElse(reader.lastAppend() + 1);
            from = Math.max(from, after + 1);
        }
        Key prefix = prefix(stream, shard);
        List<StreamRecord> records = new ArrayList<>();
        long[] bytes = new long[1];
        boolean[] more = new boolean[1];
        reader.scan(
                new Range(prefix.with(from), prefix.end(), false),
                (key, row) -> {
                    if (records.size() < limit) {
                        StreamRecord read = decode(key.after(prefix).number(), row);
                        bytes[0] += read.bytes();
                        if (records.isEmpty() || bytes[0] <= bytesMax) {
                            records.add(read);
                            return true;
                        }
                    }
                    more[0] = true;
                    return false;
                });
        return new Page(records, more[0]);
    }

    private static StreamRecord decode(long number, byte[] row) {
        ByteBuffer bytes = ByteBuffer.wrap(row);
        long millis = bytes.getLong();
        byte[] key = new byte[bytes.getInt()];
        bytes.get(key);
        byte[] data = new byte[bytes.remaining()];
        bytes.get(data);
        return new StreamRecord(number, millis, new String(key, StandardCharsets.UTF_8), data);
    }

    private static long trimmed(Reader reader, Stream stream, Shard shard) {
        return reader.find(trimmedKey(stream, shard))
                .map(row -> ByteBuffer.wrap(row).getLong())
                .orElse(0L);
    }

    /** Whether the first record from a number on came before {@code millis}. */
    private static boolean isOlder(Reader reader, Key prefix, long from, long millis) {
        boolean[] older = new boolean[1];
        reader.scan(
                new Range(prefix.with(from), prefix.end(), false),
                (key, row) -> {
                    older[0] = ByteBuffer.wrap(row).getLong() < millis;
                    return false;
                });
        return older[0];
    }

    /**
     * The number of the first record that came at {@code millis} or later. It bisects the numbers,
     * because the records' times are, but for those of neighbours, in the order of the numbers.
     */
    public OptionalLong firstAt(Reader reader, Stream stream, Shard shard, long millis) {
        Key prefix = prefix(stream, shard);
        long low = trimmed(reader, stream, shard) + 1;
        long high = reader.lastAppend() + 1;
        while (high - low > 1) {
            long middle = low + (high - low) / 2;
            if (isOlder(reader, prefix, middle, millis - DISORDER_MILLIS)) {
                low = middle;
            } else {
                high = middle;
            }
        }
        long[] found = {-1};
        reader.scan(
                new Range(prefix.with(low), prefix.end(), false),
                (key, row) -> {
                    if (ByteBuffer.wrap(row).getLong() < millis) {
                        return true;
                    }
                    found[0] = key.after(prefix).number();
                    return false;
                });
        return found[0] < 0 ? OptionalLong.empty() : OptionalLong.of(found[0]);
    }

    /** Removes at most {@code limit} of the records that came before {@code millis}. */
    public int trim(Stream stream, Shard shard, long millis, int limit) {
        Key prefix = prefix(stream, shard);
        List<Long> old = new ArrayList<>();
        store.read(reader -> {
            reader.scan(
                    new Range(prefix.with(trimmed(reader, stream, shard) + 1), prefix.end(), false),
                    (key, row) -> {
                        if (ByteBuffer.wrap(row).getLong() >= millis) {
                            return false;
                        }
                        old.add(key.after(prefix).number());
                        return old.size() < limit;
                    });
            return true;
        });
        if (!old.isEmpty()) {
            store.transact(transaction -> {
                old.forEach(number -> transaction.delete(prefix.with(number)));
                transaction.put(
                        trimmedKey(stream, shard),
                        ByteBuffer.allocate(Long.BYTES).putLong(old.getLast()).array());
                return true;
            });
        }
        return old.size();
    }

    /** Removes what is kept of a shard beside its records. */
    public void forget(Transaction transaction, Stream stream, Shard shard) {
        transaction.delete(trimmedKey(stream, shard));
    }

    /** Removes every record of a stream. */
    public void deleteAll(Transaction transaction, Stream stream) {
        transaction.deleteRange(Range.prefix(RECORDS.with(stream.id())));
        transaction.deleteRange(Range.prefix(TRIMMED.with(stream.id())));
    }
}
