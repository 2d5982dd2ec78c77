package brume.services.states.domain.data;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.jayway.jsonpath.Configuration;
import com.jayway.jsonpath.InvalidPathException;
import com.jayway.jsonpath.JsonPath;
import com.jayway.jsonpath.JsonPathException;
import com.jayway.jsonpath.spi.json.JacksonJsonNodeJsonProvider;
import com.jayway.jsonpath.spi.mapper.JacksonMappingProvider;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A compiled JSONPath on the state's input ({@code $}), the context object ({@code $$}) or a
 * variable ({@code $name}). Reference paths (names and indexes only) are walked directly; all
 * others go to the Jayway library, which AWS's own error texts are those of.
 */
public final class Path implements Expression {

    /** {@code $}: the whole input. */
    public static final Path ROOT = parse("$");

    private static final Configuration JAYWAY =
            Configuration.builder()
                    .jsonProvider(new JacksonJsonNodeJsonProvider())
                    .mappingProvider(new JacksonMappingProvider())
                    .build();

    private enum Origin {
        INPUT,
        CONTEXT,
        VARIABLE
    }

    private final String text;
    private final Origin origin;
    private final String variable;
    private final JsonPath jayway;
    private final @Nullable List<ReferenceStep> steps;

    private Path(String text, Origin origin, String variable, String local) {
        this.text = text;
        this.origin = origin;
        this.variable = variable;
        this.steps = ReferenceStep.parse(local);
        this.jayway = JsonPath.compile(local);
    }

    /**
     * Compiles a path.
     *
     * @throws IllegalArgumentException if the text is not a path
     */
    public static Path parse(String text) {
        try {
            if (text.startsWith("$$")) {
                return new Path(text, Origin.CONTEXT, "", text.substring(1));
            }
            int end = 1;
            while (end < text.length() && Character.isUnicodeIdentifierPart(text.charAt(end))) {
                end++;
            }
            if (!text.startsWith("$")) {
                throw new IllegalArgumentException("a path begins with $: " + text);
            }
            return end == 1
                    ? new Path(text, Origin.INPUT, "", text)
                    : new Path(
                            text,
                            Origin.VARIABLE,
                            text.substring(1, end),
                            '$' + text.substring(end));
        } catch (InvalidPathException e) {
            throw new IllegalArgumentException(e.getMessage(), e);
        }
    }

    /** Whether the path consists of names and indexes only and so leads to one place at most. */
    public boolean isReference() {
        return steps != null;
    }

    public boolean isContext() {
        return origin == Origin.CONTEXT;
    }

    /** Whether this is {@code $}. */
    public boolean isRoot() {
        return origin == Origin.INPUT && steps != null && steps.isEmpty();
    }

    @Override
    public JsonNode evaluate(Bindings bindings) throws PathNotFoundException {
        return switch (origin) {
            case INPUT -> apply(bindings.input().node());
            case CONTEXT -> apply(bindings.context().get());
            case VARIABLE -> {
                JsonNode value = bindings.variables().get(variable);
                if (value == null) {
                    throw new PathNotFoundException(
                            text, JsonNodeFactory.instance.objectNode(), "No such variable");
                }
                yield apply(value);
            }
        };
    }

    private JsonNode apply(JsonNode root) throws PathNotFoundException {
        if (steps != null) {
            JsonNode found = walk(steps, root);
            if (found != null) {
                return found;
            }
        }
        try {
            return tree(jayway.read(root, JAYWAY));
        } catch (JsonPathException e) {
            if (!jayway.isDefinite()) {
                // AWS answers no elements for a path that could have led to many.
                return JsonNodeFactory.instance.arrayNode();
            }
            throw new PathNotFoundException(text, root, Objects.toString(e.getMessage(), ""));
        }
    }

    private static @Nullable JsonNode walk(List<ReferenceStep> steps, JsonNode root) {
        JsonNode at = root;
        for (ReferenceStep step : steps) {
            JsonNode next = step.isIndex() ? at.get(step.index()) : at.get(step.name());
            if (next == null) {
                return null;
            }
            at = next;
        }
        return at;
    }

    private static JsonNode tree(@Nullable Object found) {
        JsonNodeFactory nodes = JsonNodeFactory.instance;
        return switch (found) {
            case null -> nodes.nullNode();
            case JsonNode node -> node;
            case Integer number -> nodes.numberNode(number);
            case Long number -> nodes.numberNode(number);
            case Double number -> nodes.numberNode(number);
            default -> nodes.textNode(found.toString());
        };
    }

    /**
     * The value {@code root} with {@code value} put where this reference path points, objects made
     * on the way where there are none.
     *
     * @throws QueryException if the path leads through something that is not an object
     */
    public JsonNode put(JsonNode root, JsonNode value) throws QueryException {
        List<ReferenceStep> way = Objects.requireNonNull(steps, "not a reference path");
        return put(root, way, 0, value);
    }

    private JsonNode put(JsonNode at, List<ReferenceStep> way, int depth, JsonNode value)
            throws QueryException {
        if (depth == way.size()) {
            return value;
        }
        ReferenceStep step = way.get(depth);
        if (step.isIndex()) {
            if (!(at instanceof ArrayNode array) || step.index() >= array.size()) {
                throw mismatch(at);
            }
            ArrayNode copy = JsonNodeFactory.instance.arrayNode(array.size()).addAll(array);
            copy.set(step.index(), put(array.get(step.index()), way, depth + 1, value));
            return copy;
        }
        if (!(at instanceof ObjectNode object)) {
            throw mismatch(at);
        }
        ObjectNode copy = JsonNodeFactory.instance.objectNode();
        copy.setAll(object);
        JsonNode below = object.get(step.name());
        JsonNode start =
                below == null || (depth + 1 < way.size() && below.isNull())
                        ? JsonNodeFactory.instance.objectNode()
                        : below;
        copy.set(step.name(), put(start, way, depth + 1, value));
        return copy;
    }

    private QueryException mismatch(JsonNode at) {
        return new QueryException(
                "States.ResultPathMatchFailure",
                "Unable to apply ReferencePath " + text + " to input " + at);
    }

    @Override
    public String toString() {
        return text;
    }
}
