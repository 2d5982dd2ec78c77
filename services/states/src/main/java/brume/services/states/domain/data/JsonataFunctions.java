package brume.services.states.domain.data;

import brume.base.Ids;
import brume.wire.Documents;
import com.dashjoin.jsonata.Functions;
import com.dashjoin.jsonata.Jsonata;
import com.dashjoin.jsonata.Jsonata.JFunction;
import com.dashjoin.jsonata.Jsonata.JFunctionCallable;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.util.List;
import java.util.SplittableRandom;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The functions that Step Functions adds to JSONata, those of JSONata's own that need a limit, and
 * {@code $eval}, which it takes away. Source: "Transforming data with JSONata in Step Functions" of
 * the developer guide.
 */
final class JsonataFunctions {

    static final int ELEMENTS_MAX = 1_000_000;
    private static final int PADDED_LENGTH_MAX = 1024 * 1024;

    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    private JsonataFunctions() {}

    static void bind(Jsonata.Frame frame) {
        frame.bind("eval", Jsonata.NULL_VALUE);
        frame.bind(
                "partition",
                own(
                        values -> {
                            return ArrayFunctions.partition(values.get(0), values.get(1));
                        },
                        2,
                        2));
        frame.bind("range", own(JsonataFunctions::range, 3, 3));
        frame.bind("hash", own(values -> StringFunctions.hash(values.get(0), values.get(1)), 2, 2));
        frame.bind("random", own(JsonataFunctions::random, 0, 1));
        frame.bind("uuid", own(values -> NODES.textNode(Ids.uuid()), 0, 0));
        frame.bind("parse", own(JsonataFunctions::parse, 1, 1));
        frame.bind("pad", new JFunction(JsonataFunctions::pad, "<s-ns?:s>"));
        frame.bind("match", guarded("<s-f<s:o>n?:a<o>>", Functions::match));
        frame.bind("contains", guardedText("<s-(sf):b>", JsonataFunctions::contains));
        frame.bind("split", guardedText("<s-(sf)n?:a<s>>", JsonataFunctions::split));
        frame.bind("replace", guardedText("<s-(sf)(sf)n?:s>", JsonataFunctions::replace));
    }

    private interface Own {
        JsonNode apply(List<JsonNode> values) throws IntrinsicFailure;
    }

    /** A function on JSON; the names of the arguments it lacks are not worth a signature. */
    private static JFunction own(Own function, int argumentsMin, int argumentsMax) {
        JFunctionCallable call =
                (input, arguments) -> {
                    List<JsonNode> values = values(arguments);
                    if (values.size() < argumentsMin || values.size() > argumentsMax) {
                        throw new IllegalArgumentException(
                                "Expected "
                                        + argumentsMin
                                        + " arguments, but got "
                                        + values.size());
                    }
                    try {
                        return JsonataValues.of(function.apply(values));
                    } catch (IntrinsicFailure e) {
                        throw new IllegalArgumentException(e.getMessage(), e);
                    }
                };
        return new JFunction(call, null);
    }

    private static List<JsonNode> values(@Nullable List<?> arguments) {
        return arguments == null
                ? List.of()
                : arguments.stream().<JsonNode>map(JsonataValues::tree).toList();
    }

    /** A range of one number is that number, as sequences are in JSONata. */
    private static JsonNode range(List<JsonNode> values) throws IntrinsicFailure {
        JsonNode range = ArrayFunctions.range(values);
        return range.size() == 1 ? range.get(0) : range;
    }

    private static JsonNode random(List<JsonNode> values) throws IntrinsicFailure {
        return NODES.numberNode(
                values.isEmpty()
                        ? Ids.fraction()
                        : new SplittableRandom(ArrayFunctions.integer(values.getFirst()))
                                .nextDouble());
    }

    private static JsonNode parse(List<JsonNode> values) throws IntrinsicFailure {
        if (!values.getFirst().isTextual()) {
            throw new IntrinsicFailure("The value " + values.getFirst() + " is not a string");
        }
        try {
            return Documents.parse(values.getFirst().textValue());
        } catch (IllegalArgumentException e) {
            throw new IntrinsicFailure("The value is not valid JSON: " + e.getMessage());
        }
    }

    private static @Nullable Object pad(Object input, List<?> arguments) {
        if (!(arguments.get(0) instanceof String text)
                || !(arguments.get(1) instanceof Number width)) {
            return null;
        }
        if (Math.abs(width.doubleValue()) > PADDED_LENGTH_MAX) {
            throw new JsonataLimitException("The value is too large");
        }
        String filling = arguments.size() > 2 ? (String) arguments.get(2) : null;
        return Functions.pad(text, width.intValue(), filling);
    }

    private interface Matching {
        Object apply(String text, Pattern pattern, @Nullable Integer limit);
    }

    /** A function on a regular expression, which is tried within a time limit first. */
    private static JFunction guarded(String signature, Matching function) {
        return guardedText(
                signature,
                arguments ->
                        function.apply(
                                (String) arguments.get(0),
                                (Pattern) arguments.get(1),
                                limit(arguments, 2)));
    }

    private interface OnText {
        Object apply(List<?> arguments) throws Throwable;
    }

    private static JFunction guardedText(String signature, OnText function) {
        JFunctionCallable call =
                (input, arguments) -> {
                    if (!(arguments.get(0) instanceof String text)) {
                        return null;
                    }
                    if (arguments.get(1) instanceof Pattern pattern) {
                        DeadlineText.probe(pattern, text, JsonataExpression.TIME_MAX);
                    }
                    return function.apply(arguments);
                };
        return new JFunction(call, signature);
    }

    private static @Nullable Integer limit(List<?> arguments, int position) {
        return arguments.size() > position && arguments.get(position) instanceof Number number
                ? number.intValue()
                : null;
    }

    private static Object contains(List<?> arguments) {
        return Functions.contains((String) arguments.get(0), arguments.get(1));
    }

    private static Object split(List<?> arguments) {
        return Functions.split((String) arguments.get(0), arguments.get(1), limit(arguments, 2));
    }

    private static Object replace(List<?> arguments) {
        return Functions.replace(
                (String) arguments.get(0), arguments.get(1), arguments.get(2), limit(arguments, 3));
    }
}
