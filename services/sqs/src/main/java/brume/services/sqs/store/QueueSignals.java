package brume.services.sqs.store;

import brume.base.Clock;
import brume.services.sqs.domain.SqsQuotas;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/** The {@link QueueSignal}s of the queues that are used. */
public final class QueueSignals {

    private final ConcurrentMap<String, QueueSignal> byQueue = new ConcurrentHashMap<>();
    private final Clock clock;
    private volatile boolean closed;

    public QueueSignals(Clock clock) {
        this.clock = clock;
        clock.onJump(this::wakeAll);
    }

    public QueueSignal of(String queueId) {
        return byQueue.computeIfAbsent(queueId, id -> new QueueSignal());
    }

    /**
     * Something of a queue will be due then. Nobody is woken for what is due after all who wait now
     * have given up.
     */
    void offer(String queueId, long due) {
        boolean soon = due <= clock.millis() + SqsQuotas.WAIT_SECONDS.value() * 1000;
        of(queueId).offer(due, soon);
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
