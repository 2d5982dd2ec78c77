package brume.store;

import java.util.function.LongConsumer;

/**
 * A {@link Reader} that also sees its own writes, and writes that commit all together or not at
 * all.
 */
public interface Transaction extends Reader {

    void put(Key key, byte[] value);

    /**
     * Puts {@code value} under {@code prefix} followed by one long element, the <i>number</i> of
     * the append: greater than that of every append, under whatever prefix, that was committed
     * before, and greater than those of earlier calls in this transaction. It is known only when
     * the commit has its place in the order, so this transaction does not see the row.
     *
     * <p>So the rows under a prefix are a log in commit order that many transactions extend without
     * conflict, and a reader that has seen number n has seen, or will never see, everything up to
     * n. Numbers are positive, not dense, and never given twice, across restarts too. The idea is
     * that of FoundationDB's versionstamped keys.
     *
     * @see Reader#lastAppend
     */
    void append(Key prefix, byte[] value);

    /** As {@link #append}, and tells the number as {@link #afterCommit} runs actions. */
    void append(Key prefix, byte[] value, LongConsumer number);

    void delete(Key key);

    /** Deletes every key of {@code range}. */
    void deleteRange(Range range);

    /** Runs {@code action} once, after this transaction has been committed durably. */
    void afterCommit(Runnable action);
}
