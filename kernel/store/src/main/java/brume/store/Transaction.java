package brume.store;

/**
 * A {@link Reader} that also sees its own writes, and writes that commit all together or not at
 * all.
 */
public interface Transaction extends Reader {

    void put(Key key, byte[] value);

    void delete(Key key);

    /** Deletes every key of {@code range}. */
    void deleteRange(Range range);

    /** Runs {@code action} once, after this transaction has been committed durably. */
    void afterCommit(Runnable action);
}
