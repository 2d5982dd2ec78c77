package brume.services.dynamodb.kinesis;

import brume.api.dynamodb.AttributeValue;
import brume.api.kinesis.PutRecordsRequestEntry;
import brume.services.dynamodb.domain.ItemChange;
import brume.services.dynamodb.domain.KinesisTarget;
import brume.services.dynamodb.op.AttributeValues;
import brume.services.dynamodb.store.KinesisTargets;
import brume.services.dynamodb.value.Value;
import brume.wire.Blob;
import brume.wire.Documents;
import brume.wire.ShapeJson;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.UUID;

/**
 * A change of an item as a record of a Kinesis stream. Source: AWS Database Blog, "Streaming Amazon
 * DynamoDB data into a centralized data lake"; API Reference, EnableKinesisStreamingConfiguration.
 */
final class ChangeRecord {

    private static final long MICROS_PER_MILLI = 1_000;

    private ChangeRecord() {}

    static PutRecordsRequestEntry of(KinesisTargets.Open open, ItemChange change) {
        ObjectNode keys = json(change.keys());
        String item = open.table().name() + Documents.text(keys);
        return PutRecordsRequestEntry.builder()
                .partitionKey(digest(item).replace("-", "").toUpperCase(java.util.Locale.ROOT))
                .data(Blob.ofText(Documents.text(event(open, change, keys))))
                .build();
    }

    /** The same for every delivery of a change. */
    private static String digest(String text) {
        return UUID.nameUUIDFromBytes(text.getBytes(StandardCharsets.UTF_8)).toString();
    }

    private static ObjectNode event(KinesisTargets.Open open, ItemChange change, ObjectNode keys) {
        ObjectNode event = Documents.object();
        event.put("awsRegion", open.table().region());
        event.put("eventID", digest(open.target().number() + "/" + change.number()));
        event.put("eventName", change.event().name());
        if (change.expired()) {
            event.putObject("userIdentity")
                    .put("principalId", "dynamodb.amazonaws.com")
                    .put("type", "Service");
        } else {
            event.putNull("userIdentity");
        }
        event.put("recordFormat", "application/json");
        event.put("tableName", open.table().name());
        ObjectNode detail = event.putObject("dynamodb");
        String precision = open.target().precision();
        detail.put(
                "ApproximateCreationDateTime",
                KinesisTarget.MICROSECOND.equals(precision)
                        ? change.millis() * MICROS_PER_MILLI
                        : change.millis());
        detail.set("Keys", keys);
        Map<String, Value> after = change.after();
        if (after != null) {
            detail.set("NewImage", json(after));
        }
        Map<String, Value> before = change.before();
        if (before != null) {
            detail.set("OldImage", json(before));
        }
        detail.put("SizeBytes", change.sizeBytes());
        if (precision != null) {
            detail.put("ApproximateCreationDateTimePrecision", precision);
        }
        event.put("eventSource", "aws:dynamodb");
        return event;
    }

    private static ObjectNode json(Map<String, Value> values) {
        ObjectNode json = Documents.object();
        Map<String, AttributeValue> shapes = AttributeValues.shapes(values);
        shapes.forEach((name, shape) -> json.set(name, ShapeJson.toTree(shape)));
        return json;
    }
}
