package brume.store;

import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * A transaction's request to be committed, and what became of it. The thread that made it waits.
 *
 * @see CommitLeader
 */
final class Commit {

    enum State {
        WAITING,
        COMMITTED,
        CONFLICT,
        FAILED
    }

    private final long snapshot;
    private final List<Key> keysRead;
    private final List<Range> rangesRead;
    private final PendingWrites writes;
    private final Thread waiter = Thread.currentThread();
    private volatile State state = State.WAITING;
    private @Nullable StoreException failure;

    Commit(long snapshot, List<Key> keysRead, List<Range> rangesRead, PendingWrites writes) {
        this.snapshot = snapshot;
        this.keysRead = keysRead;
        this.rangesRead = rangesRead;
        this.writes = writes;
    }

    PendingWrites writes() {
        return writes;
    }

    boolean conflictsWith(RecentWrites recent) {
        return recent.changedSince(snapshot, keysRead, rangesRead);
    }

    void end(State end) {
        state = end;
        LockSupport.unpark(waiter);
    }

    void fail(StoreException cause) {
        failure = cause;
        end(State.FAILED);
    }

    void failIfWaiting(StoreException cause) {
        if (state == State.WAITING) {
            fail(cause);
        }
    }

    /**
     * Waits for the end. An interrupt does not shorten the wait, because a commit that is under way
     * cannot be taken back; it is kept for the caller.
     *
     * @return whether the transaction is committed; otherwise it met a conflict
     * @throws StoreException if the store could not write
     */
    boolean await() {
        boolean interrupted = false;
        while (state == State.WAITING) {
            LockSupport.park(this);
            interrupted |= Thread.interrupted();
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        StoreException cause = failure;
        if (cause != null) {
            throw new StoreException("not committed: " + cause.getMessage(), cause);
        }
        return state == State.COMMITTED;
    }
}
