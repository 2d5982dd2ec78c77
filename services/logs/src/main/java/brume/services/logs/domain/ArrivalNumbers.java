package brume.services.logs.domain;

import java.util.concurrent.atomic.AtomicLong;

/**
 * Hands out the numbers of arriving events: growing, never the same twice, and telling the time of
 * arrival. A clock that is set back does not make them smaller while the process runs; after a
 * restart, two events collide only if stream, own time and number are all the same.
 */
public final class ArrivalNumbers {

    private final AtomicLong last = new AtomicLong();

    /** Takes {@code count} numbers in a row and answers the first one. */
    public long take(int count, long nowMillis) {
        long start = EventId.numberAt(nowMillis);
        return last.updateAndGet(before -> Math.max(before + 1, start) + count - 1) - count + 1;
    }
}
