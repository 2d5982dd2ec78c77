package brume.events;

import brume.store.Key;
import brume.store.Store;
import java.nio.ByteBuffer;

/**
 * Numbers that no other process on the same store gets: each process takes a block of them in one
 * commit and hands them out from memory; what is left of a block at the end is lost.
 */
final class MessageNumbers {

    private static final Key NEXT_BLOCK = Key.of("events", "next-number");
    private static final long BLOCK = 1L << 24;

    private final Store store;
    private long next;
    private long end;

    MessageNumbers(Store store) {
        this.store = store;
        takeBlock();
    }

    synchronized long next() {
        if (next == end) {
            takeBlock();
        }
        return next++;
    }

    private void takeBlock() {
        next =
                store.transact(transaction -> {
                    long first =
                            transaction
                                    .find(NEXT_BLOCK)
                                    .map(row -> ByteBuffer.wrap(row).getLong())
                                    .orElse(0L);
                    transaction.put(
                            NEXT_BLOCK,
                            ByteBuffer.allocate(Long.BYTES).putLong(first + BLOCK).array());
                    return first;
                });
        end = next + BLOCK;
    }
}
