package brume.events;

import brume.store.Transaction;
import java.time.Instant;

/**
 * Durable queues of work. A message is appended in the transaction of the change that causes it and
 * delivered at least once after that commit, not before its due time (a message that is due in the
 * future is a timer). It stays until its handler has acknowledged it, also across kill -9.
 */
public interface Queues {

    /** Declares a queue and who handles it; once, before the server starts. */
    void register(QueueSpec spec, QueueHandler handler);

    /**
     * Appends a message in {@code transaction}.
     *
     * @param payload at most {@link QueueSpec#payloadBytesMax()} bytes
     * @return the id of the message, for {@link #cancel}
     */
    MessageId append(Transaction transaction, String queue, Instant due, byte[] payload);

    /** Removes a message in {@code transaction} if it is still there. */
    void cancel(Transaction transaction, MessageId id);
}
