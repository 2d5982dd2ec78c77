package brume.services.states.domain.data;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;
import java.util.function.Supplier;

/**
 * What an expression can refer to.
 *
 * @param input the value of {@code $}
 * @param context the context object, {@code $$}
 * @param variables the values of {@code $name}
 */
public record Bindings(Payload input, Supplier<JsonNode> context, Map<String, JsonNode> variables) {

    public Bindings withInput(Payload value) {
        return new Bindings(value, context, variables);
    }
}
