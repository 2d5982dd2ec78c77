package brume.services.sqs.store;

import brume.base.Clock;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/** The {@link QueueSignal}s of the queues that are used. */
public final class QueueSignals {

    private final ConcurrentMap<String, QueueSignal> byQueue = new ConcurrentHashMap<>();
    private volatile boolean closed;

    public QueueSignals(Clock clock) {
        clock.onJump(this::wakeAll);
    }

    public QueueSignal of(String queueId) {
        return byQueue.computeIfAbsent(queueId, id -> new QueueSignal());
    }

    /** Forgets a queue that is gone; those who wait there look again. */
    void forget(String queueId) {
        QueueSignal signal = byQueue.remove(queueId);
        if (signal != null) {
            signal.wake();
        }
    }

    /** Ends all waiting. */
    public void close() {
        closed = true;
        wakeAll();
    }

    public boolean closed() {
        return closed;
    }

    private void wakeAll() {
        byQueue.values().forEach(QueueSignal::wake);
    }
}
