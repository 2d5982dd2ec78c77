package brume.store;

/** The keys from {@code from} (inclusive) to {@code to} (exclusive), ascending or descending. */
public record Range(Key from, Key to, boolean descending) {

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

    /** Whether some key can be in both ranges. */
    boolean overlaps(Range other) {
        return from.compareTo(other.to) < 0 && other.from.compareTo(to) < 0;
    }

    /** Whether there is no room for any key in it. */
    boolean isEmpty() {
        return from.compareTo(to) >= 0;
    }
}
