package brume.services.lambda.source;

import brume.api.dynamodbstreams.RecordShape;
import brume.wire.Documents;
import brume.wire.ShapeJson;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;

/**
 * A record of a stream as functions get it.
 *
 * @param key what the record is about; the records of one key stay in their order
 * @param bytes its length in an event
 */
record StreamRecord(String sequenceNumber, String key, Instant time, int bytes, ObjectNode event) {

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
                event);
    }
}
