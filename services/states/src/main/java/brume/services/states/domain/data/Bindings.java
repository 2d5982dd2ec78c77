package brume.services.states.domain.data;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;
import java.util.function.Supplier;

/**
 * What an expression can refer to.
 *
 * @param input the value of {@code $}, and of {@code $states.input} in JSONata
 * @param context the context object, {@code $$} or {@code $states.context}
 * @param variables the values of {@code $name}
 * @param outcomes {@code result} or {@code errorOutput} of {@code $states}, where there are any
 */
public record Bindings(
        Payload input,
        Supplier<JsonNode> context,
        Map<String, JsonNode> variables,
        Map<String, Payload> outcomes) {

    public Bindings(Payload input, Supplier<JsonNode> context, Map<String, JsonNode> variables) {
        this(input, context, variables, Map.of());
    }

    public Bindings withInput(Payload value) {
        return new Bindings(value, context, variables, outcomes);
    }

    /** With {@code $states.result}, what the state has made. */
    public Bindings withResult(Payload value) {
        return new Bindings(input, context, variables, Map.of("result", value));
    }

    /** With {@code $states.errorOutput}, the error that a catcher handles. */
    public Bindings withErrorOutput(Payload value) {
        return new Bindings(input, context, variables, Map.of("errorOutput", value));
    }
}
