package brume.services.sqs.store;

import brume.base.Clock;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * What the receivers of one queue share in memory, all of which can be lost: who is waiting, which
 * messages somebody is about to take, and where the due ones begin. It keeps receivers out of each
 * other's way; that no two get the same message is the transactions' doing.
 */
public final class QueueSignal {

    private static final long WAIT_MILLIS_MAX = TimeUnit.MINUTES.toMillis(1);

    /** Something that can be taken: a message of a standard queue, a group of a FIFO queue. */
    record Candidate(long due, long number, String group) {}

    /**
     * What was found.
     *
     * @param first due time of the first row, taken or not; the greatest number if there is none
     * @param next due time of the first row that is not due yet
     */
    record Found(List<Candidate> candidates, long first, long next) {}

    /** Looks for candidates from a due time on that are not claimed. */
    @FunctionalInterface
    interface Search {
        Found from(long due, Set<Long> claimed);
    }

    private final ReentrantLock lock = new ReentrantLock();
    private final ReentrantLock sending = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final Set<Long> claimed = new HashSet<>();
    private long version;
    private long scanFrom;
    private long takenSinceCount = Long.MAX_VALUE;

    /** Held while messages are put into a FIFO queue, so that their numbers are in order. */
    public ReentrantLock sending() {
        return sending;
    }

    public long version() {
        lock.lock();
        try {
            return version;
        } finally {
            lock.unlock();
        }
    }

    /**
     * Has candidates found and claims them. Rows appear before {@link #offer} is called for them,
     * which takes the lock: so none comes to lie before the place from which is searched.
     */
    Found claim(Search search, long now) {
        lock.lock();
        try {
            Found found = search.from(scanFrom, Set.copyOf(claimed));
            scanFrom = Math.min(found.first(), Math.min(found.next(), now));
            found.candidates().forEach(candidate -> claimed.add(candidate.number()));
            return found;
        } finally {
            lock.unlock();
        }
    }

    void release(Collection<Candidate> candidates) {
        lock.lock();
        try {
            candidates.forEach(candidate -> claimed.remove(candidate.number()));
        } finally {
            lock.unlock();
        }
    }

    /** Something will be due then; wakes everybody if that is soon. */
    void offer(long due, boolean soon) {
        lock.lock();
        try {
            scanFrom = Math.min(scanFrom, due);
            if (soon) {
                version++;
                changed.signalAll();
            }
        } finally {
            lock.unlock();
        }
    }

    /** Whether so much was taken since the last count that there may be too much in flight. */
    boolean mayExceed(long limit) {
        lock.lock();
        try {
            return takenSinceCount >= limit;
        } finally {
            lock.unlock();
        }
    }

    void counted(long inFlight) {
        lock.lock();
        try {
            takenSinceCount = inFlight;
        } finally {
            lock.unlock();
        }
    }

    void taken(int count) {
        lock.lock();
        try {
            takenSinceCount += count;
        } finally {
            lock.unlock();
        }
    }

    /** Wakes everybody. */
    void wake() {
        lock.lock();
        try {
            version++;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Waits until something has changed since {@code seen} or the clock has come to a time. */
    public void await(long seen, long untilMillis, Clock clock) throws InterruptedException {
        lock.lockInterruptibly();
        try {
            while (version == seen) {
                long left = Math.min(untilMillis - clock.millis(), WAIT_MILLIS_MAX);
                if (left <= 0) {
                    return;
                }
                var ignored = changed.await(left, TimeUnit.MILLISECONDS);
            }
        } finally {
            lock.unlock();
        }
    }
}
