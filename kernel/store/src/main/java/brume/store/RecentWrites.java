package brume.store;

import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Collections;
import java.util.Deque;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;

/**
 * What was written by which commit since the oldest snapshot that is still in use: the memory of
 * optimistic validation (Kung and Robinson, On Optimistic Methods for Concurrency Control, 1981,
 * backward validation). Used by the commit leader only.
 *
 * <p>Keys that were read are looked up by hash; ranges that were read are searched for in the
 * sorted keys of each commit since, of which there are few: a range is read by fewer transactions
 * than a key is written by.
 *
 * <p>Its size is bounded; commits that had to be forgotten early raise a floor, and a transaction
 * with a snapshot below the floor counts as conflicting.
 */
final class RecentWrites {

    private static final int KEYS_MAX = 200_000;
    private static final int RANGES_MAX = 1_000;

    /** What one commit wrote, its keys in ascending order. */
    private record Written(long number, List<Key> keys, List<Range> ranges) {

        boolean wroteIn(Range range) {
            int found = Collections.binarySearch(keys, range.from());
            int first = found < 0 ? -found - 1 : found;
            return first < keys.size() && keys.get(first).compareTo(range.to()) < 0;
        }
    }

    private record DeletedRange(long number, Range range) {}

    private final Map<Key, Long> numbers = new HashMap<>();
    private final Deque<DeletedRange> ranges = new ArrayDeque<>();
    private final Deque<Written> history = new ArrayDeque<>();
    private int keysHeld;
    private long floor;

    /** Whether anything that was read at commit {@code snapshot} has been written since. */
    boolean changedSince(long snapshot, Collection<Key> keysRead, Collection<Range> rangesRead) {
        if (snapshot < floor) {
            return true;
        }
        if (history.isEmpty() || history.getLast().number <= snapshot) {
            return false;
        }
        for (Key key : keysRead) {
            if (changedSince(snapshot, key)) {
                return true;
            }
        }
        for (Range range : rangesRead) {
            if (writtenSince(snapshot, range)) {
                return true;
            }
        }
        return false;
    }

    /** Whether {@code key} was written after commit {@code snapshot}, which is remembered. */
    boolean changedSince(long snapshot, Key key) {
        Long number = numbers.get(key);
        return (number != null && number > snapshot) || deletedSince(snapshot, key);
    }

    private boolean deletedSince(long snapshot, Key key) {
        for (DeletedRange deleted : ranges) {
            if (deleted.number > snapshot && deleted.range.contains(key)) {
                return true;
            }
        }
        return false;
    }

    private boolean writtenSince(long snapshot, Range range) {
        Iterator<Written> newestFirst = history.descendingIterator();
        while (newestFirst.hasNext()) {
            Written written = newestFirst.next();
            if (written.number <= snapshot) {
                break;
            }
            if (written.wroteIn(range)) {
                return true;
            }
        }
        for (DeletedRange deleted : ranges) {
            if (deleted.number > snapshot && deleted.range.overlaps(range)) {
                return true;
            }
        }
        return false;
    }

    /** Remembers what commit {@code number} wrote; {@code keys} are in ascending order. */
    void add(long number, Collection<Key> keys, List<Range> deleted) {
        for (Key key : keys) {
            numbers.put(key, number);
        }
        for (Range range : deleted) {
            ranges.add(new DeletedRange(number, range));
        }
        // Copies: the originals are views that keep the values alive.
        history.add(new Written(number, List.copyOf(keys), List.copyOf(deleted)));
        keysHeld += keys.size();
    }

    /** Forgets what no snapshot at or after commit {@code oldest} needs, and what is too much. */
    void prune(long oldest) {
        Written first = history.peek();
        while (first != null && first.number <= oldest) {
            forget(history.remove());
            first = history.peek();
        }
        while (first != null && (keysHeld > KEYS_MAX || ranges.size() > RANGES_MAX)) {
            floor = first.number;
            forget(history.remove());
            first = history.peek();
        }
    }

    private void forget(Written written) {
        for (Key key : written.keys) {
            numbers.remove(key, written.number);
        }
        for (int i = 0; i < written.ranges.size(); i++) {
            ranges.remove();
        }
        keysHeld -= written.keys.size();
    }
}
