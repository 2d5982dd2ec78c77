package brume.services.sqs.op;

import brume.api.sqs.BatchResultErrorEntry;
import brume.api.sqs.Message;
import brume.api.sqs.MessageAttributeValue;
import brume.api.sqs.MessageSystemAttributeName;
import brume.api.sqs.MessageSystemAttributeValue;
import brume.api.sqs.SendMessageBatchRequest;
import brume.api.sqs.SendMessageBatchRequestEntry;
import brume.api.sqs.SendMessageBatchResult;
import brume.api.sqs.SendMessageBatchResultEntry;
import brume.api.sqs.SendMessageRequest;
import brume.api.sqs.SendMessageResult;
import brume.api.sqs.SqsApi;
import brume.api.sqs.SqsErrors;
import brume.base.Clock;
import brume.base.Ids;
import brume.services.sqs.domain.AttributeDigest;
import brume.services.sqs.domain.MessageRules;
import brume.services.sqs.domain.Queue;
import brume.services.sqs.domain.SqsQuotas;
import brume.services.sqs.store.Duplicates;
import brume.services.sqs.store.MessageStore;
import brume.services.sqs.store.QueueSignals;
import brume.services.sqs.store.QueueStore;
import brume.spi.Call;
import brume.spi.Operation;
import brume.spi.Principal;
import brume.store.Transaction;
import brume.wire.ServiceException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Sending messages, alone or in batches; a batch is one commit. */
public final class Sending {

    private final QueueStore queues;
    private final MessageStore messages;
    private final QueueSignals signals;
    private final QueueAccess access;
    private final Clock clock;

    public Sending(
            QueueStore queues,
            MessageStore messages,
            QueueSignals signals,
            QueueAccess access,
            Clock clock) {
        this.queues = queues;
        this.messages = messages;
        this.signals = signals;
        this.access = access;
        this.clock = clock;
    }

    public List<Operation<?, ?>> all() {
        return List.of(
                access.shared(SqsApi.SEND_MESSAGE, SendMessageRequest::queueUrl, this::send),
                access.shared(
                        SqsApi.SEND_MESSAGE_BATCH,
                        SendMessageBatchRequest::queueUrl,
                        this::sendBatch));
    }

    private SendMessageResult send(SendMessageRequest input, Queue queue, Call call) {
        SendMessageBatchRequestEntry entry =
                SendMessageBatchRequestEntry.builder()
                        .id("")
                        .messageBody(input.messageBody())
                        .delaySeconds(input.delaySeconds())
                        .messageAttributes(input.messageAttributes())
                        .messageSystemAttributes(input.messageSystemAttributes())
                        .messageDeduplicationId(input.messageDeduplicationId())
                        .messageGroupId(input.messageGroupId())
                        .build();
        MessageRules.check(entry, queue, true);
        SendMessageBatchResultEntry sent = sendAll(queue, List.of(entry), call).getFirst();
        return SendMessageResult.builder()
                .messageId(sent.messageId())
                .md5OfMessageBody(sent.md5OfMessageBody())
                .md5OfMessageAttributes(sent.md5OfMessageAttributes())
                .md5OfMessageSystemAttributes(sent.md5OfMessageSystemAttributes())
                .sequenceNumber(sent.sequenceNumber())
                .build();
    }

    private SendMessageBatchResult sendBatch(
            SendMessageBatchRequest input, Queue queue, Call call) {
        Batches.check(input.entries(), SendMessageBatchRequestEntry::id);
        long bytes = input.entries().stream().mapToLong(MessageRules::bytes).sum();
        if (bytes > SqsQuotas.MESSAGE_BYTES.value()) {
            throw SqsErrors.batchRequestTooLong(
                    "Batch requests cannot be longer than "
                            + SqsQuotas.MESSAGE_BYTES.value()
                            + " bytes. You have sent "
                            + bytes
                            + " bytes.");
        }
        checkFifo(input.entries(), queue);
        List<SendMessageBatchRequestEntry> valid = new ArrayList<>();
        List<BatchResultErrorEntry> failed = new ArrayList<>();
        for (SendMessageBatchRequestEntry entry : input.entries()) {
            try {
                MessageRules.check(entry, queue, false);
                valid.add(entry);
            } catch (ServiceException e) {
                failed.add(Batches.failed(entry.id(), e));
            }
        }
        return SendMessageBatchResult.builder()
                .successful(valid.isEmpty() ? null : sendAll(queue, valid, call))
                .failed(Batches.some(failed))
                .build();
    }

    /** What every message of a FIFO queue needs fails the whole batch, as recorded from AWS. */
    private static void checkFifo(List<SendMessageBatchRequestEntry> entries, Queue queue) {
        for (SendMessageBatchRequestEntry entry : entries) {
            if (queue.fifo()
                    && entry.messageDeduplicationId() == null
                    && !queue.deduplicatesByContent()) {
                throw MessageRules.withoutDeduplication();
            }
            if (queue.fifo() && entry.messageGroupId() == null) {
                throw SqsErrors.invalidParameterValueException(
                        "The request must contain the parameter MessageGroupId.");
            }
        }
    }

    private List<SendMessageBatchResultEntry> sendAll(
            Queue known, List<SendMessageBatchRequestEntry> entries, Call call) {
        return inTurn(
                known,
                () ->
                        queues.transact(transaction -> {
                            Queue queue = queues.again(transaction, known);
                            long now = clock.millis();
                            return entries.stream()
                                    .map(entry -> sendOne(transaction, queue, entry, call, now))
                                    .toList();
                        }));
    }

    /** One sender at a time for a FIFO queue, so that its numbers are in the order of commits. */
    private <T> T inTurn(Queue queue, Supplier<T> body) {
        if (!queue.fifo()) {
            return body.get();
        }
        ReentrantLock lock = signals.of(queue.id()).sending();
        lock.lock();
        try {
            return body.get();
        } finally {
            lock.unlock();
        }
    }

    private SendMessageBatchResultEntry sendOne(
            Transaction transaction,
            Queue queue,
            SendMessageBatchRequestEntry entry,
            Call call,
            long now) {
        if (!queue.fifo()) {
            Message message = message(entry, systemAttributes(entry, call, now));
            String id = Ids.uuid();
            int delay = entry.delaySeconds() == null ? queue.delaySeconds() : entry.delaySeconds();
            messages.send(
                    transaction,
                    queue,
                    messages.nextNumber(),
                    message.toBuilder().messageId(id).build(),
                    "",
                    now + delay * 1000L,
                    now);
            return answer(entry, id, null);
        }
        String group = entry.messageGroupId() == null ? "" : entry.messageGroupId();
        String deduplicationId =
                entry.messageDeduplicationId() == null
                        ? sha256(entry.messageBody())
                        : entry.messageDeduplicationId();
        Optional<Message> duplicate =
                Duplicates.find(transaction, queue, group, deduplicationId, now);
        if (duplicate.isPresent()) {
            Map<String, String> attributes = duplicate.get().attributes();
            return answer(
                    entry,
                    String.valueOf(duplicate.get().messageId()),
                    attributes == null
                            ? null
                            : attributes.get(MessageSystemAttributeName.SEQUENCE_NUMBER));
        }
        long number = messages.nextNumber();
        String id = Ids.uuid();
        String sequence = sequence(number);
        SortedMap<String, String> attributes = systemAttributes(entry, call, now);
        attributes.put(MessageSystemAttributeName.MESSAGE_DEDUPLICATION_ID, deduplicationId);
        attributes.put(MessageSystemAttributeName.SEQUENCE_NUMBER, sequence);
        Message message = message(entry, attributes).toBuilder().messageId(id).build();
        messages.send(
                transaction,
                queue,
                number,
                message,
                group,
                now + queue.delaySeconds() * 1000L,
                now);
        Message ids =
                Message.builder()
                        .messageId(id)
                        .attributes(Map.of(MessageSystemAttributeName.SEQUENCE_NUMBER, sequence))
                        .build();
        Duplicates.remember(transaction, queue, group, deduplicationId, ids, now);
        return answer(entry, id, sequence);
    }

    /** Twenty digits, as AWS's are. */
    private static String sequence(long number) {
        return String.format("188%017d", number);
    }

    private static Message message(
            SendMessageBatchRequestEntry entry, SortedMap<String, String> attributes) {
        Map<String, MessageAttributeValue> given = entry.messageAttributes();
        return Message.builder()
                .body(entry.messageBody())
                .md5OfBody(AttributeDigest.ofText(entry.messageBody()))
                .attributes(attributes)
                .messageAttributes(given == null || given.isEmpty() ? null : given)
                .build();
    }

    private static SortedMap<String, String> systemAttributes(
            SendMessageBatchRequestEntry entry, Call call, long now) {
        SortedMap<String, String> attributes = new TreeMap<>();
        attributes.put(MessageSystemAttributeName.SENDER_ID, senderId(call.principal()));
        attributes.put(MessageSystemAttributeName.SENT_TIMESTAMP, Long.toString(now));
        if (entry.messageGroupId() != null) {
            attributes.put(MessageSystemAttributeName.MESSAGE_GROUP_ID, entry.messageGroupId());
        }
        Map<String, MessageSystemAttributeValue> given = entry.messageSystemAttributes();
        if (given != null) {
            given.forEach(
                    (name, value) -> attributes.put(name, String.valueOf(value.stringValue())));
        }
        return attributes;
    }

    private static String senderId(Principal principal) {
        return switch (principal) {
            case Principal.Root root -> root.accountId().value();
            case Principal.User user -> user.userId();
            case Principal.RoleSession session -> session.roleId() + ':' + session.sessionName();
            case Principal.FederatedUser user -> user.id();
            case Principal.ServicePrincipal service -> service.name();
            case Principal.Anonymous anonymous -> "anonymous";
        };
    }

    private static SendMessageBatchResultEntry answer(
            SendMessageBatchRequestEntry entry, String messageId, @Nullable String sequence) {
        return SendMessageBatchResultEntry.builder()
                .id(entry.id())
                .messageId(messageId)
                .md5OfMessageBody(AttributeDigest.ofText(entry.messageBody()))
                .md5OfMessageAttributes(AttributeDigest.of(entry.messageAttributes()))
                .md5OfMessageSystemAttributes(systemDigest(entry.messageSystemAttributes()))
                .sequenceNumber(sequence)
                .build();
    }

    private static @Nullable String systemDigest(
            @Nullable Map<String, MessageSystemAttributeValue> attributes) {
        if (attributes == null) {
            return null;
        }
        Map<String, MessageAttributeValue> same = new TreeMap<>();
        attributes.forEach((name, value) ->
                same.put(
                        name,
                        MessageAttributeValue.builder()
                                .dataType(value.dataType())
                                .stringValue(value.stringValue())
                                .build()));
        return AttributeDigest.of(same);
    }

    private static String sha256(String body) {
        try {
            return HexFormat.of()
                    .formatHex(
                            MessageDigest.getInstance("SHA-256")
                                    .digest(body.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
