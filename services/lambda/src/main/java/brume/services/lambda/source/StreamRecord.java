package brume.services.lambda.source;

import brume.api.dynamodbstreams.RecordShape;
import brume.services.lambda.domain.EventSourceMapping;
import brume.wire.Blob;
import brume.wire.Documents;
import brume.wire.ShapeJson;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.Base64;
import java.util.Objects;

/**
 * A record of a stream as functions get it.
 *
 * @param key what the record is about; the records of one key stay in their order
 * @param bytes its length in an event
 * @param filtered what the patterns of filters are about
 */
record StreamRecord(
        String sequenceNumber,
        String key,
        Instant time,
        int bytes,
        ObjectNode event,
        ObjectNode filtered) {

    private static final double MILLIS = 1000.0;

    /** The event of https://docs.aws.amazon.com/lambda/latest/dg/with-ddb.html. */
    static StreamRecord of(RecordShape shape, String streamArn) {
        ObjectNode event = (ObjectNode) ShapeJson.toTree(shape);
        ObjectNode detail = (ObjectNode) event.path("dynamodb");
        Instant time = Instant.parse(detail.path("ApproximateCreationDateTime").asText());
        detail.put("ApproximateCreationDateTime", time.getEpochSecond());
        if (event.path("userIdentity") instanceof ObjectNode identity) {
            JsonNode principal = identity.path("PrincipalId");
            JsonNode type = identity.path("Type");
            identity.removeAll();
            identity.set("principalId", principal);
            identity.set("type", type);
        }
        event.put("eventSourceARN", streamArn);
        return new StreamRecord(
                detail.path("SequenceNumber").asText(),
                Documents.text(detail.path("Keys")),
                time,
                Documents.text(event).length(),
                event,
                event);
    }

    /**
     * The event of https://docs.aws.amazon.com/lambda/latest/dg/with-kinesis.html.
     *
     * @param roleArn of the function
     */
    static StreamRecord of(
            brume.api.kinesis.RecordShape shape,
            String shard,
            EventSourceMapping mapping,
            String roleArn) {
        Instant time =
                Objects.requireNonNullElse(shape.approximateArrivalTimestamp(), Instant.EPOCH);
        ObjectNode event = Documents.object();
        event.putObject("kinesis")
                .put("kinesisSchemaVersion", "1.0")
                .put("partitionKey", shape.partitionKey())
                .put("sequenceNumber", shape.sequenceNumber())
                .put("data", Base64.getEncoder().encodeToString(shape.data().bytes()))
                .put("approximateArrivalTimestamp", time.toEpochMilli() / MILLIS);
        event.put("eventSource", "aws:kinesis");
        event.put("eventVersion", "1.0");
        event.put("eventID", shard + ':' + shape.sequenceNumber());
        event.put("eventName", "aws:kinesis:record");
        event.put("invokeIdentityArn", roleArn);
        event.put("awsRegion", mapping.region());
        event.put("eventSourceARN", mapping.sourceArn());
        return new StreamRecord(
                shape.sequenceNumber(),
                shape.partitionKey(),
                time,
                Documents.text(event).length(),
                event,
                decoded(event, shape.data()));
    }

    /**
     * The record with its data decoded, which patterns name "data"; without it if it is no JSON, so
     * that a pattern for it does not match. Source: Developer Guide, "Using event filtering with a
     * Kinesis event source".
     */
    private static ObjectNode decoded(ObjectNode event, Blob data) {
        ObjectNode filtered = event.deepCopy();
        if (filtered.path("kinesis") instanceof ObjectNode kinesis) {
            filtered.setAll(kinesis);
        }
        try {
            filtered.set("data", Documents.parse(data.bytes()));
        } catch (IllegalArgumentException e) {
            filtered.remove("data");
        }
        return filtered;
    }
}
