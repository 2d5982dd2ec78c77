package brume.events;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The part of a queue that is in memory: messages that are due and wait for a worker, the numbers
 * of all that are in memory or with a worker, and those that ended lately. Not thread-safe; its
 * {@link QueueDispatcher} guards it.
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

    /** A scan that runs may have seen these where they were before their retry. */
    private final Set<Long> releasedDuringScan = new HashSet<>();

    private long readyBytes;
    private long diskFromMillis = Long.MIN_VALUE;
    private boolean scanning;

    boolean knows(long number) {
        return held.contains(number)
                || ended.contains(number)
                || releasedDuringScan.contains(number);
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
        if (scanning) {
            releasedDuringScan.add(number);
        }
        onDisk(dueMillis);
    }

    void onDisk(long dueMillis) {
        diskFromMillis = Math.min(diskFromMillis, dueMillis);
    }

    long diskFromMillis() {
        return diskFromMillis;
    }

    boolean isScanning() {
        return scanning;
    }

    /** Starts a scan, one at a time: what is put on disk from here on counts anew. */
    void startScan() {
        scanning = true;
    }

    /** Where the scan that was started begins. */
    long takeDiskFrom() {
        long from = diskFromMillis;
        diskFromMillis = Long.MAX_VALUE;
        return from;
    }

    /** Ends the scan, which found {@code messages} and next something due at {@code nextMillis}. */
    void endScan(Iterable<StoredMessage> messages, long nextMillis) {
        for (StoredMessage message : messages) {
            if (!knows(message.number())) {
                add(message);
            }
        }
        onDisk(nextMillis);
        releasedDuringScan.clear();
        scanning = false;
    }
}
