package brume.services.states.domain.data;

import brume.base.Ids;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;

/**
 * The intrinsic functions of the Amazon States Language. Source: "Intrinsic functions for JSONPath
 * states in Step Functions" of the developer guide.
 */
public enum IntrinsicFunction {
    FORMAT("Format", 1, Integer.MAX_VALUE) {
        @Override
        JsonNode apply(List<JsonNode> values) throws IntrinsicFailure {
            return StringFunctions.format(values);
        }
    },
    STRING_TO_JSON("StringToJson", 1, 1) {
        @Override
        JsonNode apply(List<JsonNode> values) throws IntrinsicFailure {
            return StringFunctions.parse(values.getFirst());
        }
    },
    JSON_TO_STRING("JsonToString", 1, 1) {
        @Override
        JsonNode apply(List<JsonNode> values) {
            return NODES.textNode(values.getFirst().toString());
        }
    },
    STRING_SPLIT("StringSplit", 2, 2) {
        @Override
        JsonNode apply(List<JsonNode> values) throws IntrinsicFailure {
            return StringFunctions.split(values.get(0), values.get(1));
        }
    },
    BASE64_ENCODE("Base64Encode", 1, 1) {
        @Override
        JsonNode apply(List<JsonNode> values) throws IntrinsicFailure {
            return StringFunctions.encode(values.getFirst());
        }
    },
    BASE64_DECODE("Base64Decode", 1, 1) {
        @Override
        JsonNode apply(List<JsonNode> values) throws IntrinsicFailure {
            return StringFunctions.decode(values.getFirst());
        }
    },
    HASH("Hash", 2, 2) {
        @Override
        JsonNode apply(List<JsonNode> values) throws IntrinsicFailure {
            return StringFunctions.hash(values.get(0), values.get(1));
        }
    },
    ARRAY("Array", 0, Integer.MAX_VALUE) {
        @Override
        JsonNode apply(List<JsonNode> values) {
            return NODES.arrayNode(values.size()).addAll(values);
        }
    },
    ARRAY_PARTITION("ArrayPartition", 2, 2) {
        @Override
        JsonNode apply(List<JsonNode> values) throws IntrinsicFailure {
            return ArrayFunctions.partition(values.get(0), values.get(1));
        }
    },
    ARRAY_CONTAINS("ArrayContains", 2, 2) {
        @Override
        JsonNode apply(List<JsonNode> values) throws IntrinsicFailure {
            return ArrayFunctions.contains(values.get(0), values.get(1));
        }
    },
    ARRAY_RANGE("ArrayRange", 3, 3) {
        @Override
        JsonNode apply(List<JsonNode> values) throws IntrinsicFailure {
            return ArrayFunctions.range(values);
        }
    },
    ARRAY_GET_ITEM("ArrayGetItem", 2, 2) {
        @Override
        JsonNode apply(List<JsonNode> values) throws IntrinsicFailure {
            return ArrayFunctions.item(values.get(0), values.get(1));
        }
    },
    ARRAY_LENGTH("ArrayLength", 1, 1) {
        @Override
        JsonNode apply(List<JsonNode> values) throws IntrinsicFailure {
            return NODES.numberNode(ArrayFunctions.array(values.getFirst()).size());
        }
    },
    ARRAY_UNIQUE("ArrayUnique", 1, 1) {
        @Override
        JsonNode apply(List<JsonNode> values) throws IntrinsicFailure {
            return ArrayFunctions.unique(values.getFirst());
        }
    },
    JSON_MERGE("JsonMerge", 3, 3) {
        @Override
        JsonNode apply(List<JsonNode> values) throws IntrinsicFailure {
            if (!values.get(0).isObject() || !values.get(1).isObject()) {
                throw new IntrinsicFailure("Both values to merge must be JSON objects");
            }
            if (!values.get(2).isBoolean() || values.get(2).booleanValue()) {
                throw new IntrinsicFailure("Deep merging is not supported");
            }
            ObjectNode merged = NODES.objectNode();
            merged.setAll((ObjectNode) values.get(0));
            merged.setAll((ObjectNode) values.get(1));
            return merged;
        }
    },
    MATH_RANDOM("MathRandom", 2, 3) {
        @Override
        JsonNode apply(List<JsonNode> values) throws IntrinsicFailure {
            long start = ArrayFunctions.integer(values.get(0));
            long end = ArrayFunctions.integer(values.get(1));
            if (start >= end) {
                throw new IntrinsicFailure("The start number must be less than the end number");
            }
            if (values.size() == 3) {
                long seed = ArrayFunctions.integer(values.get(2));
                return number(new SplittableRandom(seed).nextLong(start, end));
            }
            return number(start + (long) (Ids.fraction() * (end - start)));
        }
    },
    MATH_ADD("MathAdd", 2, 2) {
        @Override
        JsonNode apply(List<JsonNode> values) throws IntrinsicFailure {
            return number(
                    ArrayFunctions.integer(values.get(0)) + ArrayFunctions.integer(values.get(1)));
        }
    },
    UUID("UUID", 0, 0) {
        @Override
        JsonNode apply(List<JsonNode> values) {
            return NODES.textNode(Ids.uuid());
        }
    };

    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    private final String awsName;
    private final int argumentsMin;
    private final int argumentsMax;

    IntrinsicFunction(String awsName, int argumentsMin, int argumentsMax) {
        this.awsName = "States." + awsName;
        this.argumentsMin = argumentsMin;
        this.argumentsMax = argumentsMax;
    }

    abstract JsonNode apply(List<JsonNode> values) throws IntrinsicFailure;

    boolean accepts(int arguments) {
        return arguments >= argumentsMin && arguments <= argumentsMax;
    }

    static Optional<IntrinsicFunction> find(String name) {
        for (IntrinsicFunction function : values()) {
            if (function.awsName.equals(name)) {
                return Optional.of(function);
            }
        }
        return Optional.empty();
    }

    /** An integer in the smallest form, as the JSON reader makes it. */
    private static JsonNode number(long value) {
        return value == (int) value ? NODES.numberNode((int) value) : NODES.numberNode(value);
    }
}
