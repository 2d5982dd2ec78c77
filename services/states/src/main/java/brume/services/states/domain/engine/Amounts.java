package brume.services.states.domain.engine;

import brume.services.states.domain.asl.DistributedMap.Amount;
import brume.services.states.domain.data.Bindings;
import brume.services.states.domain.data.Expression;
import brume.services.states.domain.data.JsonataExpression;
import brume.services.states.domain.data.PathNotFoundException;
import brume.services.states.domain.data.QueryException;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.Optional;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;

/**
 * Evaluates the numbers of distributed Map states. A path may lead to a number or to its text
 * (recorded in LocalStack's test_reference_in_map_state).
 */
final class Amounts {

    private Amounts() {}

    /** A whole number; null if the field is absent. */
    static @Nullable Long count(@Nullable Amount amount, Bindings bindings) throws QueryException {
        Double value = value(amount, true, bindings);
        return value == null ? null : (Long) value.longValue();
    }

    /** Any number; null if the field is absent. */
    static @Nullable Double ratio(@Nullable Amount amount, Bindings bindings)
            throws QueryException {
        return value(amount, false, bindings);
    }

    private static @Nullable Double value(@Nullable Amount amount, boolean whole, Bindings bindings)
            throws QueryException {
        if (amount == null) {
            return null;
        }
        Expression computed = amount.computed();
        return computed == null
                ? amount.fixed()
                : (Double) evaluate(amount, computed, whole, bindings);
    }

    private static double evaluate(
            Amount amount, Expression computed, boolean whole, Bindings bindings)
            throws QueryException {
        JsonNode value;
        try {
            value = computed.evaluate(bindings);
        } catch (PathNotFoundException e) {
            throw e.asInvalidPath();
        }
        boolean jsonata = computed instanceof JsonataExpression;
        OptionalDouble number = number(value, whole, !jsonata);
        if (number.isPresent()) {
            return number.getAsDouble();
        }
        if (computed instanceof JsonataExpression expression) {
            throw expression.unexpected(whole ? "integer" : "number", value);
        }
        throw new QueryException(
                "The %s field refers to value \"%s\" which is not a valid %s: %s"
                        .formatted(
                                amount.field(),
                                value.isTextual() ? value.textValue() : value,
                                whole ? "integer" : "float",
                                computed));
    }

    private static OptionalDouble number(JsonNode value, boolean whole, boolean texts) {
        if (value.isNumber()) {
            return whole && !value.isIntegralNumber()
                    ? OptionalDouble.empty()
                    : OptionalDouble.of(value.doubleValue());
        }
        return Optional.of(value)
                .filter(node -> texts && node.isTextual())
                .map(node -> parse(node.textValue(), whole))
                .orElse(OptionalDouble.empty());
    }

    private static OptionalDouble parse(String text, boolean whole) {
        try {
            return OptionalDouble.of(whole ? Long.parseLong(text) : Double.parseDouble(text));
        } catch (NumberFormatException e) {
            return OptionalDouble.empty();
        }
    }
}
