package brume.services.lambda.source;

import brume.api.sqs.Message;
import brume.api.sqs.MessageAttributeValue;
import brume.services.lambda.domain.EventSourceMapping;
import brume.wire.Blob;
import brume.wire.Documents;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A message of a queue as functions get it.
 *
 * @param bytes its length in an event
 */
record QueueRecord(String messageId, String receiptHandle, int bytes, ObjectNode event) {

    /** The event of https://docs.aws.amazon.com/lambda/latest/dg/with-sqs.html. */
    static QueueRecord of(Message message, EventSourceMapping mapping) {
        String id = String.valueOf(message.messageId());
        String handle = String.valueOf(message.receiptHandle());
        ObjectNode event = Documents.object();
        event.put("messageId", id);
        event.put("receiptHandle", handle);
        event.put("body", message.body());
        ObjectNode attributes = event.putObject("attributes");
        if (message.attributes() != null) {
            message.attributes().forEach(attributes::put);
        }
        ObjectNode own = event.putObject("messageAttributes");
        Map<String, MessageAttributeValue> values = message.messageAttributes();
        if (values != null) {
            values.forEach((name, value) -> own.set(name, attribute(value)));
        }
        // LocalStack recorded a null for messages without attributes.
        event.put("md5OfMessageAttributes", message.md5OfMessageAttributes());
        event.put("md5OfBody", message.md5OfBody());
        event.put("eventSource", "aws:sqs");
        event.put("eventSourceARN", mapping.sourceArn());
        event.put("awsRegion", mapping.region());
        return new QueueRecord(id, handle, Documents.text(event).length(), event);
    }

    private static ObjectNode attribute(MessageAttributeValue value) {
        ObjectNode attribute = Documents.object();
        if (value.stringValue() != null) {
            attribute.put("stringValue", value.stringValue());
        }
        Blob binary = value.binaryValue();
        if (binary != null) {
            attribute.put("binaryValue", base64(binary));
        }
        texts(attribute.putArray("stringListValues"), value.stringListValues());
        ArrayNode blobs = attribute.putArray("binaryListValues");
        if (value.binaryListValues() != null) {
            value.binaryListValues().forEach(blob -> blobs.add(base64(blob)));
        }
        attribute.put("dataType", value.dataType());
        return attribute;
    }

    private static void texts(ArrayNode array, @Nullable List<String> texts) {
        if (texts != null) {
            texts.forEach(array::add);
        }
    }

    private static String base64(Blob blob) {
        return Base64.getEncoder().encodeToString(blob.bytes());
    }

    /** What filters see: a body that is JSON is read. */
    JsonNode filtered() {
        try {
            JsonNode body = Documents.parse(event.path("body").asText());
            return body.isContainerNode() ? event.deepCopy().set("body", body) : event;
        } catch (IllegalArgumentException e) {
            return event;
        }
    }
}
