package brume.services.states.domain.data;

import com.fasterxml.jackson.databind.JsonNode;

/** A compiled path or intrinsic function: what a field whose name ends in {@code .$} holds. */
public sealed interface Expression
        permits Path, IntrinsicCall, JsonataExpression, Expression.Constant {

    /**
     * Evaluates the expression.
     *
     * @throws PathNotFoundException if a path leads nowhere
     * @throws QueryException if a function fails
     */
    JsonNode evaluate(Bindings bindings) throws PathNotFoundException, QueryException;

    /**
     * Compiles a path or an intrinsic function.
     *
     * @throws IllegalArgumentException if it is neither
     */
    static Expression parse(String text) {
        return text.startsWith("$") ? Path.parse(text) : IntrinsicParser.parse(text);
    }

    /** A literal argument of an intrinsic function. */
    record Constant(JsonNode value) implements Expression {
        @Override
        public JsonNode evaluate(Bindings bindings) {
            return value;
        }
    }
}
