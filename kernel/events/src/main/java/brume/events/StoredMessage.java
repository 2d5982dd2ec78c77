package brume.events;

import java.time.Instant;

/**
 * A message as its row has it.
 *
 * @param dueMillis when it is to be delivered next: part of the row's key
 * @param number unique in the store
 * @param appendedDueMillis the due time it was appended with: part of its {@link MessageId}
 * @param attempts deliveries that have failed
 */
@SuppressWarnings("ArrayRecordComponent")
record StoredMessage(
        String queue,
        long dueMillis,
        long number,
        long appendedDueMillis,
        int attempts,
        byte[] payload) {

    /** The same message after one more failed delivery, to be tried again at {@code due}. */
    StoredMessage retriedAt(long due) {
        return new StoredMessage(queue, due, number, appendedDueMillis, attempts + 1, payload);
    }

    MessageId id() {
        return new MessageId(queue, Instant.ofEpochMilli(appendedDueMillis), number);
    }

    boolean moved() {
        return dueMillis != appendedDueMillis;
    }
}
