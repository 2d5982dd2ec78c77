package brume.events;

import brume.store.Entry;
import brume.store.Key;
import brume.store.KeyReader;
import brume.store.Range;
import brume.store.Reader;
import brume.store.Store;
import brume.store.Transaction;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The given up messages of one queue, oldest first; the oldest are dropped when there are too many.
 */
final class DeadLetters {

    private final Key prefix;
    private final String queue;
    private final int lettersMax;
    private @Nullable Integer count;

    DeadLetters(String queue, int lettersMax) {
        this.queue = queue;
        this.lettersMax = lettersMax;
        this.prefix = Key.of("events", "dead", queue);
    }

    /** Moves {@code message} here unless it is gone, in a transaction of its own. */
    synchronized void move(Store store, StoredMessage message, long nowMillis, String reason) {
        int before = count(store);
        count =
                store.transact(
                        transaction -> move(transaction, message, nowMillis, reason, before));
    }

    private int move(
            Transaction transaction,
            StoredMessage message,
            long nowMillis,
            String reason,
            int before) {
        if (!MessageRows.exists(transaction, message)) {
            return before;
        }
        MessageRows.delete(transaction, message);
        int after = before + 1;
        if (after > lettersMax) {
            for (Entry oldest : transaction.list(Range.prefix(prefix), after - lettersMax)) {
                transaction.delete(oldest.key());
                after--;
            }
        }
        transaction.put(prefix.with(nowMillis).with(message.number()), encode(message, reason));
        return after;
    }

    private int count(Store store) {
        Integer known = count;
        if (known != null) {
            return known;
        }
        int[] rows = new int[1];
        store.read(reader -> {
            reader.scan(Range.prefix(prefix), (key, row) -> ++rows[0] <= lettersMax);
            return null;
        });
        return rows[0];
    }

    /** The oldest letters, at most {@code limit}. */
    List<DeadLetter> list(Reader reader, int limit) {
        List<DeadLetter> letters = new ArrayList<>();
        for (Entry entry : reader.list(Range.prefix(prefix), limit)) {
            letters.add(decode(entry.key().after(prefix), entry.value()));
        }
        return letters;
    }

    private static byte[] encode(StoredMessage message, String reason) {
        byte[] why = reason.getBytes(StandardCharsets.UTF_8);
        return ByteBuffer.allocate(16 + why.length + message.payload().length)
                .putLong(message.appendedDueMillis())
                .putInt(message.attempts() + 1)
                .putInt(why.length)
                .put(why)
                .put(message.payload())
                .array();
    }

    private DeadLetter decode(KeyReader key, byte[] row) {
        Instant died = Instant.ofEpochMilli(key.number());
        ByteBuffer bytes = ByteBuffer.wrap(row);
        Instant due = Instant.ofEpochMilli(bytes.getLong());
        int attempts = bytes.getInt();
        byte[] reason = new byte[bytes.getInt()];
        bytes.get(reason);
        byte[] payload = new byte[bytes.remaining()];
        bytes.get(payload);
        return new DeadLetter(
                new MessageId(queue, due, key.number()),
                died,
                attempts,
                new String(reason, StandardCharsets.UTF_8),
                payload);
    }
}
