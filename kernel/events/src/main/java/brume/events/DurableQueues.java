package brume.events;

import brume.base.Clock;
import brume.store.Store;
import brume.store.Transaction;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/**
 * The {@link Queues} of this process, kept in a {@link Store}.
 *
 * <p>A message is a row keyed by queue, due time and number, so one bounded range scan finds what
 * is due, and a timer is nothing but a message with a later due time. On the happy path a message
 * costs no commit of its own: the append is part of the transaction that causes it, the commit
 * hands the payload to a worker in memory, and {@link Delivery#acknowledge} is part of the
 * handler's transaction. Only a retry, a dead letter, or a handler that does not acknowledge costs
 * one more.
 *
 * <p><b>At least once.</b> A row is deleted only by an acknowledgement, so what a crash interrupts
 * is found by the scan of the next {@link #start()}. An attempt that a crash interrupts is not
 * counted. Twice is rare, and harmless for a handler that acknowledges in its own transaction: the
 * acknowledgement reads the row, so the second one meets {@link StaleDeliveryException} and its
 * transaction does not commit.
 *
 * <p><b>Leases.</b> That a message is with a worker is known in memory only ({@link QueueWindow}):
 * a crash ends all leases at once, and no lease costs a write. This holds while one process owns
 * the store. With several nodes, each queue is to be split into hash slots by message number, and a
 * node may load only the slots that it holds: a row per slot with the holder, the end of the lease,
 * and an <i>epoch</i> that grows with each change of the holder. The node puts the epoch under
 * which it loaded a message into the delivery, and {@code acknowledge}, retry and dead letter read
 * the slot's row in the same transaction and fail if its epoch is another one. So a node that was
 * paused for longer than its lease cannot commit the result of a message that somebody else has
 * taken over, whatever its clock says; the store's validation of reads does the fencing. The holder
 * itself stops taking messages after half of the lease time without a renewal. Nothing but {@link
 * MessageRows} and the scan's range has to change for that.
 */
public final class DurableQueues implements Queues, AutoCloseable {

    private final Store store;
    private final Clock clock;
    private final MessageNumbers numbers;
    private final QueueTimer timer;
    private final Map<String, QueueDispatcher> queues = new ConcurrentHashMap<>();
    private boolean started;
    private boolean closed;

    /** Queues in {@code store}; nothing is delivered before {@link #start()}. */
    public DurableQueues(Store store, Clock clock) {
        this.store = store;
        this.clock = clock;
        this.numbers = new MessageNumbers(store);
        this.timer = new QueueTimer(clock, this::tick);
    }

    private long tick(long nowMillis) {
        long next = Long.MAX_VALUE;
        for (QueueDispatcher queue : queues.values()) {
            next = Math.min(next, queue.tick(nowMillis));
        }
        return next;
    }

    @Override
    public synchronized void register(QueueSpec spec, QueueHandler handler) {
        if (started) {
            throw new IllegalStateException("queues are registered before the start");
        }
        QueueDispatcher queue = new QueueDispatcher(spec, handler, store, clock, timer);
        if (queues.putIfAbsent(spec.name(), queue) != null) {
            throw new IllegalArgumentException("the queue " + spec.name() + " is there already");
        }
    }

    /** Starts deliveries, first of what an earlier process has left. */
    public synchronized void start() {
        if (started) {
            throw new IllegalStateException("started already");
        }
        started = true;
        timer.start();
        queues.values().forEach(QueueDispatcher::start);
    }

    @Override
    public MessageId append(Transaction transaction, String queue, Instant due, byte[] payload) {
        QueueDispatcher dispatcher = get(queue);
        if (payload.length > dispatcher.spec().payloadBytesMax()) {
            throw new IllegalArgumentException(
                    "a message of %s may have %d bytes, this one has %d"
                            .formatted(queue, dispatcher.spec().payloadBytesMax(), payload.length));
        }
        long dueMillis = due.toEpochMilli();
        StoredMessage message =
                new StoredMessage(queue, dueMillis, numbers.next(), dueMillis, 0, payload.clone());
        MessageRows.put(transaction, message);
        transaction.afterCommit(() -> dispatcher.appended(message));
        return message.id();
    }

    @Override
    public void cancel(Transaction transaction, MessageId id) {
        QueueDispatcher dispatcher = get(id.queue());
        MessageRows.delete(transaction, id);
        transaction.afterCommit(() -> dispatcher.cancelled(id.number()));
    }

    /** The oldest dead letters of {@code queue}, at most {@code limit}. */
    public List<DeadLetter> deadLetters(String queue, int limit) {
        return store.read(reader -> get(queue).deadLetters().list(reader, limit));
    }

    private QueueDispatcher get(String queue) {
        QueueDispatcher dispatcher = queues.get(queue);
        if (dispatcher == null) {
            throw new IllegalArgumentException("there is no queue " + queue);
        }
        return dispatcher;
    }

    /**
     * Takes no more messages and waits up to ten seconds for the deliveries under way; what they do
     * not finish is delivered again after the next start.
     */
    @Override
    public synchronized void close() {
        if (closed) {
            return;
        }
        closed = true;
        timer.stop();
        queues.values().forEach(QueueDispatcher::stop);
        long left = TimeUnit.SECONDS.toNanos(10);
        try {
            for (QueueDispatcher queue : queues.values()) {
                left = queue.awaitWorkers(left);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
