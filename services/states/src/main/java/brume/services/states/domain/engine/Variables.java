package brume.services.states.domain.engine;

import brume.services.states.domain.data.Bindings;
import brume.services.states.domain.data.Payload;
import brume.services.states.domain.data.QueryException;
import brume.services.states.domain.data.Template;
import brume.services.states.domain.engine.ExecutionState.Slot;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The variables of an execution. Each branch has its own and sees those of the branches above it.
 * Source: "Passing data between states with variables" of the developer guide.
 */
final class Variables {

    private Variables() {}

    /** What the branch sees: its own variables before those of outer ones. */
    static Map<String, JsonNode> visible(Step step, Branch branch) {
        Map<String, JsonNode> visible = Map.of();
        Branch at = branch;
        while (true) {
            if (at.hasVariables) {
                Map<String, JsonNode> joined = new HashMap<>();
                for (var variable : own(step, at).properties()) {
                    joined.put(variable.getKey(), variable.getValue());
                }
                joined.putAll(visible);
                visible = joined;
            }
            if (at.isRoot()) {
                return visible;
            }
            at = step.parent(at);
        }
    }

    private static ObjectNode own(Step step, Branch branch) {
        JsonNode stored = step.state.payload(branch, Slot.VARIABLES).node();
        return stored instanceof ObjectNode variables
                ? variables
                : JsonNodeFactory.instance.objectNode();
    }

    /** The new values of an Assign field, or null if there is none. */
    static @Nullable ObjectNode evaluate(@Nullable Template assign, Bindings bindings)
            throws QueryException {
        return assign != null && assign.evaluate(bindings) instanceof ObjectNode values
                ? values
                : null;
    }

    /** Sets variables of the branch. */
    static void assign(Step step, Branch branch, ObjectNode values) {
        ObjectNode all = JsonNodeFactory.instance.objectNode();
        if (branch.hasVariables) {
            all.setAll(own(step, branch));
        }
        all.setAll(values);
        branch.hasVariables = true;
        step.state.put(branch, Slot.VARIABLES, Payload.of(all));
    }
}
