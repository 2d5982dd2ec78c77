package brume.services.dynamodb.op;

import brume.api.dynamodb.AttributeValue;
import brume.services.dynamodb.value.AttributeName;
import brume.services.dynamodb.value.Decimal;
import brume.services.dynamodb.value.InvalidRequest;
import brume.services.dynamodb.value.Value;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The two forms of values: the API's shapes and our own {@link Value}s. */
public final class AttributeValues {

    /** Deepest nesting of a value. Source: Service quotas, "Nested attribute depth". */
    static final int DEPTH_MAX = 32;

    static final String TOO_DEEP =
            "Nesting Levels have exceeded supported limits: Attributes in the item have nested"
                    + " levels beyond supported limit";

    private static final AttributeValue NULL = AttributeValue.builder().null_(true).build();

    private AttributeValues() {}

    /** The checked values of an item or a key. */
    public static Map<String, Value> values(Map<String, AttributeValue> shapes) {
        return values(shapes, 1);
    }

    private static Map<String, Value> values(Map<String, AttributeValue> shapes, int depth) {
        if (depth == 1) {
            shapes.keySet().forEach(AttributeValues::checkName);
        }
        Map<String, Value> values = LinkedHashMap.newLinkedHashMap(shapes.size());
        for (Map.Entry<String, AttributeValue> entry : shapes.entrySet()) {
            AttributeName.checkLength(entry.getKey());
            values.put(entry.getKey(), value(entry.getValue(), depth));
        }
        return values;
    }

    /** Rejects what cannot name an attribute of an item. */
    static void checkName(String name) {
        if (name.isEmpty()) {
            throw InvalidRequest.value(
                    InvalidRequest.PARAMETERS + "Empty attribute name", "Empty attribute name");
        }
    }

    /** As {@link #values(Map)}, for a parameter that may be absent. */
    static @Nullable Map<String, Value> valuesOrNull(@Nullable Map<String, AttributeValue> shapes) {
        return shapes == null ? null : values(shapes);
    }

    /** ExpressionAttributeValues, whose faults name the placeholder in the older wording only. */
    static @Nullable Map<String, Value> placeholders(@Nullable Map<String, AttributeValue> shapes) {
        if (shapes == null) {
            return null;
        }
        Map<String, Value> values = LinkedHashMap.newLinkedHashMap(shapes.size());
        for (Map.Entry<String, AttributeValue> entry : shapes.entrySet()) {
            try {
                values.put(entry.getKey(), value(entry.getValue(), 1));
            } catch (InvalidRequest e) {
                throw InvalidRequest.value(
                        e.getMessage(),
                        "ExpressionAttributeValues contains invalid value: "
                                + e.olderMessage()
                                + " for key "
                                + entry.getKey());
            }
        }
        return values;
    }

    /**
     * The checked value.
     *
     * @throws InvalidRequest with AWS's text
     */
    static Value value(AttributeValue shape) {
        return value(shape, 1);
    }

    private static Value value(AttributeValue shape, int depth) {
        if (depth > DEPTH_MAX) {
            throw new InvalidRequest(TOO_DEEP);
        }
        Value value = null;
        int types = 0;
        for (int member = 0; member < 10; member++) {
            if (shape.member(member) != null) {
                types++;
                value = value == null ? convert(shape, depth) : value;
            }
        }
        if (value == null) {
            throw new InvalidRequest(
                    "Supplied AttributeValue is empty, must contain exactly one of the supported"
                            + " datatypes");
        }
        if (types > 1) {
            throw new InvalidRequest(
                    "Supplied AttributeValue has more than one datatypes set, must contain exactly"
                            + " one of the supported datatypes");
        }
        return value;
    }

    private static @Nullable Value convert(AttributeValue shape, int depth) {
        if (shape.s() != null) {
            return new Value.S(shape.s());
        }
        if (shape.n() != null) {
            return new Value.N(Decimal.parse(shape.n()));
        }
        if (shape.b() != null) {
            return new Value.B(shape.b());
        }
        if (shape.bool() != null) {
            return new Value.Bool(shape.bool());
        }
        if (shape.null_() != null) {
            if (!shape.null_()) {
                throw InvalidRequest.parameters(
                        "Null attribute value types must have the value of true");
            }
            return new Value.Null();
        }
        if (shape.m() != null) {
            return new Value.M(values(shape.m(), depth + 1));
        }
        if (shape.l() != null) {
            List<Value> elements = new ArrayList<>(shape.l().size());
            for (AttributeValue element : shape.l()) {
                elements.add(value(element, depth + 1));
            }
            return new Value.L(elements);
        }
        return set(shape);
    }

    private static @Nullable Value set(AttributeValue shape) {
        if (shape.ss() != null) {
            if (shape.ss().isEmpty()) {
                throw InvalidRequest.parameters("An string set  may not be empty");
            }
            DuplicateMembers.reject(shape.ss());
            return Value.SS.of(shape.ss());
        }
        if (shape.ns() != null) {
            if (shape.ns().isEmpty()) {
                throw InvalidRequest.parameters("An number set  may not be empty");
            }
            List<Decimal> numbers = new ArrayList<>(shape.ns().size());
            for (String number : shape.ns()) {
                numbers.add(Decimal.parse(number));
            }
            DuplicateMembers.rejectNumbers(numbers);
            return Value.NS.of(numbers);
        }
        if (shape.bs() != null) {
            if (shape.bs().isEmpty()) {
                throw InvalidRequest.parameters("Binary sets should not be empty");
            }
            DuplicateMembers.rejectBytes(shape.bs());
            return Value.BS.of(shape.bs());
        }
        return null;
    }

    public static Map<String, AttributeValue> shapes(Map<String, Value> values) {
        Map<String, AttributeValue> shapes = LinkedHashMap.newLinkedHashMap(values.size());
        for (Map.Entry<String, Value> entry : values.entrySet()) {
            shapes.put(entry.getKey(), shape(entry.getValue()));
        }
        return shapes;
    }

    static AttributeValue shape(Value value) {
        return switch (value) {
            case Value.S s -> text(s.text());
            case Value.N n -> number(n.number().text());
            case Value.B b -> AttributeValue.builder().b(b.bytes()).build();
            case Value.Bool bool -> AttributeValue.builder().bool(bool.truth()).build();
            case Value.Null ignored -> NULL;
            case Value.SS set -> AttributeValue.builder().ss(set.members()).build();
            case Value.NS set ->
                    AttributeValue.builder()
                            .ns(set.members().stream().map(Decimal::text).toList())
                            .build();
            case Value.BS set -> AttributeValue.builder().bs(set.members()).build();
            case Value.L list ->
                    AttributeValue.builder()
                            .l(list.elements().stream().map(AttributeValues::shape).toList())
                            .build();
            case Value.M map -> AttributeValue.builder().m(shapes(map.entries())).build();
        };
    }

    private static AttributeValue text(String text) {
        return new AttributeValue(text, null, null, null, null, null, null, null, null, null);
    }

    private static AttributeValue number(String text) {
        return new AttributeValue(null, text, null, null, null, null, null, null, null, null);
    }
}
