package brume.services.states.worker;

import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

/**
 * Locks for any number of keys: work on one key is done one after the other, so that its
 * transactions do not conflict.
 */
final class StripedLocks {

    private final ReentrantLock[] locks;

    StripedLocks(int count) {
        locks = new ReentrantLock[count];
        for (int i = 0; i < count; i++) {
            locks[i] = new ReentrantLock();
        }
    }

    <T> T locked(Object key, Supplier<T> action) {
        ReentrantLock lock = locks[Math.floorMod(key.hashCode(), locks.length)];
        lock.lock();
        try {
            return action.get();
        } finally {
            lock.unlock();
        }
    }
}
