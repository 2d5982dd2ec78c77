package brume.services.dynamodb.streams;

import brume.api.dynamodbstreams.AttributeValue;
import brume.api.dynamodbstreams.Identity;
import brume.api.dynamodbstreams.RecordShape;
import brume.api.dynamodbstreams.StreamRecord;
import brume.services.dynamodb.domain.ItemChange;
import brume.services.dynamodb.domain.ItemStream;
import brume.services.dynamodb.value.Decimal;
import brume.services.dynamodb.value.Value;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Records as the API shows them. */
final class RecordShapes {

    private static final String EVENT_VERSION = "1.1";
    private static final String EVENT_SOURCE = "aws:dynamodb";

    /** Who deletes expired items. Source: Developer Guide, "DynamoDB Streams and TTL". */
    private static final Identity EXPIRY =
            Identity.builder().type("Service").principalId("dynamodb.amazonaws.com").build();

    private RecordShapes() {}

    static RecordShape of(ItemStream stream, ItemChange change) {
        return RecordShape.builder()
                .eventID(eventId(stream.number(), change.number()))
                .eventName(change.event().name())
                .eventVersion(EVENT_VERSION)
                .eventSource(EVENT_SOURCE)
                .awsRegion(stream.region())
                .userIdentity(change.expired() ? EXPIRY : null)
                .dynamodb(
                        StreamRecord.builder()
                                // Streams show whole seconds.
                                .approximateCreationDateTime(
                                        Instant.ofEpochSecond(change.millis() / 1000))
                                .keys(shapes(change.keys()))
                                .newImage(shapesOrNull(change.after()))
                                .oldImage(shapesOrNull(change.before()))
                                .sequenceNumber(SequenceNumbers.text(change.number()))
                                .sizeBytes(change.sizeBytes())
                                .streamViewType(stream.view().name())
                                .build())
                .build();
    }

    /** The same for every reading of a record, and another one for each record. */
    private static String eventId(long stream, long number) {
        return "%016x%016x".formatted(mix(number ^ mix(stream)), mix(mix(number) + stream));
    }

    /** The finaliser of SplitMix64 (Steele, Lea, Flood 2014), a bijection. */
    private static long mix(long value) {
        long mixed = value + 0x9E37_79B9_7F4A_7C15L;
        mixed = (mixed ^ (mixed >>> 30)) * 0xBF58_476D_1CE4_E5B9L;
        mixed = (mixed ^ (mixed >>> 27)) * 0x94D0_49BB_1331_11EBL;
        return mixed ^ (mixed >>> 31);
    }

    private static @Nullable Map<String, AttributeValue> shapesOrNull(
            @Nullable Map<String, Value> values) {
        return values == null ? null : shapes(values);
    }

    private static Map<String, AttributeValue> shapes(Map<String, Value> values) {
        Map<String, AttributeValue> shapes = LinkedHashMap.newLinkedHashMap(values.size());
        values.forEach((name, value) -> shapes.put(name, shape(value)));
        return shapes;
    }

    /** This API has types of its own, which equal those of the tables' API member by member. */
    private static AttributeValue shape(Value value) {
        AttributeValue.Builder shape = AttributeValue.builder();
        return switch (value) {
            case Value.S s -> shape.s(s.text()).build();
            case Value.N n -> shape.n(n.number().text()).build();
            case Value.B b -> shape.b(b.bytes()).build();
            case Value.Bool bool -> shape.bool(bool.truth()).build();
            case Value.Null ignored -> shape.null_(true).build();
            case Value.SS set -> shape.ss(set.members()).build();
            case Value.NS set ->
                    shape.ns(set.members().stream().map(Decimal::text).toList()).build();
            case Value.BS set -> shape.bs(set.members()).build();
            case Value.L list ->
                    shape.l(list.elements().stream().map(RecordShapes::shape).toList()).build();
            case Value.M map -> shape.m(shapes(map.entries())).build();
        };
    }
}
