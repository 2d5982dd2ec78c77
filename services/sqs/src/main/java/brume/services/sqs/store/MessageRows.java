package brume.services.sqs.store;

import brume.api.sqs.Message;
import brume.services.sqs.domain.Queue;
import brume.store.Entry;
import brume.store.Key;
import brume.store.Range;
import brume.store.Reader;
import brume.store.Transaction;
import brume.wire.ShapeJson;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/**
 * The rows of one message and what has to be written together. Each message is a row that never
 * changes and a row of its {@link MessageState}, both by its number. Beside them stand the rows by
 * which receivers find something, in the order of due times: in a standard queue one for each
 * message, in a FIFO queue one for each group that has messages, due when the first of them is.
 */
final class MessageRows {

    private static final byte[] WAITING = {0};
    private static final byte[] RECEIVED = {1};
    private static final byte[] EMPTY = {};

    private final QueueSignals signals;

    MessageRows(QueueSignals signals) {
        this.signals = signals;
    }

    void put(
            Transaction transaction,
            Queue queue,
            long number,
            Message message,
            MessageState state) {
        Key live = MessageKeys.live(queue);
        transaction.put(MessageKeys.message(live, number), ShapeJson.toBytes(message));
        transaction.put(MessageKeys.state(live, number), state.bytes());
        if (queue.fifo()) {
            transaction.put(MessageKeys.order(live, state.group()).with(number), EMPTY);
            // A group that has messages is not asked again when it is due.
            if (transaction.find(MessageKeys.group(live, state.group())).isEmpty()) {
                putGroup(transaction, queue, state.group(), state.due(), number);
            }
        } else {
            putDue(transaction, queue, number, state);
        }
    }

    private void putDue(Transaction transaction, Queue queue, long number, MessageState state) {
        transaction.put(
                MessageKeys.due(MessageKeys.live(queue), state.due()).with(number),
                state.received() ? RECEIVED : WAITING);
        offer(transaction, queue, state.due());
    }

    private void putGroup(
            Transaction transaction, Queue queue, String group, long due, long number) {
        Key live = MessageKeys.live(queue);
        transaction.put(
                MessageKeys.group(live, group),
                ByteBuffer.allocate(16).putLong(due).putLong(number).array());
        transaction.put(
                MessageKeys.due(live, due).with(number), group.getBytes(StandardCharsets.UTF_8));
        offer(transaction, queue, due);
    }

    private void offer(Transaction transaction, Queue queue, long due) {
        transaction.afterCommit(() -> signals.offer(queue.id(), due));
    }

    /** Writes anew when a group is due, after something about its messages has changed. */
    void refresh(Transaction transaction, Queue queue, String group) {
        Key live = MessageKeys.live(queue);
        Optional<byte[]> before = transaction.find(MessageKeys.group(live, group));
        before.map(ByteBuffer::wrap)
                .ifPresent(row ->
                        transaction.delete(
                                MessageKeys.due(live, row.getLong()).with(row.getLong())));
        Key order = MessageKeys.order(live, group);
        List<Entry> head = transaction.list(Range.prefix(order), 1);
        if (head.isEmpty()) {
            transaction.delete(MessageKeys.group(live, group));
        } else {
            long number = head.getFirst().key().after(order).number();
            MessageState state = find(transaction, queue, number).orElseThrow();
            putGroup(transaction, queue, group, state.due(), number);
        }
    }

    static Message stored(Reader reader, Queue queue, long number) {
        return ShapeJson.fromBytes(
                Message.SCHEMA,
                reader.find(MessageKeys.message(MessageKeys.live(queue), number)).orElseThrow());
    }

    /** Changes the state of a message; the caller refreshes its group. */
    void move(
            Transaction transaction, Queue queue, long number, MessageState from, MessageState to) {
        Key live = MessageKeys.live(queue);
        transaction.put(MessageKeys.state(live, number), to.bytes());
        if (!queue.fifo()) {
            transaction.delete(MessageKeys.due(live, from.due()).with(number));
            putDue(transaction, queue, number, to);
        }
    }

    void remove(Transaction transaction, Queue queue, long number, MessageState state) {
        Key live = MessageKeys.live(queue);
        transaction.delete(MessageKeys.message(live, number));
        transaction.delete(MessageKeys.state(live, number));
        if (queue.fifo()) {
            transaction.delete(MessageKeys.order(live, state.group()).with(number));
        } else {
            transaction.delete(MessageKeys.due(live, state.due()).with(number));
        }
    }

    static Optional<MessageState> find(Reader reader, Queue queue, long number) {
        return reader.find(MessageKeys.state(MessageKeys.live(queue), number))
                .map(MessageState::of);
    }
}
