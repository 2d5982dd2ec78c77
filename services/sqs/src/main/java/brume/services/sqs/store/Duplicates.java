package brume.services.sqs.store;

import brume.api.sqs.Message;
import brume.services.sqs.domain.Queue;
import brume.services.sqs.domain.SqsQuotas;
import brume.store.Entry;
import brume.store.Key;
import brume.store.KeyReader;
import brume.store.Range;
import brume.store.Reader;
import brume.store.Transaction;
import brume.wire.ShapeJson;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;

/** The deduplication ids that FIFO queues remember for five minutes. */
public final class Duplicates {

    private static final byte[] EMPTY = {};

    private Duplicates() {}

    /** The ids of the message that was sent with this one less than five minutes ago. */
    public static Optional<Message> find(
            Reader reader, Queue queue, String group, String id, long now) {
        return reader.find(key(queue, group, id))
                .filter(row -> ByteBuffer.wrap(row).getLong() > now)
                .map(row -> {
                    byte[] json = new byte[row.length - Long.BYTES];
                    ByteBuffer.wrap(row, Long.BYTES, json.length).get(json);
                    return ShapeJson.fromBytes(Message.SCHEMA, json);
                });
    }

    /** Remembers the ids of a sent message. */
    public static void remember(
            Transaction transaction, Queue queue, String group, String id, Message sent, long now) {
        long until = now + SqsQuotas.DEDUPLICATION_SECONDS.value() * 1000;
        byte[] json = ShapeJson.toBytes(sent);
        Key key = key(queue, group, id);
        transaction.put(
                key,
                ByteBuffer.allocate(Long.BYTES + json.length).putLong(until).put(json).array());
        transaction.put(expiries(queue).with(until).with(key.toBytes()), EMPTY);
    }

    /** Forgets at most so many ids whose time is over; answers how many. */
    static int forget(Transaction transaction, Queue queue, long now, int limit) {
        Key expiries = expiries(queue);
        List<Entry> over = transaction.list(new Range(expiries, expiries.with(now), false), limit);
        for (Entry entry : over) {
            KeyReader tuple = entry.key().after(expiries);
            long until = tuple.number();
            Key key = Key.raw(tuple.byteString());
            transaction.delete(entry.key());
            transaction
                    .find(key)
                    .filter(row -> ByteBuffer.wrap(row).getLong() == until)
                    .ifPresent(row -> transaction.delete(key));
        }
        return over.size();
    }

    private static Key key(Queue queue, String group, String id) {
        return MessageKeys.data(queue)
                .with("duplicate")
                .with(queue.deduplicatesByGroup() ? group : "")
                .with(id);
    }

    private static Key expiries(Queue queue) {
        return MessageKeys.data(queue).with("expiry");
    }
}
