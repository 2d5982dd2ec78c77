package brume.store;

import java.nio.file.Path;
import java.util.function.Function;

/**
 * An ordered map from {@link Key} to bytes with serialisable transactions. What {@link #transact}
 * has returned survives kill -9 and, in sync durability, power loss.
 */
public interface Store extends AutoCloseable {

    /**
     * Runs {@code body} in a transaction and commits what it wrote, atomically. If something that
     * the body read was changed by another transaction, the body runs again, so it must have no
     * effect outside of the transaction. An exception of the body commits nothing and is rethrown.
     *
     * @throws StoreConflictException if the body met conflicts more often than the store's limit
     */
    <T extends @org.jspecify.annotations.Nullable Object> T transact(Function<Transaction, T> body);

    /** Runs {@code body} on one consistent snapshot of everything committed so far. */
    <T extends @org.jspecify.annotations.Nullable Object> T read(Function<Reader, T> body);

    /**
     * Calls {@code listener} after each commit that wrote or deleted a key under {@code prefix}.
     * The listener runs on the commit thread: it may only signal.
     */
    Watch watch(Key prefix, Runnable listener);

    /** The byte strings that are too long for rows. */
    Blobs blobs();

    /** Writes a consistent copy of the whole store into {@code folder}, which must not exist. */
    void checkpoint(Path folder);

    @Override
    void close();

    /** A registration of {@link #watch}; closing it ends the calls. */
    interface Watch extends AutoCloseable {
        @Override
        void close();
    }
}
