package brume.store;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.rocksdb.ReadOptions;
import org.rocksdb.RocksDB;
import org.rocksdb.Snapshot;

/**
 * The state of the store after one commit, shared by all that read it and counted by them. The
 * commit leader makes one per batch of commits and holds it until the next one, so that a reader
 * pays for two atomic additions instead of a native snapshot of its own.
 */
final class StoreSnapshot {

    private final RocksDB db;
    private final long number;
    private final Snapshot snapshot;
    private final ReadOptions options;
    private final AtomicInteger holds = new AtomicInteger(1);
    private final CountDownLatch released = new CountDownLatch(1);

    /** A snapshot of the present state of {@code db}, which is that of commit {@code number}. */
    StoreSnapshot(RocksDB db, long number) {
        this.db = db;
        this.number = number;
        this.snapshot = db.getSnapshot();
        this.options = new ReadOptions().setSnapshot(snapshot);
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
