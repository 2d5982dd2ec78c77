package brume.events;

import brume.store.Key;
import brume.store.KeyReader;
import brume.store.Range;
import brume.store.Reader;
import brume.store.Transaction;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * The rows of the messages; the only class that knows their keys and bytes.
 *
 * <ul>
 *   <li>{@code events, message, queue, due, number}: attempts, the due time it was appended with,
 *       payload;
 *   <li>{@code events, moved, queue, appended due, number}: the present due time, only while a
 *       retried message waits under another due time than the one in its id.
 * </ul>
 */
final class MessageRows {

    private static final Key MESSAGES = Key.of("events", "message");
    private static final Key MOVED = Key.of("events", "moved");
    private static final int HEADER_BYTES = Integer.BYTES + Long.BYTES;

    private MessageRows() {}

    private static Key key(String queue, long due, long number) {
        return MESSAGES.with(queue).with(due).with(number);
    }

    private static Key movedKey(String queue, long appendedDue, long number) {
        return MOVED.with(queue).with(appendedDue).with(number);
    }

    static void put(Transaction transaction, StoredMessage message) {
        byte[] row =
                ByteBuffer.allocate(HEADER_BYTES + message.payload().length)
                        .putInt(message.attempts())
                        .putLong(message.appendedDueMillis())
                        .put(message.payload())
                        .array();
        transaction.put(key(message.queue(), message.dueMillis(), message.number()), row);
        if (message.moved()) {
            transaction.put(
                    movedKey(message.queue(), message.appendedDueMillis(), message.number()),
                    ByteBuffer.allocate(Long.BYTES).putLong(message.dueMillis()).array());
        }
    }

    static boolean exists(Reader reader, StoredMessage message) {
        return reader.find(key(message.queue(), message.dueMillis(), message.number())).isPresent();
    }

    static void delete(Transaction transaction, StoredMessage message) {
        transaction.delete(key(message.queue(), message.dueMillis(), message.number()));
        if (message.moved()) {
            transaction.delete(
                    movedKey(message.queue(), message.appendedDueMillis(), message.number()));
        }
    }

    /** Deletes the message wherever it waits now. */
    static void delete(Transaction transaction, MessageId id) {
        long appendedDue = id.due().toEpochMilli();
        Key row = key(id.queue(), appendedDue, id.number());
        if (transaction.find(row).isPresent()) {
            transaction.delete(row);
            return;
        }
        Key moved = movedKey(id.queue(), appendedDue, id.number());
        Optional<byte[]> due = transaction.find(moved);
        if (due.isPresent()) {
            transaction.delete(key(id.queue(), ByteBuffer.wrap(due.get()).getLong(), id.number()));
            transaction.delete(moved);
        }
    }

    /**
     * Visits the messages of {@code queue} that are due at {@code fromMillis} or later, in order.
     */
    static void scan(
            Reader reader, String queue, long fromMillis, Predicate<StoredMessage> visitor) {
        Key prefix = MESSAGES.with(queue);
        reader.scan(
                new Range(prefix.with(fromMillis), prefix.end(), false),
                (key, row) -> visitor.test(decode(queue, key.after(prefix), row)));
    }

    private static StoredMessage decode(String queue, KeyReader key, byte[] row) {
        ByteBuffer bytes = ByteBuffer.wrap(row);
        int attempts = bytes.getInt();
        long appendedDue = bytes.getLong();
        byte[] payload = new byte[bytes.remaining()];
        bytes.get(payload);
        return new StoredMessage(queue, key.number(), key.number(), appendedDue, attempts, payload);
    }
}
