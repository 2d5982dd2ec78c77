package brume.services.states.op;

import brume.api.states.StatesErrors;
import brume.services.states.domain.asl.State;
import brume.services.states.domain.asl.TaskResource;
import brume.wire.ServiceException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The context object that a call of TestState gives in place of an execution's own. Rules and texts
 * follow what LocalStack's repository records from AWS (v2/test_state/test_state_context_object).
 */
final class StateContext {

    private enum Kind {
        TEXT("a string"),
        NUMBER("a number"),
        ANY("");

        private final String demand;

        Kind(String demand) {
            this.demand = demand;
        }

        boolean fits(JsonNode value) {
            return switch (this) {
                case TEXT -> value.isTextual();
                case NUMBER -> value.isNumber();
                case ANY -> true;
            };
        }
    }

    private static final Map<String, Map<String, Kind>> FIELDS =
            Map.of(
                    "Execution",
                    Map.of(
                            "Id", Kind.TEXT,
                            "Input", Kind.ANY,
                            "Name", Kind.TEXT,
                            "RoleArn", Kind.TEXT,
                            "StartTime", Kind.TEXT,
                            "RedriveCount", Kind.NUMBER,
                            "RedriveTime", Kind.TEXT),
                    "State",
                    Map.of(
                            "EnteredTime", Kind.TEXT,
                            "Name", Kind.TEXT,
                            "RetryCount", Kind.NUMBER),
                    "StateMachine",
                    Map.of("Id", Kind.TEXT, "Name", Kind.TEXT),
                    "Task",
                    Map.of("Token", Kind.TEXT));

    private StateContext() {}

    /** Reads and checks it. */
    static ObjectNode read(String text, @Nullable State state) {
        ObjectNode context = StateSetup.object(text, () -> invalid("it must be a JSON object"));
        for (var part : context.properties()) {
            String name = part.getKey();
            if (name.equals("Map")) {
                throw invalid("'Map' field is not supported when mocking a Context object");
            }
            Map<String, Kind> fields = FIELDS.get(name);
            if (fields == null) {
                throw invalid("Field '" + name + "' is not allowed");
            }
            check(name, part.getValue(), fields);
        }
        if (context.has("Task") && !waits(state)) {
            throw invalid(
                    "Context object contains 'Task' when state is not a Task state with a '.sync'"
                            + " or '.waitForTaskToken' service integration pattern");
        }
        return context;
    }

    private static void check(String name, JsonNode part, Map<String, Kind> fields) {
        if (!part.isObject()) {
            throw invalid(name + " must be an object");
        }
        for (var field : part.properties()) {
            Kind kind = fields.get(field.getKey());
            if (kind == null) {
                throw invalid("Field '" + field.getKey() + "' is not allowed");
            }
            if (!kind.fits(field.getValue())) {
                throw invalid(name + '.' + field.getKey() + " must be " + kind.demand);
            }
        }
    }

    private static boolean waits(@Nullable State state) {
        return state instanceof State.Task task
                && task.resource() instanceof TaskResource.Integration integration
                && integration.pattern() != TaskResource.Pattern.REQUEST_RESPONSE;
    }

    private static ServiceException invalid(String reason) {
        return StatesErrors.validationException("Invalid Context object provided: " + reason);
    }
}
