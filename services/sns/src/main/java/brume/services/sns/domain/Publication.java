package brume.services.sns.domain;

import brume.wire.Documents;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/**
 * A published message on its way to one subscription.
 *
 * @param message for every protocol that {@code perProtocol} does not name
 * @param server where this server is reached, for the links in it
 */
public record Publication(
        String topicArn,
        String subscription,
        String messageId,
        String type,
        String message,
        SortedMap<String, String> perProtocol,
        @Nullable String subject,
        List<MessageAttribute> attributes,
        @Nullable String groupId,
        @Nullable String deduplicationId,
        @Nullable String sequenceNumber,
        @Nullable String token,
        String timestamp,
        String server) {

    public static final String NOTIFICATION = "Notification";
    public static final String CONFIRMATION = "SubscriptionConfirmation";

    public String subscriptionArn() {
        return topicArn + ':' + subscription;
    }

    public String textFor(String protocol) {
        return perProtocol.getOrDefault(protocol, message);
    }

    private String unsubscribeUrl() {
        return server + "/?Action=Unsubscribe&SubscriptionArn=" + subscriptionArn();
    }

    private String confirmUrl() {
        return server + "/?Action=ConfirmSubscription&TopicArn=" + topicArn + "&Token=" + token;
    }

    private ObjectNode attributesNode() {
        ObjectNode all = Documents.object();
        attributes.forEach(attribute ->
                all.putObject(attribute.name())
                        .put("Type", attribute.type())
                        .put("Value", attribute.value()));
        return all;
    }

    /** The JSON that queues and web endpoints get. Messages are not signed: see the README. */
    public String envelope(String protocol) {
        ObjectNode envelope = Documents.object();
        envelope.put("Type", type);
        envelope.put("MessageId", messageId);
        if (sequenceNumber != null) {
            envelope.put("SequenceNumber", sequenceNumber);
        }
        if (token != null) {
            envelope.put("Token", token);
        }
        envelope.put("TopicArn", topicArn);
        if (subject != null) {
            envelope.put("Subject", subject);
        }
        envelope.put("Message", textFor(protocol));
        if (token != null) {
            envelope.put("SubscribeURL", confirmUrl());
        }
        envelope.put("Timestamp", timestamp);
        if (token == null) {
            envelope.put("UnsubscribeURL", unsubscribeUrl());
            if (!attributes.isEmpty()) {
                envelope.set("MessageAttributes", attributesNode());
            }
        }
        return Documents.text(envelope);
    }

    /** The event that functions get. */
    public String event() {
        ObjectNode event = Documents.object();
        ObjectNode record = event.putArray("Records").addObject();
        record.put("EventSource", "aws:sns").put("EventVersion", "1.0");
        record.put("EventSubscriptionArn", subscriptionArn());
        ObjectNode sns = record.putObject("Sns");
        sns.put("Type", type).put("MessageId", messageId).put("TopicArn", topicArn);
        sns.put("Subject", subject).put("Message", textFor("lambda"));
        sns.put("Timestamp", timestamp).put("UnsubscribeUrl", unsubscribeUrl());
        sns.set("MessageAttributes", attributesNode());
        return Documents.text(event);
    }
}
