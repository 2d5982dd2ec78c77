package brume.services.sqs.op;

import brume.api.sqs.Message;
import brume.api.sqs.MessageAttributeValue;
import brume.api.sqs.MessageSystemAttributeName;
import brume.api.sqs.ReceiveMessageRequest;
import brume.api.sqs.SqsErrors;
import brume.services.sqs.domain.AttributeDigest;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The attributes that a receiver has asked for; the digest is that of what it gets. */
record Selection(List<String> system, List<String> user) {

    static Selection of(ReceiveMessageRequest input) {
        List<String> system = new ArrayList<>();
        if (input.attributeNames() != null) {
            system.addAll(input.attributeNames());
        }
        if (input.messageSystemAttributeNames() != null) {
            system.addAll(input.messageSystemAttributeNames());
        }
        for (String name : system) {
            if (!MessageSystemAttributeName.VALUES.contains(name)) {
                throw SqsErrors.invalidAttributeName("Unknown Attribute " + name + '.');
            }
        }
        List<String> user =
                input.messageAttributeNames() == null ? List.of() : input.messageAttributeNames();
        return new Selection(List.copyOf(system), user);
    }

    Message apply(Message message) {
        Map<String, String> attributes = new TreeMap<>();
        if (message.attributes() != null) {
            attributes.putAll(message.attributes());
        }
        if (!system.contains(MessageSystemAttributeName.ALL)) {
            attributes.keySet().retainAll(system);
        }
        Map<String, MessageAttributeValue> values = new TreeMap<>();
        if (message.messageAttributes() != null) {
            values.putAll(message.messageAttributes());
        }
        values.keySet().removeIf(name -> user.stream().noneMatch(asked -> matches(asked, name)));
        return message.toBuilder()
                .attributes(attributes.isEmpty() ? null : attributes)
                .messageAttributes(values.isEmpty() ? null : values)
                .md5OfMessageAttributes(AttributeDigest.of(values))
                .build();
    }

    /** "All", ".*", a prefix with ".*" behind it, or a name. */
    private static boolean matches(String asked, String name) {
        return asked.equals("All")
                || asked.equals(name)
                || (asked.endsWith(".*")
                        && name.startsWith(asked.substring(0, asked.length() - 2)));
    }
}
