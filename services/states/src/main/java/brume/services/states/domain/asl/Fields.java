package brume.services.states.domain.asl;

import brume.services.states.domain.data.Expression;
import brume.services.states.domain.data.JsonataExpression;
import brume.services.states.domain.data.Path;
import brume.services.states.domain.data.Template;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The fields of one JSON object of a definition; what is wrong with them goes to the diagnostics.
 */
final class Fields {

    private final ObjectNode object;
    private final String location;
    private final List<Diagnostic> diagnostics;
    private final boolean jsonata;
    private final String state;

    Fields(ObjectNode object, String location, List<Diagnostic> diagnostics) {
        this(object, location, diagnostics, false, "");
    }

    private Fields(
            ObjectNode object,
            String location,
            List<Diagnostic> diagnostics,
            boolean jsonata,
            String state) {
        this.object = object;
        this.location = location;
        this.diagnostics = diagnostics;
        this.jsonata = jsonata;
        this.state = state;
    }

    /** The fields of a state in the query language that it is written in. */
    Fields ofState(boolean inJsonata) {
        return new Fields(object, location, diagnostics, inJsonata, location);
    }

    private Fields at(ObjectNode element, String place) {
        return new Fields(element, place, diagnostics, jsonata, state);
    }

    /** Whether expressions are JSONata. */
    boolean isJsonata() {
        return jsonata;
    }

    /** Where a field stands in its state, as error texts name it. */
    private String field(String name) {
        return location(name).substring(state.length() + 1);
    }

    ObjectNode object() {
        return object;
    }

    String location() {
        return location.isEmpty() ? "/" : location;
    }

    String location(String name) {
        return location + '/' + name;
    }

    boolean has(String name) {
        return object.has(name);
    }

    @Nullable JsonNode node(String name) {
        return object.get(name);
    }

    void fault(String message) {
        diagnostics.add(new Diagnostic(Diagnostic.SCHEMA, message, location()));
    }

    void fault(String name, String message) {
        diagnostics.add(new Diagnostic(Diagnostic.SCHEMA, message, location(name)));
    }

    /** Faults fields that are not in {@code known}. */
    void only(Set<String> known) {
        for (var field : object.properties()) {
            if (!known.contains(field.getKey())) {
                fault("Field '" + field.getKey() + "' is not supported");
            }
        }
    }

    /** Faults required fields that are missing. */
    void require(String... names) {
        List<String> missing = new ArrayList<>();
        for (String name : names) {
            if (!has(name)) {
                missing.add(name);
            }
        }
        if (!missing.isEmpty()) {
            fault("These fields are required: " + missing);
        }
    }

    @Nullable String string(String name) {
        JsonNode value = node(name);
        if (value == null) {
            return null;
        }
        if (!value.isTextual()) {
            fault(name, "Expected value of type String");
            return null;
        }
        return value.textValue();
    }

    boolean flag(String name) {
        JsonNode value = node(name);
        if (value != null && !value.isBoolean()) {
            fault(name, "Expected value of type Boolean");
        }
        return value != null && value.asBoolean();
    }

    @Nullable Long integer(String name, long min, long max) {
        JsonNode value = node(name);
        if (value == null) {
            return null;
        }
        if (!value.isIntegralNumber() || !value.canConvertToLong()) {
            fault(name, "Expected value of type Integer");
            return null;
        }
        long number = value.longValue();
        if (number < min) {
            fault(name, "Value is less than the minimum of " + min);
        } else if (number > max) {
            fault(name, "Value is greater than the maximum of " + max);
        }
        return number;
    }

    /** The objects of an array field, each with its own location. */
    List<Fields> objects(String name) {
        List<Fields> elements = new ArrayList<>();
        JsonNode array = node(name);
        if (array == null) {
            return elements;
        }
        if (!array.isArray()) {
            fault(name, "Expected value of type Array");
            return elements;
        }
        for (int i = 0; i < array.size(); i++) {
            String place = location(name) + '[' + i + ']';
            if (array.get(i) instanceof ObjectNode element) {
                elements.add(at(element, place));
            } else {
                diagnostics.add(
                        new Diagnostic(Diagnostic.SCHEMA, "Expected value of type Object", place));
            }
        }
        return elements;
    }

    @Nullable Fields child(String name) {
        JsonNode value = node(name);
        if (value instanceof ObjectNode child) {
            return at(child, location(name));
        }
        if (value != null) {
            fault(name, "Expected value of type Object");
        }
        return null;
    }

    /** A path, {@code fallback} if the field is absent, null if it is null. */
    @Nullable Path path(String name, @Nullable Path fallback) {
        JsonNode value = node(name);
        if (value == null) {
            return fallback;
        }
        if (value.isNull()) {
            return null;
        }
        Path path = value.isTextual() ? compiled(value.textValue(), Path::parse) : null;
        if (path == null) {
            fault(name, "Value is not a valid JSONPath");
            return fallback;
        }
        return path;
    }

    /** A path of names and indexes only. */
    @Nullable Path referencePath(String name, @Nullable Path fallback) {
        Path path = path(name, fallback);
        if (path != null && !path.isReference()) {
            fault(name, "Value is not a Reference Path");
            return fallback;
        }
        return path;
    }

    /** A path or an intrinsic function. */
    @Nullable Expression expression(String name) {
        String text = string(name);
        if (text == null) {
            return null;
        }
        Expression expression = compiled(text, Expression::parse);
        if (expression == null) {
            fault(name, "Value is not a valid JSONPath or intrinsic function");
        }
        return expression;
    }

    private static <T> @Nullable T compiled(String text, Function<String, T> parser) {
        try {
            return parser.apply(text);
        } catch (IllegalArgumentException e) {
            return null;
        }
    }

    @Nullable Template template(String name) {
        JsonNode value = node(name);
        if (value == null) {
            return null;
        }
        try {
            return jsonata ? Template.jsonata(value, field(name)) : Template.parse(value);
        } catch (Template.InvalidField e) {
            fault(name, String.valueOf(e.getMessage()));
            return null;
        }
    }

    /** The JSONata expression that a field consists of, or null if it is something else. */
    @Nullable JsonataExpression jsonata(String name) {
        JsonNode value = node(name);
        if (!jsonata
                || value == null
                || !value.isTextual()
                || !JsonataExpression.isExpression(value.textValue())) {
            return null;
        }
        JsonataExpression expression =
                compiled(value.textValue(), text -> JsonataExpression.parse(text, field(name)));
        if (expression == null) {
            fault(name, "Value is not a valid JSONata expression");
        }
        return expression;
    }

    /** {@code name} as a number or {@code namePath} as a path. */
    State.@Nullable Limit limit(String name, long min, long max) {
        JsonataExpression computed = jsonata(name);
        if (computed != null) {
            return new State.Limit.Computed(computed);
        }
        String pathName = name + "Path";
        if (has(name) && has(pathName)) {
            fault("Only one of these fields is allowed: [" + name + ", " + pathName + "]");
        }
        Path path = referencePath(pathName, null);
        if (path != null) {
            return new State.Limit.At(path);
        }
        Long value = integer(name, min, max);
        return value == null ? null : new State.Limit.Fixed(value);
    }

    List<Diagnostic> diagnostics() {
        return diagnostics;
    }
}
