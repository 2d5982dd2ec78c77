package brume.store;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.function.Predicate;
import org.rocksdb.ReadOptions;
import org.rocksdb.RocksDB;
import org.rocksdb.Snapshot;

/**
 * The state of the store after one commit, shared by all that read it and counted by them. The
 * commit leader makes one per batch of commits and holds it until the next one, so that a reader
 * pays for two atomic additions instead of a native snapshot of its own.
 *
 * <p>It also carries the few rows that nearly every transaction reads, such as the description of a
 * table: they pass from one snapshot to the next for as long as no commit writes them.
 */
final class StoreSnapshot {

    private static final int SHARED_ROWS_MAX = 64;

    private final RocksDB db;
    private final long number;
    private final Snapshot snapshot;
    private final ReadOptions options;
    private final AtomicInteger holds = new AtomicInteger(1);
    private final CountDownLatch released = new CountDownLatch(1);

    /** Replaced as a whole by whoever adds a row; that one may get lost costs one more read. */
    private volatile Map<Key, Optional<byte[]>> shared;

    /** A snapshot of the present state of {@code db}, which is that of commit {@code number}. */
    StoreSnapshot(RocksDB db, long number) {
        this(db, number, Map.of());
    }

    private StoreSnapshot(RocksDB db, long number, Map<Key, Optional<byte[]>> shared) {
        this.db = db;
        this.number = number;
        this.shared = shared;
        this.snapshot = db.getSnapshot();
        this.options = new ReadOptions().setSnapshot(snapshot);
    }

    /**
     * The snapshot that follows this one with the next batch of commits.
     *
     * @param written whether one of them wrote or deleted the key
     */
    StoreSnapshot next(Predicate<Key> written) {
        Map<Key, Optional<byte[]>> kept = shared;
        if (kept.keySet().stream().anyMatch(written)) {
            kept = new HashMap<>(kept);
            kept.keySet().removeIf(written);
        }
        return new StoreSnapshot(db, number + 1, kept);
    }

    /** The row under {@code key}, read by {@code find} unless this snapshot carries it. */
    Optional<byte[]> shared(Key key, Function<Key, Optional<byte[]>> find) {
        Map<Key, Optional<byte[]>> known = shared;
        Optional<byte[]> row = known.get(key);
        if (row == null) {
            row = find.apply(key);
            Map<Key, Optional<byte[]>> more =
                    known.size() < SHARED_ROWS_MAX ? new HashMap<>(known) : new HashMap<>();
            more.put(key, row);
            shared = more;
        }
        return row;
    }

    /** The number of the last commit that this snapshot contains. */
    long number() {
        return number;
    }

    RocksDB db() {
        return db;
    }

    ReadOptions options() {
        return options;
    }

    /** Adds a hold, or answers false if all were released already. */
    boolean tryHold() {
        int count = holds.get();
        while (count > 0) {
            int seen = holds.compareAndExchange(count, count + 1);
            if (seen == count) {
                return true;
            }
            count = seen;
        }
        return false;
    }

    void release() {
        if (holds.decrementAndGet() == 0) {
            options.close();
            db.releaseSnapshot(snapshot);
            snapshot.close();
            released.countDown();
        }
    }

    boolean isReleased() {
        return released.getCount() == 0;
    }

    boolean awaitReleased(long seconds) {
        try {
            return released.await(seconds, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return isReleased();
        }
    }
}
