package brume.store;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BiPredicate;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/** One attempt of a transaction: its snapshot, what it has read and what it is going to write. */
final class RocksTransaction implements Transaction, AutoCloseable {

    /** A range with no more rows than this is deleted row by row; see {@link #deleteRange}. */
    private static final int SINGLE_DELETES_MAX = 64;

    private static final int READS_MAX = 500_000;

    private final SnapshotReader committed;
    private final PendingWrites pending = new PendingWrites();
    private final List<Key> keysRead = new ArrayList<>();
    private final List<Range> rangesRead = new ArrayList<>();
    private final List<Runnable> actions = new ArrayList<>();

    RocksTransaction(SnapshotReader committed) {
        this.committed = committed;
    }

    @Override
    public Optional<byte[]> find(Key key) {
        if (pending.covers(key)) {
            return Optional.ofNullable(pending.value(key));
        }
        recordable(keysRead).add(key);
        return committed.find(key);
    }

    @Override
    public Optional<byte[]> findShared(Key key) {
        if (pending.covers(key)) {
            return find(key);
        }
        recordable(keysRead).add(key);
        return committed.findShared(key);
    }

    @Override
    public void scan(Range range, BiPredicate<Key, byte[]> visitor) {
        if (range.isEmpty()) {
            return;
        }
        Merge merge = new Merge(range, visitor);
        try (RangeCursor cursor = new RangeCursor(committed.snapshot(), range)) {
            merge.run(cursor);
        } finally {
            recordable(rangesRead).add(merge.visited());
        }
    }

    /** A scan over the committed rows with the pending ones laid over them. */
    private final class Merge {

        private final Range range;
        private final BiPredicate<Key, byte[]> visitor;
        private @Nullable Key last;
        private boolean exhausted;

        Merge(Range range, BiPredicate<Key, byte[]> visitor) {
            this.range = range;
            this.visitor = visitor;
        }

        void run(RangeCursor cursor) {
            boolean wanted = true;
            while (wanted) {
                // Looked up anew each time: the visitor may write.
                Key below = cursor.isValid() ? cursor.key() : null;
                Key above = pending.next(range, last);
                if (below == null && above == null) {
                    exhausted = true;
                    return;
                }
                if (above == null || (below != null && comesFirst(below, above))) {
                    wanted = visitCommitted(below, cursor);
                    cursor.advance();
                } else {
                    if (above.equals(below)) {
                        cursor.advance();
                    }
                    wanted = visitPending(above);
                }
            }
        }

        private boolean comesFirst(Key below, Key above) {
            int order = below.compareTo(above);
            return range.descending() ? order > 0 : order < 0;
        }

        private boolean visitCommitted(@Nullable Key key, RangeCursor cursor) {
            last = key;
            return key == null || pending.covers(key) || visitor.test(key, cursor.value());
        }

        private boolean visitPending(Key key) {
            last = key;
            byte[] value = pending.value(key);
            return value == null || visitor.test(key, value);
        }

        /** The part of the range whose content the visitor has learnt. */
        Range visited() {
            Key end = last;
            if (exhausted) {
                return range;
            }
            if (end == null) {
                return new Range(range.from(), range.from(), false);
            }
            return range.descending()
                    ? new Range(end, range.to(), true)
                    : new Range(range.from(), end.successor(), false);
        }
    }

    @Override
    public List<Entry> list(Range range, int limit) {
        return SnapshotReader.list(this, range, limit);
    }

    @Override
    public void put(Key key, byte[] value) {
        pending.put(key, value);
    }

    @Override
    public void append(Key prefix, byte[] value) {
        var ignored = pending.append(prefix, value);
    }

    @Override
    public void append(Key prefix, byte[] value, LongConsumer number) {
        PendingWrites.Append append = pending.append(prefix, value);
        actions.add(() -> number.accept(append.number()));
    }

    @Override
    public long lastAppend() {
        return committed.lastAppend();
    }

    @Override
    public void delete(Key key) {
        pending.delete(key);
    }

    /**
     * Deletes a small range row by row and as a read of the range; only a larger one becomes a
     * range tombstone, because many of those slow down every read of RocksDB.
     */
    @Override
    public void deleteRange(Range range) {
        if (range.isEmpty()) {
            return;
        }
        Range ascending = new Range(range.from(), range.to(), false);
        List<Key> found = new ArrayList<>();
        int readsBefore = rangesRead.size();
        scan(
                ascending,
                (key, value) -> {
                    found.add(key);
                    return found.size() <= SINGLE_DELETES_MAX;
                });
        if (found.size() <= SINGLE_DELETES_MAX) {
            found.forEach(pending::delete);
        } else {
            rangesRead.subList(readsBefore, rangesRead.size()).clear();
            pending.deleteRange(ascending);
        }
    }

    @Override
    public void afterCommit(Runnable action) {
        actions.add(action);
    }

    private static <T> List<T> recordable(List<T> reads) {
        if (reads.size() >= READS_MAX) {
            throw new StoreException("a transaction may read at most " + READS_MAX + " times");
        }
        return reads;
    }

    PendingWrites pending() {
        return pending;
    }

    /** The commit of this attempt: reads to validate, writes to apply. */
    Commit commit() {
        boolean blind = keysRead.isEmpty() && rangesRead.isEmpty();
        long seen = blind ? Long.MAX_VALUE : committed.snapshot().number();
        return new Commit(seen, keysRead, rangesRead, pending);
    }

    List<Runnable> actions() {
        return actions;
    }

    @Override
    public void close() {
        committed.close();
    }
}
