package brume.store;

import java.util.Arrays;
import org.rocksdb.ReadOptions;
import org.rocksdb.RocksDBException;
import org.rocksdb.RocksIterator;
import org.rocksdb.Slice;

/**
 * A position in one range of a {@link StoreSnapshot}, moving in the range's order. The bounds are
 * given to RocksDB, so that it does not walk over deleted rows behind the end of the range. Only a
 * range within one prefix may use the filters of prefixes: in any other they hide rows.
 */
final class RangeCursor implements AutoCloseable {

    private final boolean descending;
    private final Slice lower;
    private final Slice upper;
    private final ReadOptions options;
    private final RocksIterator rows;

    RangeCursor(StoreSnapshot snapshot, Range range) {
        descending = range.descending();
        lower = new Slice(range.from().bytes());
        upper = new Slice(clamped(range.to()).bytes());
        options =
                new ReadOptions(snapshot.options())
                        .setIterateLowerBound(lower)
                        .setIterateUpperBound(upper)
                        .setTotalOrderSeek(!range.isFiltered());
        rows = snapshot.db().newIterator(options);
        if (descending) {
            rows.seekToLast();
        } else {
            rows.seekToFirst();
        }
    }

    private static Key clamped(Key to) {
        boolean reserved =
                Arrays.compareUnsigned(to.bytes(), RocksFolder.RESERVED_START.bytes()) > 0;
        return reserved ? RocksFolder.RESERVED_START : to;
    }

    boolean isValid() {
        if (rows.isValid()) {
            return true;
        }
        try {
            rows.status();
        } catch (RocksDBException e) {
            throw new StoreException("cannot read the store", e);
        }
        return false;
    }

    Key key() {
        return Key.raw(rows.key());
    }

    byte[] value() {
        return rows.value();
    }

    void advance() {
        if (descending) {
            rows.prev();
        } else {
            rows.next();
        }
    }

    @Override
    public void close() {
        rows.close();
        options.close();
        lower.close();
        upper.close();
    }
}
