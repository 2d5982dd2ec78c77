package brume.services.states.domain.data;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** The intrinsic functions on arrays and numbers. */
final class ArrayFunctions {

    private static final int RANGE_ELEMENTS_MAX = 1000;
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    private ArrayFunctions() {}

    static ArrayNode array(JsonNode value) throws IntrinsicFailure {
        if (value instanceof ArrayNode array) {
            return array;
        }
        throw new IntrinsicFailure("The value " + value + " is not an array");
    }

    /** An integer; fractions are rounded to the nearest one, halves upwards, as AWS does. */
    static long integer(JsonNode value) throws IntrinsicFailure {
        if (!value.isNumber()) {
            throw new IntrinsicFailure("The value " + value + " is not a number");
        }
        BigDecimal half = new BigDecimal("0.5");
        return value.decimalValue().add(half).setScale(0, RoundingMode.FLOOR).longValue();
    }

    static JsonNode partition(JsonNode value, JsonNode chunkSize) throws IntrinsicFailure {
        ArrayNode array = array(value);
        long size = integer(chunkSize);
        if (size <= 0) {
            throw new IntrinsicFailure("The chunk size must be greater than 0");
        }
        ArrayNode chunks = NODES.arrayNode();
        ArrayNode chunk = NODES.arrayNode();
        for (JsonNode element : array) {
            if (chunk.isEmpty()) {
                chunks.add(chunk);
            }
            chunk.add(element);
            if (chunk.size() == size) {
                chunk = NODES.arrayNode();
            }
        }
        return chunks;
    }

    static JsonNode contains(JsonNode value, JsonNode wanted) throws IntrinsicFailure {
        for (JsonNode element : array(value)) {
            if (same(element, wanted)) {
                return BooleanNode.TRUE;
            }
        }
        return BooleanNode.FALSE;
    }

    private static boolean same(JsonNode left, JsonNode right) {
        return (left.isNumber() && right.isNumber())
                ? left.decimalValue().compareTo(right.decimalValue()) == 0
                : left.equals(right);
    }

    static JsonNode range(List<JsonNode> values) throws IntrinsicFailure {
        long first = integer(values.get(0));
        long last = integer(values.get(1));
        long step = integer(values.get(2));
        if (step == 0) {
            throw new IntrinsicFailure("The step must not be 0");
        }
        if ((last - first) / step >= RANGE_ELEMENTS_MAX) {
            throw new IntrinsicFailure("The array must not have more than 1000 elements");
        }
        ArrayNode range = NODES.arrayNode();
        for (long at = first; step > 0 ? (at <= last) : (at >= last); at += step) {
            if (at == (int) at) {
                range.add((int) at);
            } else {
                range.add(at);
            }
        }
        return range;
    }

    static JsonNode item(JsonNode value, JsonNode index) throws IntrinsicFailure {
        ArrayNode array = array(value);
        long at = integer(index);
        if (at < 0 || at >= array.size()) {
            throw new IntrinsicFailure("The index " + at + " is out of bounds");
        }
        return array.get((int) at);
    }

    static JsonNode unique(JsonNode value) throws IntrinsicFailure {
        Set<JsonNode> elements = new LinkedHashSet<>();
        array(value).forEach(elements::add);
        return NODES.arrayNode(elements.size()).addAll(elements);
    }
}
