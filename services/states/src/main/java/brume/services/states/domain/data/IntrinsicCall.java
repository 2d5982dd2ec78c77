package brume.services.states.domain.data;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;

/**
 * A call of an intrinsic function.
 *
 * @param text as written in the definition, for error texts
 */
public record IntrinsicCall(String text, IntrinsicFunction function, List<Expression> arguments)
        implements Expression {

    @Override
    public JsonNode evaluate(Bindings bindings) throws PathNotFoundException, QueryException {
        List<JsonNode> values = new ArrayList<>(arguments.size());
        for (Expression argument : arguments) {
            values.add(argument.evaluate(bindings));
        }
        try {
            return function.apply(values);
        } catch (IntrinsicFailure e) {
            throw new QueryException(
                    "States.IntrinsicFailure",
                    "The function '" + text + "' had the following error: " + e.getMessage());
        }
    }
}
