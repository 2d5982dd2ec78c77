package brume.store;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.rocksdb.RocksDBException;
import org.rocksdb.WriteBatch;

/**
 * What a transaction has written and not yet committed: deleted ranges first, then single rows over
 * them. A later deletion of a range removes the rows below it from this map, so that the order of
 * writing does not need to be kept.
 */
final class PendingWrites {

    /** Stands for a deleted row; told apart by identity. */
    private static final byte[] DELETED = new byte[0];

    private static final int ROWS_MAX = 200_000;
    private static final long BYTES_MAX = 64L << 20;

    private final TreeMap<Key, byte[]> rows = new TreeMap<>();
    private final List<Range> deletedRanges = new ArrayList<>();

    /** Rows whose keys are still without their last element. */
    private final List<Append> appends = new ArrayList<>();

    private long bytes;

    /** A row whose key ends with a number that the commit leader gives. */
    static final class Append {

        private final Key prefix;
        private final byte[] value;

        /** Set by the leader before the commit's end, which its transaction waits for. */
        private long number;

        private Append(Key prefix, byte[] value) {
            this.prefix = prefix;
            this.value = value;
        }

        long number() {
            return number;
        }
    }

    void put(Key key, byte[] value) {
        write(key, value.clone());
    }

    void delete(Key key) {
        write(key, DELETED);
    }

    Append append(Key prefix, byte[] value) {
        refuseReserved(prefix);
        Append append = new Append(prefix, value.clone());
        appends.add(append);
        count(prefix, value);
        return append;
    }

    boolean hasAppends() {
        return !appends.isEmpty();
    }

    /**
     * Gives the appends their keys, numbered from {@code first} on in the order of the calls.
     *
     * @return the first number that is left
     */
    long number(long first) {
        long next = first;
        for (Append append : appends) {
            append.number = next;
            rows.put(append.prefix.with(next++), append.value);
        }
        appends.clear();
        return next;
    }

    private void write(Key key, byte[] value) {
        refuseReserved(key);
        rows.put(key, value);
        count(key, value);
    }

    private void count(Key key, byte[] value) {
        bytes += key.length() + value.length;
        if (bytes > BYTES_MAX || rows.size() + appends.size() > ROWS_MAX) {
            throw new StoreException(
                    "a transaction may write %d rows and %d bytes".formatted(ROWS_MAX, BYTES_MAX));
        }
    }

    void deleteRange(Range range) {
        refuseReserved(range.from());
        if (range.to().compareTo(RocksFolder.RESERVED_START) > 0) {
            refuseReserved(range.to());
        }
        rows.subMap(range.from(), range.to()).clear();
        deletedRanges.add(new Range(range.from(), range.to(), false));
    }

    @SuppressWarnings("ReferenceEquality") // an empty value is not a deletion
    private static boolean isDeletion(byte[] value) {
        return value == DELETED;
    }

    private static void refuseReserved(Key key) {
        if (key.length() == 0 || key.bytes()[0] == RocksFolder.RESERVED) {
            throw new IllegalArgumentException(
                    "the key is empty or reserved for the store: " + key);
        }
    }

    boolean isEmpty() {
        return rows.isEmpty() && deletedRanges.isEmpty() && appends.isEmpty();
    }

    /** Whether this hides the committed row under {@code key}. */
    boolean covers(Key key) {
        return rows.containsKey(key) || inDeletedRange(key);
    }

    private boolean inDeletedRange(Key key) {
        for (Range range : deletedRanges) {
            if (range.contains(key)) {
                return true;
            }
        }
        return false;
    }

    /** A copy of the row written under {@code key}, or null if there is none or it was deleted. */
    byte @Nullable [] value(Key key) {
        byte[] value = rows.get(key);
        return value == null || isDeletion(value) ? null : value.clone();
    }

    /** The first key of {@code range}, in its order, that comes after {@code previous}. */
    @Nullable Key next(Range range, @Nullable Key previous) {
        if (rows.isEmpty()) {
            return null;
        }
        Key next;
        if (range.descending()) {
            next = rows.lowerKey(previous == null ? range.to() : previous);
        } else {
            next = previous == null ? rows.ceilingKey(range.from()) : rows.higherKey(previous);
        }
        return next != null && range.contains(next) ? next : null;
    }

    Collection<Key> keys() {
        return rows.keySet();
    }

    List<Range> deletedRanges() {
        return deletedRanges;
    }

    long bytes() {
        return bytes;
    }

    void addTo(WriteBatch batch) throws RocksDBException {
        for (Range range : deletedRanges) {
            batch.deleteRange(range.from().bytes(), range.to().bytes());
        }
        for (Map.Entry<Key, byte[]> row : rows.entrySet()) {
            if (isDeletion(row.getValue())) {
                batch.delete(row.getKey().bytes());
            } else {
                batch.put(row.getKey().bytes(), row.getValue());
            }
        }
    }
}
