package brume.store;

import java.util.Arrays;

/** The keys from {@code from} (inclusive) to {@code to} (exclusive), ascending or descending. */
public record Range(Key from, Key to, boolean descending) {

    /**
     * A range whose bounds have so many first bytes in common is found without a look into the
     * files that have no such row (see {@link RocksFolder}). It is the length up to the hash in the
     * keys of DynamoDB's items, so that each query of a partition is such a range.
     */
    public static final int FILTERED_PREFIX_BYTES = 31;

    /** Every key that starts with {@code prefix}, ascending. */
    public static Range prefix(Key prefix) {
        return new Range(prefix, prefix.end(), false);
    }

    /** The keys under {@code prefix} that come after {@code after}, ascending: the next page. */
    public static Range after(Key prefix, Key after) {
        return new Range(after.successor(), prefix.end(), false);
    }

    /** The same keys in descending order. */
    public Range reversed() {
        return new Range(from, to, !descending);
    }

    /** Whether {@code key} is one of these keys. */
    public boolean contains(Key key) {
        return from.compareTo(key) <= 0 && key.compareTo(to) < 0;
    }

    /** Whether all keys in it have the same first {@value #FILTERED_PREFIX_BYTES} bytes. */
    public boolean isFiltered() {
        return from.length() >= FILTERED_PREFIX_BYTES
                && to.length() >= FILTERED_PREFIX_BYTES
                && Arrays.equals(
                        from.bytes(),
                        0,
                        FILTERED_PREFIX_BYTES,
                        to.bytes(),
                        0,
                        FILTERED_PREFIX_BYTES);
    }

    /** Whether some key can be in both ranges. */
    boolean overlaps(Range other) {
        return from.compareTo(other.to) < 0 && other.from.compareTo(to) < 0;
    }

    /** Whether there is no room for any key in it. */
    boolean isEmpty() {
        return from.compareTo(to) >= 0;
    }
}
