package brume.services.sqs.store;

import brume.api.sqs.Message;
import brume.api.sqs.MessageSystemAttributeName;
import brume.api.sqs.SqsErrors;
import brume.base.Ids;
import brume.services.sqs.domain.MessageRules;
import brume.services.sqs.domain.Queue;
import brume.services.sqs.domain.ReceiptHandle;
import brume.services.sqs.domain.RedrivePolicy;
import brume.services.sqs.domain.SqsQuotas;
import brume.services.sqs.store.QueueSignal.Candidate;
import brume.services.sqs.store.QueueSignal.Found;
import brume.store.Entry;
import brume.store.Key;
import brume.store.KeyReader;
import brume.store.Range;
import brume.store.Reader;
import brume.store.Store;
import brume.store.Transaction;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The messages of queues: sending, receiving and all that receipt handles do. {@link MessageRows}
 * says how they lie in the store. Receiving reads one range of due times, which begins where the
 * last receiver found something; a group whose first message is in flight is not met at all.
 *
 * <p>That the first message blocks its group and an earlier one does not wait for a later one is
 * recorded from AWS by LocalStack's {@code
 * test_fifo_group_visibility_extends_with_change_message_visibility}.
 */
public final class MessageStore {

    private final Store store;
    private final QueueStore queues;
    private final QueueSignals signals;
    private final MessageRows rows;
    private final SequenceNumbers numbers;

    public MessageStore(Store store, QueueStore queues, QueueSignals signals) {
        this.store = store;
        this.queues = queues;
        this.signals = signals;
        this.rows = new MessageRows(signals);
        this.numbers = new SequenceNumbers(store);
    }

    /** How many messages can be received, are in flight and are delayed. */
    public record Counts(int visible, int inFlight, int delayed) {}

    /**
     * What one look into a queue has brought.
     *
     * @param next when to look again, in milliseconds
     * @param worked whether something was found, if only to be dropped or moved
     */
    public record Reception(List<Message> messages, long next, boolean worked) {}

    // Sending

    public long nextNumber() {
        return numbers.next();
    }

    /** Puts a new message into a queue, due at a time. */
    public void send(
            Transaction transaction,
            Queue queue,
            long number,
            Message message,
            String group,
            long due,
            long now) {
        rows.put(
                transaction, queue, number, message, new MessageState(due, now, 0, 0, 0, 0, group));
    }

    // Receiving

    /**
     * Takes messages out of a queue for a time. What is too old is dropped on the way, and what was
     * received too often goes to the dead-letter queue.
     */
    public Reception receive(Queue queue, int max, long timeoutMillis, long now) {
        QueueSignal signal = signals.of(queue.id());
        checkInFlight(queue, signal, now);
        Found found =
                signal.claim(
                        (from, claimed) ->
                                store.read(
                                        reader -> search(reader, queue, from, now, max, claimed)),
                        now);
        if (found.candidates().isEmpty()) {
            return new Reception(List.of(), found.next(), false);
        }
        try {
            List<Message> messages =
                    store.transact(transaction ->
                            take(transaction, queue, found.candidates(), max, timeoutMillis, now));
            signal.taken(messages.size());
            return new Reception(messages, found.next(), true);
        } finally {
            signal.release(found.candidates());
        }
    }

    private void checkInFlight(Queue queue, QueueSignal signal, long now) {
        long max = SqsQuotas.IN_FLIGHT.value();
        if (queue.fifo() || !signal.mayExceed(max)) {
            return;
        }
        int[] count = {0};
        store.read(reader -> {
            reader.scan(
                    new Range(
                            MessageKeys.due(MessageKeys.live(queue), now + 1),
                            MessageKeys.dues(MessageKeys.live(queue)).end(),
                            false),
                    (key, value) -> {
                        count[0] += value[0];
                        return count[0] < max;
                    });
            return null;
        });
        signal.counted(count[0]);
        if (count[0] >= max) {
            throw SqsErrors.overLimit(
                    "Too many messages received. Queue has reached its limit of in-flight"
                            + " messages.");
        }
    }

    private static Found search(
            Reader reader, Queue queue, long from, long now, int max, Set<Long> claimed) {
        Key live = MessageKeys.live(queue);
        Key dues = MessageKeys.dues(live);
        List<Candidate> candidates = new ArrayList<>();
        long[] first = {Long.MAX_VALUE};
        long[] next = {Long.MAX_VALUE};
        reader.scan(
                new Range(MessageKeys.due(live, from), dues.end(), false),
                (key, value) -> {
                    KeyReader tuple = key.after(dues);
                    long due = tuple.number();
                    long number = tuple.number();
                    first[0] = Math.min(first[0], due);
                    if (due > now) {
                        next[0] = due;
                        return false;
                    }
                    if (!claimed.contains(number)) {
                        String group =
                                queue.fifo() ? new String(value, StandardCharsets.UTF_8) : "";
                        candidates.add(new Candidate(due, number, group));
                    }
                    return candidates.size() < max;
                });
        return new Found(candidates, first[0], next[0]);
    }

    private List<Message> take(
            Transaction transaction,
            Queue known,
            List<Candidate> candidates,
            int max,
            long timeoutMillis,
            long now) {
        Queue queue = queues.again(transaction, known);
        Optional<Queue> deadLetters = deadLetterQueue(transaction, queue);
        Taking taking = new Taking(transaction, queue, deadLetters, timeoutMillis, now);
        for (Candidate candidate : candidates) {
            if (taking.messages.size() >= max) {
                break;
            }
            if (queue.fifo()) {
                takeGroup(taking, candidate, max);
            } else {
                MessageRows.find(transaction, queue, candidate.number())
                        .filter(state -> state.due() == candidate.due())
                        .ifPresent(state -> taking.take(candidate.number(), state));
            }
        }
        return taking.messages;
    }

    private Optional<Queue> deadLetterQueue(Reader reader, Queue queue) {
        return queue.redrive()
                .map(RedrivePolicy::target)
                .flatMap(target -> queues.find(reader, queue.scope(), target.resource()))
                .filter(target -> target.fifo() == queue.fifo());
    }

    private void takeGroup(Taking taking, Candidate candidate, int max) {
        Key live = MessageKeys.live(taking.queue);
        Optional<byte[]> head = taking.transaction.find(MessageKeys.group(live, candidate.group()));
        if (head.isEmpty() || ByteBuffer.wrap(head.get()).getLong() != candidate.due()) {
            return;
        }
        Key order = MessageKeys.order(live, candidate.group());
        for (Entry entry : taking.transaction.list(Range.prefix(order), max)) {
            long number = entry.key().after(order).number();
            MessageState state =
                    MessageRows.find(taking.transaction, taking.queue, number).orElseThrow();
            if (state.due() > taking.now || taking.messages.size() >= max) {
                break;
            }
            taking.take(number, state);
        }
        rows.refresh(taking.transaction, taking.queue, candidate.group());
    }

    /** One transaction that takes messages. */
    private final class Taking {
        private final Transaction transaction;
        private final Queue queue;
        private final Optional<Queue> deadLetters;
        private final long timeoutMillis;
        private final long now;
        private final List<Message> messages = new ArrayList<>();

        Taking(
                Transaction transaction,
                Queue queue,
                Optional<Queue> deadLetters,
                long timeoutMillis,
                long now) {
            this.transaction = transaction;
            this.queue = queue;
            this.deadLetters = deadLetters;
            this.timeoutMillis = timeoutMillis;
            this.now = now;
        }

        void take(long number, MessageState state) {
            if (state.sent() + queue.retention().toMillis() <= now) {
                rows.remove(transaction, queue, number, state);
                return;
            }
            int receivesMax = queue.redrive().map(RedrivePolicy::receiveCountMax).orElse(0);
            if (deadLetters.isPresent() && state.receives() - state.inherited() >= receivesMax) {
                bury(number, state, deadLetters.get());
                return;
            }
            MessageState taken =
                    new MessageState(
                            now + timeoutMillis,
                            state.sent(),
                            state.firstReceived() == 0 ? now : state.firstReceived(),
                            state.receives() + 1,
                            state.inherited(),
                            ByteBuffer.wrap(Ids.bytes(Long.BYTES)).getLong(),
                            state.group());
            rows.move(transaction, queue, number, state, taken);
            messages.add(shown(number, taken));
        }

        private Message shown(long number, MessageState state) {
            Message message = MessageRows.stored(transaction, queue, number);
            Map<String, String> attributes = new HashMap<>(attributes(message));
            attributes.put(
                    MessageSystemAttributeName.APPROXIMATE_RECEIVE_COUNT,
                    Integer.toString(state.receives()));
            attributes.put(
                    MessageSystemAttributeName.APPROXIMATE_FIRST_RECEIVE_TIMESTAMP,
                    Long.toString(state.firstReceived()));
            return message.toBuilder()
                    .receiptHandle(new ReceiptHandle(queue.id(), number, state.receipt()).text())
                    .attributes(attributes)
                    .build();
        }

        /**
         * A standard queue keeps the time of sending, a FIFO queue counts from now (Developer
         * Guide, "Using dead-letter queues"). The count of receives goes on, as LocalStack's {@code
         * test_dead_letter_queue_message_attributes} records.
         */
        private void bury(long number, MessageState state, Queue target) {
            Message message = MessageRows.stored(transaction, queue, number);
            Map<String, String> attributes = new HashMap<>(attributes(message));
            attributes.put(MessageSystemAttributeName.DEAD_LETTER_QUEUE_SOURCE_ARN, queue.arn());
            rows.remove(transaction, queue, number, state);
            rows.put(
                    transaction,
                    target,
                    numbers.next(),
                    message.toBuilder().attributes(attributes).build(),
                    new MessageState(
                            now,
                            target.fifo() ? now : state.sent(),
                            state.firstReceived(),
                            state.receives(),
                            state.receives(),
                            0,
                            state.group()));
        }
    }

    private static Map<String, String> attributes(Message message) {
        Map<String, String> attributes = message.attributes();
        return attributes == null ? Map.of() : attributes;
    }

    // Receipts

    /**
     * Deletes a received message. An old handle of a standard queue deletes nothing; that of a FIFO
     * queue is refused, as is one whose time is over.
     */
    public void delete(Transaction transaction, Queue queue, String text, long now) {
        ReceiptHandle handle = ReceiptHandle.parse(text, queue);
        Optional<MessageState> state = MessageRows.find(transaction, queue, handle.message());
        if (state.isEmpty()) {
            return;
        }
        boolean latest = state.get().receipt() == handle.receipt();
        if (queue.fifo()) {
            checkNotExpired(text, latest && state.get().due() > now);
        }
        if (latest) {
            rows.remove(transaction, queue, handle.message(), state.get());
            if (queue.fifo()) {
                rows.refresh(transaction, queue, state.get().group());
            }
        }
    }

    private static void checkNotExpired(String text, boolean inTime) {
        if (!inTime) {
            throw MessageRules.invalid(text, "ReceiptHandle", "The receipt handle has expired.");
        }
    }

    public void changeVisibility(
            Transaction transaction, Queue queue, String text, int seconds, long now) {
        ReceiptHandle handle = ReceiptHandle.parse(text, queue);
        MessageState state =
                MessageRows.find(transaction, queue, handle.message())
                        .filter(found -> found.receipt() == handle.receipt())
                        .orElseThrow(() ->
                                MessageRules.invalid(
                                        text,
                                        "ReceiptHandle",
                                        "Message does not exist or is not available for visibility"
                                                + " timeout change."));
        if (queue.fifo()) {
            checkNotExpired(text, state.due() > now);
        }
        rows.move(transaction, queue, handle.message(), state, state.at(now + seconds * 1000L));
        if (queue.fifo()) {
            rows.refresh(transaction, queue, state.group());
        }
    }

    // Whole queues

    /** Counts the messages of a queue, of each kind at most {@link SqsQuotas#COUNTED}. */
    public Counts count(Queue queue, long now) {
        int[] counts = {0, 0, 0};
        Key states = MessageKeys.live(queue).with("state");
        store.read(reader -> {
            reader.scan(
                    Range.prefix(states),
                    (key, row) -> {
                        MessageState state = MessageState.of(row);
                        counts[state.due() <= now ? 0 : state.received() ? 1 : 2]++;
                        return counts[0] + counts[1] + counts[2] < SqsQuotas.COUNTED.value();
                    });
            return null;
        });
        return new Counts(counts[0], counts[1], counts[2]);
    }

    public void purge(Transaction transaction, Queue queue) {
        transaction.deleteRange(Range.prefix(MessageKeys.live(queue)));
    }

    public void deleteAll(Transaction transaction, Queue queue) {
        transaction.deleteRange(Range.prefix(MessageKeys.data(queue)));
        transaction.afterCommit(() -> signals.forget(queue.id()));
    }

    /**
     * Removes at most so many messages that are too old and remembered ids whose time is over.
     *
     * @return whether there may be more
     */
    public boolean expire(Queue known, long now, int limit) {
        return store.transact(transaction -> {
            Optional<Queue> queue =
                    queues.find(transaction, known.scope(), known.name())
                            .filter(found -> found.id().equals(known.id()));
            if (queue.isEmpty()) {
                return false;
            }
            int removed = expireMessages(transaction, queue.get(), now, limit);
            int forgotten = Duplicates.forget(transaction, queue.get(), now, limit);
            return removed == limit || forgotten == limit;
        });
    }

    private int expireMessages(Transaction transaction, Queue queue, long now, int limit) {
        Key states = MessageKeys.live(queue).with("state");
        long sentMax = now - queue.retention().toMillis();
        int removed = 0;
        for (Entry entry : transaction.list(Range.prefix(states), limit)) {
            MessageState state = MessageState.of(entry.value());
            if (state.sent() > sentMax) {
                break;
            }
            rows.remove(transaction, queue, entry.key().after(states).number(), state);
            if (queue.fifo()) {
                rows.refresh(transaction, queue, state.group());
            }
            removed++;
        }
        return removed;
    }
}
