package brume.services.states.domain.data;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A compiled payload template (Parameters, ResultSelector, ItemSelector): JSON in which a field
 * named {@code x.$} takes the value of its path or intrinsic function.
 */
public sealed interface Template {

    /** Builds the value. */
    JsonNode evaluate(Bindings bindings) throws QueryException;

    /**
     * Compiles a template.
     *
     * @throws InvalidField if a {@code .$} field holds no expression
     */
    static Template parse(JsonNode source) throws InvalidField {
        if (source instanceof ObjectNode object) {
            List<Field> fields = new ArrayList<>();
            boolean literal = true;
            for (Map.Entry<String, JsonNode> property : object.properties()) {
                Field field = Field.parse(property.getKey(), property.getValue());
                literal &= field.template() instanceof Literal;
                fields.add(field);
            }
            return literal ? new Literal(source) : new Fields(List.copyOf(fields));
        }
        if (source instanceof ArrayNode array) {
            List<Template> elements = new ArrayList<>();
            boolean literal = true;
            for (JsonNode element : array) {
                Template template = parse(element);
                literal &= template instanceof Literal;
                elements.add(template);
            }
            return literal ? new Literal(source) : new Elements(List.copyOf(elements));
        }
        return new Literal(source);
    }

    /**
     * Compiles a value of a JSONata state, in which a string between <code>{%</code> and <code>%}
     * </code> is an expression.
     *
     * @param field where the value stands in its state, for error texts
     * @throws InvalidField if an expression is not JSONata
     */
    static Template jsonata(JsonNode source, String field) throws InvalidField {
        if (source instanceof ObjectNode object) {
            List<Field> fields = new ArrayList<>();
            boolean literal = true;
            for (Map.Entry<String, JsonNode> property : object.properties()) {
                String name = property.getKey();
                Template template = jsonata(property.getValue(), field + '/' + name);
                literal &= template instanceof Literal;
                fields.add(new Field(name, template));
            }
            return literal ? new Literal(source) : new Fields(List.copyOf(fields));
        }
        if (source instanceof ArrayNode array) {
            List<Template> elements = new ArrayList<>();
            boolean literal = true;
            for (int i = 0; i < array.size(); i++) {
                Template template = jsonata(array.get(i), field + '[' + i + ']');
                literal &= template instanceof Literal;
                elements.add(template);
            }
            return literal ? new Literal(source) : new Elements(List.copyOf(elements));
        }
        if (!source.isTextual() || !JsonataExpression.isExpression(source.textValue())) {
            return new Literal(source);
        }
        try {
            return new Computed(field, JsonataExpression.parse(source.textValue(), field));
        } catch (IllegalArgumentException e) {
            throw new InvalidField(field, "JSONata expression");
        }
    }

    /** A part without expressions. */
    record Literal(JsonNode value) implements Template {
        @Override
        public JsonNode evaluate(Bindings bindings) {
            return value;
        }
    }

    /** An object with expressions somewhere inside. */
    record Fields(List<Field> fields) implements Template {
        @Override
        public JsonNode evaluate(Bindings bindings) throws QueryException {
            ObjectNode object = JsonNodeFactory.instance.objectNode();
            for (Field field : fields) {
                object.set(field.name(), field.template().evaluate(bindings));
            }
            return object;
        }
    }

    /** An array with expressions somewhere inside. */
    record Elements(List<Template> elements) implements Template {
        @Override
        public JsonNode evaluate(Bindings bindings) throws QueryException {
            ArrayNode array = JsonNodeFactory.instance.arrayNode(elements.size());
            for (Template element : elements) {
                array.add(element.evaluate(bindings));
            }
            return array;
        }
    }

    /** The value of a field named {@code x.$}. */
    record Computed(String field, Expression expression) implements Template {
        @Override
        public JsonNode evaluate(Bindings bindings) throws QueryException {
            try {
                return expression.evaluate(bindings);
            } catch (PathNotFoundException e) {
                throw e.asMissing(field);
            }
        }
    }

    /** One field of an object. */
    record Field(String name, Template template) {

        private static Field parse(String key, JsonNode value) throws InvalidField {
            if (!key.endsWith(".$")) {
                return new Field(key, Template.parse(value));
            }
            if (!value.isTextual()) {
                throw new InvalidField(key);
            }
            try {
                Expression expression = Expression.parse(value.textValue());
                return new Field(key.substring(0, key.length() - 2), new Computed(key, expression));
            } catch (IllegalArgumentException e) {
                throw new InvalidField(key);
            }
        }
    }

    /** A {@code .$} field that holds no expression. */
    final class InvalidField extends Exception {

        private static final long serialVersionUID = 1L;

        InvalidField(String field) {
            this(field, "JSONPath or a valid intrinsic function call");
        }

        InvalidField(String field, String kind) {
            super(
                    "The value for the field '" + field + "' must be a valid " + kind,
                    null,
                    false,
                    false);
        }
    }
}
