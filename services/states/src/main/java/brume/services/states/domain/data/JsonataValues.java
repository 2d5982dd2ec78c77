package brume.services.states.domain.data;

import com.dashjoin.jsonata.Jsonata;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** JSON as the JSONata library wants it (maps, lists, boxed values), and back. */
final class JsonataValues {

    /** Above it a double has no room for every integer, so it stays one. */
    private static final double EXACT_INTEGER_MAX = 9_007_199_254_740_992.0;

    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    private JsonataValues() {}

    /** A value of the library; a null inside an array or object is a Java null. */
    static @Nullable Object of(JsonNode node) {
        return switch (node.getNodeType()) {
            case OBJECT -> {
                Map<String, @Nullable Object> object = new LinkedHashMap<>();
                for (var field : node.properties()) {
                    object.put(field.getKey(), of(field.getValue()));
                }
                yield object;
            }
            case ARRAY -> {
                List<@Nullable Object> array = new ArrayList<>(node.size());
                node.forEach(element -> array.add(of(element)));
                yield array;
            }
            case STRING -> node.textValue();
            case BOOLEAN -> node.booleanValue();
            case NUMBER -> number(node);
            default -> null;
        };
    }

    /** A value to bind to a name: there a Java null would mean undefined. */
    static Object bound(JsonNode node) {
        Object value = of(node);
        return value == null ? Jsonata.NULL_VALUE : value;
    }

    private static Number number(JsonNode node) {
        if (node.isIntegralNumber() && node.canConvertToInt()) {
            return node.intValue();
        }
        return node.isIntegralNumber() && node.canConvertToLong()
                ? node.longValue()
                : node.doubleValue();
    }

    /**
     * The JSON of a result.
     *
     * @throws IllegalArgumentException if it has none, such as a function
     */
    static JsonNode tree(@Nullable Object value) {
        if (value == null || value.equals(Jsonata.NULL_VALUE)) {
            return NODES.nullNode();
        }
        return switch (value) {
            case String text -> NODES.textNode(text);
            case Boolean flag -> NODES.booleanNode(flag);
            case Number number -> tree(number);
            case List<?> list -> {
                ArrayNode array = NODES.arrayNode(list.size());
                list.forEach(element -> array.add(tree(element)));
                yield array;
            }
            case Map<?, ?> map -> {
                ObjectNode object = NODES.objectNode();
                map.forEach((key, each) -> object.set(String.valueOf(key), tree(each)));
                yield object;
            }
            default -> throw new IllegalArgumentException("not JSON: " + value.getClass());
        };
    }

    private static JsonNode tree(Number number) {
        return switch (number) {
            case Integer integer -> NODES.numberNode(integer);
            case Long whole -> whole(whole);
            case BigInteger big -> NODES.numberNode(big);
            case BigDecimal decimal -> NODES.numberNode(decimal);
            default -> {
                double value = number.doubleValue();
                if (!Double.isFinite(value)) {
                    throw new IllegalArgumentException("not a number");
                }
                yield value == Math.rint(value) && Math.abs(value) < EXACT_INTEGER_MAX
                        ? whole((long) value)
                        : NODES.numberNode(value);
            }
        };
    }

    private static JsonNode whole(long value) {
        return value == (int) value ? NODES.numberNode((int) value) : NODES.numberNode(value);
    }
}
