package brume.services.logs.store;

import brume.services.logs.domain.LogGroupEntry;
import brume.store.Key;
import brume.store.Reader;
import brume.store.Store;
import brume.store.Transaction;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * How much each group stores: {@code logs / size / group id -> bytes}. Changes are collected in
 * memory and written now and then, so that an append does not have to; a crash loses what was
 * collected. (AWS's own figure is an estimate that follows later.)
 */
public final class GroupSizes {

    private static final Key SIZES = Key.of("logs", "size");

    private final Store store;
    private final Map<Long, Long> changes = new ConcurrentHashMap<>();

    GroupSizes(Store store) {
        this.store = store;
    }

    void add(LogGroupEntry group, long bytes) {
        if (bytes != 0) {
            changes.merge(group.id(), bytes, Long::sum);
        }
    }

    public long bytes(Reader reader, LogGroupEntry group) {
        long known = stored(reader, SIZES.with(group.id()));
        return Math.max(0, known + changes.getOrDefault(group.id(), 0L));
    }

    void delete(Transaction transaction, LogGroupEntry group) {
        transaction.delete(SIZES.with(group.id()));
        transaction.afterCommit(() -> changes.remove(group.id()));
    }

    /** Writes what has been collected for a group. */
    public void flush(LogGroupEntry group) {
        Long change = changes.remove(group.id());
        if (change == null) {
            return;
        }
        Key key = SIZES.with(group.id());
        store.transact(tx -> {
            long bytes = Math.max(0, stored(tx, key) + change);
            tx.put(key, ByteBuffer.allocate(Long.BYTES).putLong(bytes).array());
            return bytes;
        });
    }

    private static long stored(Reader reader, Key key) {
        return reader.find(key).map(bytes -> ByteBuffer.wrap(bytes).getLong()).orElse(0L);
    }
}
