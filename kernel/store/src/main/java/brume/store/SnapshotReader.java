package brume.store;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BiPredicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.rocksdb.RocksDBException;

/** A {@link Reader} of the newest {@link StoreSnapshot} at the time of its first read. */
final class SnapshotReader implements Reader, AutoCloseable {

    private final Supplier<StoreSnapshot> newest;
    private @Nullable StoreSnapshot snapshot;
    private boolean closed;

    SnapshotReader(Supplier<StoreSnapshot> newest) {
        this.newest = newest;
    }

    StoreSnapshot snapshot() {
        if (closed) {
            throw new IllegalStateException("the transaction has ended");
        }
        StoreSnapshot held = snapshot;
        if (held == null) {
            held = newest.get();
            snapshot = held;
        }
        return held;
    }

    boolean hasRead() {
        return snapshot != null;
    }

    @Override
    public Optional<byte[]> find(Key key) {
        StoreSnapshot held = snapshot();
        try {
            return Optional.ofNullable(held.db().get(held.options(), key.bytes()));
        } catch (RocksDBException e) {
            throw new StoreException("cannot read the store", e);
        }
    }

    @Override
    public Optional<byte[]> findShared(Key key) {
        return snapshot().shared(key, this::find);
    }

    @Override
    public void scan(Range range, BiPredicate<Key, byte[]> visitor) {
        if (range.isEmpty()) {
            return;
        }
        try (RangeCursor cursor = new RangeCursor(snapshot(), range)) {
            while (cursor.isValid() && visitor.test(cursor.key(), cursor.value())) {
                cursor.advance();
            }
        }
    }

    @Override
    public long lastAppend() {
        StoreSnapshot held = snapshot();
        return AppendNumbers.last(held.db(), held.options());
    }

    @Override
    public List<Entry> list(Range range, int limit) {
        return list(this, range, limit);
    }

    static List<Entry> list(Reader reader, Range range, int limit) {
        List<Entry> entries = new ArrayList<>();
        if (limit > 0) {
            reader.scan(
                    range,
                    (key, value) -> {
                        entries.add(new Entry(key, value));
                        return entries.size() < limit;
                    });
        }
        return entries;
    }

    @Override
    public void close() {
        closed = true;
        StoreSnapshot held = snapshot;
        if (held != null) {
            snapshot = null;
            held.release();
        }
    }
}
