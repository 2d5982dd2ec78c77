package brume.store;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.WriteBatch;
import org.rocksdb.WriteOptions;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one thread that writes. It takes all commits that wait, validates them in order of arrival,
 * writes those without conflict as one batch with one sync, publishes the new {@link StoreSnapshot}
 * and wakes the waiting threads.
 *
 * <p>Why one platform thread: a synced write that is called from a virtual thread pins its carrier
 * for the whole sync, and two cores have two carriers. Measured on two cores: 354 commits/s
 * straight from 32 virtual threads, 10,025/s through a leader. While it waits for the disk, the
 * next commits queue up, so the batches grow with the load.
 *
 * <p>Why the validation is correct: each batch gets the next number, and {@link RecentWrites}
 * remembers which number wrote which key. A commit whose reads all have numbers up to that of its
 * snapshot could have run, unchanged, at its place in this batch; earlier commits of the same batch
 * count, because their writes are remembered before the next one is looked at. So the order of the
 * commits is a serial order, and since a snapshot contains everything that was acknowledged before
 * it was taken, that order also agrees with real time.
 *
 * <p>Losers are woken with the winners, after publication: woken earlier, they would read the same
 * old state again. A transaction that has lost several times asks for a {@link Turn}: the leader
 * lets it run alone, so a hot key always makes progress, one commit per batch at least.
 *
 * <p>A write that fails ends all writing: what the disk holds is not known then, and nothing that
 * may be missing is acknowledged. Reads go on; the operator restarts the process.
 */
final class CommitLeader implements Runnable {

    private static final Logger LOG = LoggerFactory.getLogger(CommitLeader.class);
    private static final int WAITING_MAX = 16_384;
    private static final int BATCH_COMMITS_MAX = 2_048;
    private static final long BATCH_BYTES_MAX = 8L << 20;
    private static final long TURN_NANOS_MAX = TimeUnit.MILLISECONDS.toNanos(20);

    private final RocksDB db;
    private final Watches watches;
    private final WriteOptions writeOptions;
    private final WriteBatch rows = new WriteBatch();
    private final RecentWrites recent = new RecentWrites();
    private final AppendNumbers appendNumbers;
    private final Deque<StoreSnapshot> liveSnapshots = new ArrayDeque<>();

    /** Written by the leader only. */
    private volatile StoreSnapshot newest;

    private final Queue<Commit> waiting = new ConcurrentLinkedQueue<>();
    private final Queue<Turn> turns = new ConcurrentLinkedQueue<>();
    private final Semaphore room = new Semaphore(WAITING_MAX);
    private final Thread thread;
    private volatile boolean idle;
    private volatile boolean stopping;
    private volatile boolean stopped;
    private @Nullable StoreException failure;
    private long number;

    /** A leader that owns {@code writeOptions} from here on. */
    CommitLeader(RocksDB db, WriteOptions writeOptions, Watches watches) {
        this.db = db;
        this.watches = watches;
        this.appendNumbers = new AppendNumbers(db);
        this.writeOptions = writeOptions;
        StoreSnapshot first = new StoreSnapshot(db, number);
        this.newest = first;
        liveSnapshots.add(first);
        this.thread = Thread.ofPlatform().name("store-commit").unstarted(this);
    }

    void start() {
        thread.start();
    }

    /** The newest snapshot, with a hold for the caller. */
    StoreSnapshot hold() {
        while (true) {
            StoreSnapshot snapshot = newest;
            if (snapshot.tryHold()) {
                return snapshot;
            }
            if (stopped) {
                throw new StoreException("the store is closed");
            }
        }
    }

    /**
     * Commits and waits.
     *
     * @return false if there was a conflict
     */
    boolean commit(Commit commit, @Nullable Turn turn) {
        if (turn == null || !turn.take(commit)) {
            room.acquireUninterruptibly();
            waiting.add(commit);
            wake();
            endWaitingIfStopped();
        }
        return commit.await();
    }

    /** Waits until this thread may run its transaction alone. */
    Turn turn() {
        Turn turn = new Turn();
        turns.add(turn);
        wake();
        endWaitingIfStopped();
        turn.await();
        return turn;
    }

    private void wake() {
        if (idle) {
            LockSupport.unpark(thread);
        }
    }

    /** Ends all waiting and the thread; everything that was handed over before is committed. */
    void stop() {
        stopping = true;
        LockSupport.unpark(thread);
        boolean interrupted = false;
        while (thread.isAlive()) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void run() {
        List<Commit> batch = new ArrayList<>();
        while (awaitWork()) {
            takeBatch(batch);
            try {
                lead(batch);
            } catch (RocksDBException | RuntimeException | Error e) {
                refuse(batch, e);
            }
            batch.clear();
        }
        stopped = true;
        endWaitingIfStopped();
        newest.release();
        rows.close();
        writeOptions.close();
    }

    /** Answers false when there is nothing more to do because the store closes. */
    private boolean awaitWork() {
        while (waiting.isEmpty() && turns.isEmpty()) {
            if (stopping) {
                return false;
            }
            idle = true;
            if (waiting.isEmpty() && turns.isEmpty() && !stopping) {
                LockSupport.park(this);
            }
            idle = false;
        }
        return true;
    }

    private void takeBatch(List<Commit> batch) {
        Turn turn = turns.poll();
        if (turn != null) {
            Commit first = turn.grant(TURN_NANOS_MAX);
            if (first != null) {
                batch.add(first);
            }
        }
        long bytes = 0;
        int taken = 0;
        while (taken < BATCH_COMMITS_MAX && bytes < BATCH_BYTES_MAX) {
            Commit next = waiting.poll();
            if (next == null) {
                break;
            }
            taken++;
            bytes += next.writes().bytes();
            batch.add(next);
        }
        room.release(taken);
    }

    private void lead(List<Commit> batch) throws RocksDBException {
        StoreException broken = failure;
        if (broken != null) {
            batch.forEach(commit -> commit.fail(broken));
            return;
        }
        List<Commit> winners = new ArrayList<>(batch.size());
        List<Commit> losers = new ArrayList<>();
        rows.clear();
        for (Commit commit : batch) {
            if (commit.conflictsWith(recent)) {
                losers.add(commit);
            } else {
                winners.add(commit);
                appendNumbers.number(commit.writes());
                commit.writes().addTo(rows);
                recent.add(number + 1, commit.writes().keys(), commit.writes().deletedRanges());
            }
        }
        if (!winners.isEmpty()) {
            appendNumbers.addTo(rows);
            db.write(writeOptions, rows);
            publish();
        }
        winners.forEach(commit -> commit.end(Commit.State.COMMITTED));
        losers.forEach(commit -> commit.end(Commit.State.CONFLICT));
        if (!watches.isEmpty()) {
            watches.tell(winners);
        }
    }

    private void publish() {
        StoreSnapshot previous = newest;
        StoreSnapshot next = previous.next(key -> recent.changedSince(number, key));
        number = next.number();
        liveSnapshots.add(next);
        newest = next;
        previous.release();
        while (liveSnapshots.getFirst().isReleased()) {
            liveSnapshots.removeFirst();
        }
        recent.prune(liveSnapshots.getFirst().number());
    }

    /** Fails the batch and everything after it; commits that have ended already are not touched. */
    private void refuse(List<Commit> batch, Throwable cause) {
        LOG.error("The store cannot write any more; restart after the cause is removed", cause);
        StoreException refusal =
                new StoreException("the store cannot write: " + cause.getMessage(), cause);
        failure = refusal;
        for (Commit commit : batch) {
            commit.failIfWaiting(refusal);
        }
    }

    /** Called by whoever sees {@link #stopped} after adding, so that nobody waits for ever. */
    private void endWaitingIfStopped() {
        if (!stopped) {
            return;
        }
        StoreException closed = new StoreException("the store is closed");
        for (Commit left = waiting.poll(); left != null; left = waiting.poll()) {
            room.release();
            left.fail(closed);
        }
        for (Turn left = turns.poll(); left != null; left = turns.poll()) {
            left.grant(0);
        }
    }

    /** Whether every reader has let go of its snapshot within {@code seconds}. */
    boolean awaitReaders(long seconds) {
        for (StoreSnapshot snapshot : liveSnapshots) {
            if (!snapshot.awaitReleased(seconds)) {
                return false;
            }
        }
        return true;
    }
}
