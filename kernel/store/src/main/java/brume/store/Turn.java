package brume.store;

import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * A starved transaction's right to run while the {@link CommitLeader} waits for it: nothing is
 * committed meanwhile, so its commit, which is then the first of the batch, cannot conflict.
 */
final class Turn implements AutoCloseable {

    private static final int PARKS = 8;

    private final Thread waiter = Thread.currentThread();
    private volatile boolean granted;
    private volatile boolean ended;
    private volatile @Nullable Commit commit;
    private volatile @Nullable Thread leader;

    /** Waits until the turn has come, or the store has been closed. */
    void await() {
        boolean interrupted = false;
        while (!granted) {
            LockSupport.park(this);
            interrupted |= Thread.interrupted();
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /** Hands {@code request} over; false if the leader has stopped waiting. */
    synchronized boolean take(Commit request) {
        if (ended) {
            return false;
        }
        commit = request;
        ended = true;
        LockSupport.unpark(leader);
        return true;
    }

    /** Gives the turn back unused. */
    @Override
    public synchronized void close() {
        ended = true;
        LockSupport.unpark(leader);
    }

    /** Called by the leader: gives the turn and waits for its commit, at most {@code nanosMax}. */
    @Nullable Commit grant(long nanosMax) {
        leader = Thread.currentThread();
        granted = true;
        LockSupport.unpark(waiter);
        // Park may return early for no reason; several short ones make that harmless.
        for (int i = 0; i < PARKS && !ended; i++) {
            LockSupport.parkNanos(this, nanosMax / PARKS);
        }
        close();
        return commit;
    }
}
