package brume.store;

import java.util.List;
import java.util.Optional;
import java.util.function.BiPredicate;

/** Reads on one consistent snapshot. */
public interface Reader {

    /** The value under {@code key}, or empty. */
    Optional<byte[]> find(Key key);

    /**
     * As {@link #find}, for a row that very many transactions read and few write: the store keeps
     * it in memory from commit to commit until it is written. The answer is shared with others and
     * must not be changed.
     */
    Optional<byte[]> findShared(Key key);

    /**
     * Visits the entries of {@code range} in its order until {@code visitor} answers false, without
     * holding them in memory.
     */
    void scan(Range range, BiPredicate<Key, byte[]> visitor);

    /**
     * A number (see {@link Transaction#append}) such that this reader sees every append up to it,
     * and every append that it does not see has a greater one. In a transaction this is not a read
     * that can conflict.
     */
    long lastAppend();

    /** At most {@code limit} entries of {@code range}, in its order. */
    List<Entry> list(Range range, int limit);
}
