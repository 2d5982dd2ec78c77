package brume.events;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The part of a queue that is in memory: messages that are due and wait for a worker, the numbers of
 * all that are in memory or with a worker, and those that ended lately. Not thread-safe; its {@link
 * QueueDispatcher} guards it.
 *
 * <p>{@link #diskFromMillis} is the invariant that keeps this small: every message that is on disk
 * only has that due time or a later one. So the next scan starts there, behind the tombstones of
 * everything that was handled, and "something may be due on disk" is one comparison.
 */
final class QueueWindow {

    private static final int READY_MAX = 4_096;
    private static final long READY_BYTES_MAX = 16L << 20;
    private static final int ENDED_MAX = 4 * READY_MAX;

    private final Deque<StoredMessage> ready = new ArrayDeque<>();
    private final Set<Long> held = new HashSet<>();

    /**
     * A scan may have seen a message before it ended, and an append may report one after a scan has
     * found and a worker has ended it; both ask here.
     */
    private final LinkedHashSet<Long> ended = new LinkedHashSet<>();

    private long readyBytes;
    private long diskFromMillis = Long.MIN_VALUE;

    boolean knows(long number) {
        return held.contains(number) || ended.contains(number);
    }

    boolean hasRoom(int count, long bytes) {
        return ready.size() + count <= READY_MAX && readyBytes + bytes <= READY_BYTES_MAX;
    }

    /** Whether it is worth reading more messages from disk. */
    boolean isLow() {
        return ready.size() < READY_MAX / 2 && readyBytes < READY_BYTES_MAX / 2;
    }

    void add(StoredMessage message) {
        held.add(message.number());
        ready.add(message);
        readyBytes += message.payload().length;
    }

    /** The next message to deliver, which stays held, or null. */
    @Nullable StoredMessage take() {
        while (true) {
            StoredMessage next = ready.poll();
            if (next == null) {
                return null;
            }
            readyBytes -= next.payload().length;
            if (held.contains(next.number())) {
                return next;
            }
        }
    }

    int readyCount() {
        return ready.size();
    }

    /** The message is gone from the store. */
    void ended(long number) {
        held.remove(number);
        ended.add(number);
        if (ended.size() > ENDED_MAX) {
            ended.removeFirst();
        }
    }

    /** The message waits on disk again. */
    void released(long number, long dueMillis) {
        held.remove(number);
        onDisk(dueMillis);
    }

    void onDisk(long dueMillis) {
        diskFromMillis = Math.min(diskFromMillis, dueMillis);
    }

    long diskFromMillis() {
        return diskFromMillis;
    }

    /** Starts a scan: what is reported from here on counts anew. */
    long takeDiskFrom() {
        long from = diskFromMillis;
        diskFromMillis = Long.MAX_VALUE;
        return from;
    }
}
