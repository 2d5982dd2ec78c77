package brume.services.sqs.store;

import brume.store.Key;
import brume.store.Store;
import java.nio.ByteBuffer;
import java.util.concurrent.locks.ReentrantLock;

/** Numbers of messages: each is greater than all before, also those before a restart. */
final class SequenceNumbers {

    private static final Key LAST = Key.of("sqs", "last-number");
    private static final long BLOCK = 100_000;

    private final Store store;
    private final ReentrantLock lock = new ReentrantLock();
    private long next;
    private long end;

    SequenceNumbers(Store store) {
        this.store = store;
    }

    long next() {
        lock.lock();
        try {
            if (next == end) {
                end =
                        store.transact(transaction -> {
                            long last =
                                    transaction
                                                    .find(LAST)
                                                    .map(b -> ByteBuffer.wrap(b).getLong())
                                                    .orElse(0L)
                                            + BLOCK;
                            transaction.put(
                                    LAST, ByteBuffer.allocate(Long.BYTES).putLong(last).array());
                            return last;
                        });
                next = end - BLOCK;
            }
            next++;
            return next;
        } finally {
            lock.unlock();
        }
    }
}
