package brume.store;

import java.nio.ByteBuffer;
import org.rocksdb.ReadOptions;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.WriteBatch;

/**
 * The numbers of {@link Transaction#append}, given out by the commit leader in commit order. The
 * last one is a row of the store itself, written with the batch that used it: a batch that a crash
 * has lost gives its numbers back, one that was kept has taken them.
 */
final class AppendNumbers {

    private static final byte[] LAST_KEY =
            Key.raw(new byte[] {RocksFolder.RESERVED}).with("last-append").bytes();

    private long last;
    private long written;

    AppendNumbers(RocksDB db) {
        try (ReadOptions options = new ReadOptions()) {
            last = last(db, options);
        }
        written = last;
    }

    /** The last number that a snapshot contains; 0 before the first. */
    static long last(RocksDB db, ReadOptions snapshot) {
        try {
            byte[] row = db.get(snapshot, LAST_KEY);
            return row == null ? 0 : ByteBuffer.wrap(row).getLong();
        } catch (RocksDBException e) {
            throw new StoreException("cannot read the store", e);
        }
    }

    /** Gives the appends of a commit that has its place in the order their numbers. */
    void number(PendingWrites writes) {
        if (writes.hasAppends()) {
            last = writes.number(last + 1) - 1;
        }
    }

    /** Adds the row of the last number to the batch, if the batch has used any. */
    void addTo(WriteBatch batch) throws RocksDBException {
        if (last > written) {
            batch.put(LAST_KEY, ByteBuffer.allocate(Long.BYTES).putLong(last).array());
            written = last;
        }
    }
}
