package brume.services.sns.op;

import brume.api.sns.BatchResultErrorEntry;
import brume.api.sns.MessageAttributeValue;
import brume.api.sns.PublishBatchInput;
import brume.api.sns.PublishBatchRequestEntry;
import brume.api.sns.PublishBatchResponse;
import brume.api.sns.PublishBatchResultEntry;
import brume.api.sns.PublishInput;
import brume.api.sns.PublishResponse;
import brume.api.sns.SnsApi;
import brume.api.sns.SnsErrors;
import brume.base.Arn;
import brume.base.Clock;
import brume.base.Ids;
import brume.services.sns.domain.FilterPolicy;
import brume.services.sns.domain.MessageAttribute;
import brume.services.sns.domain.Publication;
import brume.services.sns.domain.SnsQuotas;
import brume.services.sns.domain.Subscriber;
import brume.services.sns.domain.Topic;
import brume.services.sns.store.TopicStore;
import brume.services.sns.worker.Deliveries;
import brume.spi.Call;
import brume.spi.Operation;
import brume.store.Transaction;
import brume.wire.CommonErrors;
import brume.wire.Documents;
import brume.wire.ServiceException;
import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Publishing messages. The answer is given when a delivery for every subscription whose filter lets
 * the message pass is in the durable queue.
 */
public final class Publishing {

    private static final Pattern ID = Pattern.compile("[a-zA-Z0-9_-]*");
    private static final int ID_CHARACTERS_MAX = 80;
    private static final Pattern SUBJECT = Pattern.compile("[ -~]{1,100}");

    private final TopicStore topics;
    private final TopicAccess on;
    private final Deliveries deliveries;
    private final Clock clock;

    public Publishing(TopicStore topics, TopicAccess on, Deliveries deliveries, Clock clock) {
        this.topics = topics;
        this.on = on;
        this.deliveries = deliveries;
        this.clock = clock;
    }

    public List<Operation<?, ?>> all() {
        return List.of(
                on.topic(SnsApi.PUBLISH, Publishing::target, this::publish),
                on.topic(SnsApi.PUBLISH_BATCH, PublishBatchInput::topicArn, this::publishBatch));
    }

    private static @Nullable String target(PublishInput input) {
        if (input.phoneNumber() != null) {
            throw CommonErrors.notImplemented(SnsApi.MODEL, "messages to phone numbers");
        }
        String target = input.targetArn();
        if (target != null && target.contains(":endpoint/")) {
            throw TopicAccess.invalid(
                    "TargetArn", "No endpoint found for the target arn specified");
        }
        return input.topicArn() == null ? target : input.topicArn();
    }

    private PublishResponse publish(PublishInput input, Arn arn, Call call) {
        PublishBatchRequestEntry entry =
                PublishBatchRequestEntry.builder()
                        .id("")
                        .message(input.message())
                        .subject(input.subject())
                        .messageStructure(input.messageStructure())
                        .messageAttributes(input.messageAttributes())
                        .messageDeduplicationId(input.messageDeduplicationId())
                        .messageGroupId(input.messageGroupId())
                        .build();
        if (bytes(entry) > SnsQuotas.MESSAGE_BYTES.value()) {
            throw SnsErrors.invalidParameterException("Invalid parameter: Message too long");
        }
        PublishBatchResultEntry answer =
                topics.transact(transaction -> {
                    Topic topic = topics.get(transaction, arn);
                    Checked message = check(entry, topic);
                    return send(transaction, topic, arn, message, call);
                });
        return PublishResponse.builder()
                .messageId(answer.messageId())
                .sequenceNumber(answer.sequenceNumber())
                .build();
    }

    private PublishBatchResponse publishBatch(PublishBatchInput input, Arn arn, Call call) {
        checkBatch(input.publishBatchRequestEntries());
        return topics.transact(transaction -> {
            Topic topic = topics.get(transaction, arn);
            List<PublishBatchResultEntry> successful = new ArrayList<>();
            List<BatchResultErrorEntry> failed = new ArrayList<>();
            for (PublishBatchRequestEntry entry : input.publishBatchRequestEntries()) {
                checkFifo(entry, topic);
            }
            for (PublishBatchRequestEntry entry : input.publishBatchRequestEntries()) {
                try {
                    Checked message = check(entry, topic);
                    successful.add(send(transaction, topic, arn, message, call));
                } catch (ServiceException e) {
                    failed.add(
                            BatchResultErrorEntry.builder()
                                    .id(entry.id())
                                    .code(e.error().code())
                                    .message(e.getMessage())
                                    .senderFault(true)
                                    .build());
                }
            }
            return PublishBatchResponse.builder().successful(successful).failed(failed).build();
        });
    }

    private static void checkBatch(List<PublishBatchRequestEntry> entries) {
        if (entries.isEmpty()) {
            throw SnsErrors.emptyBatchRequestException(
                    "The batch request doesn't contain any entries.");
        }
        if (entries.size() > SnsQuotas.BATCH_ENTRIES.value()) {
            throw SnsErrors.tooManyEntriesInBatchRequestException(
                    "The batch request contains more entries than permissible.");
        }
        Set<String> ids = new HashSet<>();
        long bytes = 0;
        for (PublishBatchRequestEntry entry : entries) {
            if (entry.id().length() > ID_CHARACTERS_MAX) {
                throw SnsErrors.invalidBatchEntryIdException(
                        "The Id of a batch entry in the batch request is too long: " + entry.id());
            }
            if (!ID.matcher(entry.id()).matches()) {
                throw SnsErrors.invalidBatchEntryIdException(
                        "The Id of a batch entry in the batch request contains an impermissible"
                                + " character: "
                                + entry.id());
            }
            if (!ids.add(entry.id())) {
                throw SnsErrors.batchEntryIdsNotDistinctException(
                        "Two or more batch entries in the request have the same Id.");
            }
            bytes += bytes(entry);
        }
        if (bytes > SnsQuotas.MESSAGE_BYTES.value()) {
            throw SnsErrors.batchRequestTooLongException(
                    "The length of all the messages put together is more than the limit.");
        }
    }

    private static long bytes(PublishBatchRequestEntry entry) {
        long bytes = utf8(entry.message());
        Map<String, MessageAttributeValue> attributes = entry.messageAttributes();
        if (attributes != null) {
            for (Map.Entry<String, MessageAttributeValue> attribute : attributes.entrySet()) {
                MessageAttributeValue value = attribute.getValue();
                bytes += utf8(attribute.getKey()) + utf8(value.dataType());
                bytes += value.stringValue() == null ? 0 : utf8(value.stringValue());
                bytes += value.binaryValue() == null ? 0 : value.binaryValue().length();
            }
        }
        return bytes;
    }

    private static long utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8).length;
    }

    // Checks

    private record Checked(
            PublishBatchRequestEntry entry,
            String message,
            SortedMap<String, String> perProtocol,
            List<MessageAttribute> attributes) {}

    private static Checked check(PublishBatchRequestEntry entry, Topic topic) {
        if (entry.message().isEmpty()) {
            throw SnsErrors.invalidParameterException("Invalid parameter: Empty message");
        }
        if (entry.subject() != null && !SUBJECT.matcher(entry.subject()).matches()) {
            throw SnsErrors.invalidParameterException("Invalid parameter: Subject");
        }
        checkFifo(entry, topic);
        SortedMap<String, String> perProtocol = new TreeMap<>();
        String message = entry.message();
        if (entry.messageStructure() != null) {
            if (!entry.messageStructure().equals("json")) {
                throw SnsErrors.invalidParameterException("Invalid parameter: MessageStructure");
            }
            message = split(entry.message(), perProtocol);
        }
        List<MessageAttribute> attributes = new ArrayList<>();
        if (entry.messageAttributes() != null) {
            new TreeMap<>(entry.messageAttributes())
                    .forEach((name, value) -> attributes.add(attribute(name, value)));
        }
        return new Checked(entry, message, perProtocol, attributes);
    }

    private static void checkFifo(PublishBatchRequestEntry entry, Topic topic) {
        if (!topic.fifo()) {
            if (entry.messageDeduplicationId() != null) {
                throw TopicAccess.invalid(
                        "MessageDeduplicationId",
                        "The request includes MessageDeduplicationId parameter that is not valid"
                                + " for this topic type");
            }
            return;
        }
        if (entry.messageGroupId() == null) {
            throw SnsErrors.invalidParameterException(
                    "Invalid parameter: The MessageGroupId parameter is required for FIFO topics");
        }
        if (entry.messageDeduplicationId() == null && !topic.deduplicatesByContent()) {
            throw SnsErrors.invalidParameterException(
                    "Invalid parameter: The topic should either have ContentBasedDeduplication"
                            + " enabled or MessageDeduplicationId provided explicitly");
        }
    }

    private static String split(String json, SortedMap<String, String> perProtocol) {
        JsonNode messages;
        try {
            messages = Documents.parse(json);
        } catch (IllegalArgumentException e) {
            throw SnsErrors.invalidParameterException(
                    "Invalid parameter: Message Structure - JSON message body failed to parse");
        }
        messages.properties()
                .forEach(entry -> {
                    if (entry.getValue().isTextual()) {
                        perProtocol.put(entry.getKey(), entry.getValue().textValue());
                    }
                });
        String message = perProtocol.remove("default");
        if (message == null) {
            throw SnsErrors.invalidParameterException(
                    "Invalid parameter: Message Structure - No default entry in JSON message body");
        }
        return message;
    }

    private static MessageAttribute attribute(String name, MessageAttributeValue value) {
        AttributeRules.check(name, value);
        return new MessageAttribute(
                name,
                value.dataType(),
                value.binaryValue() == null
                        ? String.valueOf(value.stringValue())
                        : Base64.getEncoder().encodeToString(value.binaryValue().bytes()));
    }

    // Sending

    private PublishBatchResultEntry send(
            Transaction transaction, Topic topic, Arn arn, Checked message, Call call) {
        PublishBatchRequestEntry entry = message.entry();
        Instant now = clock.now();
        String id = Ids.uuid();
        String sequence = null;
        String deduplicationId = entry.messageDeduplicationId();
        if (topic.fifo()) {
            deduplicationId = deduplicationId == null ? sha256(entry.message()) : deduplicationId;
            String scoped =
                    "MessageGroup".equals(topic.attributes().get("FifoThroughputScope"))
                            ? entry.messageGroupId() + '\n' + deduplicationId
                            : deduplicationId;
            Optional<String> duplicate =
                    topics.findDuplicate(transaction, arn, scoped, now.toEpochMilli());
            if (duplicate.isPresent()) {
                String[] answer = duplicate.get().split(" ", 2);
                return new PublishBatchResultEntry(entry.id(), answer[0], answer[1]);
            }
            sequence = String.format("1%019d", topics.nextNumber(transaction, arn));
            topics.remember(transaction, arn, scoped, id + ' ' + sequence, now.toEpochMilli());
        }
        for (Subscriber subscriber : topics.subscribers(transaction, arn)) {
            if (!subscriber.pending() && passes(subscriber, message)) {
                deliveries.append(
                        transaction,
                        topic,
                        new Publication(
                                topic.arn(),
                                subscriber.id(),
                                id,
                                Publication.NOTIFICATION,
                                message.message(),
                                message.perProtocol(),
                                entry.subject(),
                                message.attributes(),
                                entry.messageGroupId(),
                                deduplicationId,
                                sequence,
                                null,
                                now.truncatedTo(ChronoUnit.MILLIS).toString(),
                                deliveries.server(call)));
            }
        }
        return new PublishBatchResultEntry(entry.id(), id, sequence);
    }

    private static boolean passes(Subscriber subscriber, Checked message) {
        Optional<FilterPolicy> filter = subscriber.filter().map(FilterPolicy::parse);
        if (filter.isEmpty()) {
            return true;
        }
        return subscriber.filtersBody()
                ? filter.get().matchesBody(message.message())
                : filter.get().matchesAttributes(message.attributes());
    }

    private static String sha256(String text) {
        try {
            return HexFormat.of()
                    .formatHex(
                            MessageDigest.getInstance("SHA-256")
                                    .digest(text.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
