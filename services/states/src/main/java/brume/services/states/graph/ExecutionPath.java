package brume.services.states.graph;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The way that an execution took, read from its history. States are told apart by name, which is
 * unique in a whole definition; a state that was entered several times shows its latest outcome.
 */
final class ExecutionPath {

    /** What became of a state. */
    enum Outcome {
        RUNNING,
        SUCCEEDED,
        CAUGHT,
        FAILED
    }

    private record Step(String from, String to) {}

    /** No execution: nothing has been entered. */
    static final ExecutionPath NONE = new ExecutionPath(List.of());

    private final Map<String, Outcome> outcomes = new HashMap<>();
    private final Set<Step> steps = new HashSet<>();
    private final boolean started;

    /**
     * @param events of the history in ascending order, as GetExecutionHistory answers them
     */
    ExecutionPath(List<JsonNode> events) {
        Map<Long, JsonNode> byId = new HashMap<>();
        boolean ended = false;
        for (JsonNode event : events) {
            byId.put(event.path("id").asLong(), event);
            String type = event.path("type").asText();
            JsonNode previous = byId.get(event.path("previousEventId").asLong());
            if (type.endsWith("StateEntered")) {
                enter(event.path("stateEnteredEventDetails").path("name").asText(), type, previous);
            } else if (type.endsWith("StateExited")) {
                boolean caught = previous != null && isFailure(previous.path("type").asText());
                outcomes.put(exited(event), caught ? Outcome.CAUGHT : Outcome.SUCCEEDED);
            }
            ended |= type.startsWith("Execution") && isFailure(type);
        }
        if (ended) {
            outcomes.replaceAll(
                    (name, outcome) -> outcome == Outcome.RUNNING ? Outcome.FAILED : outcome);
        }
        started = !events.isEmpty();
    }

    private void enter(String name, String type, @Nullable JsonNode previous) {
        outcomes.put(name, type.startsWith("Fail") ? Outcome.FAILED : Outcome.RUNNING);
        if (previous != null && previous.has("stateExitedEventDetails")) {
            steps.add(new Step(exited(previous), name));
        }
    }

    private static String exited(JsonNode event) {
        return event.path("stateExitedEventDetails").path("name").asText();
    }

    private static boolean isFailure(String type) {
        return type.endsWith("Failed") || type.endsWith("TimedOut") || type.endsWith("Aborted");
    }

    Optional<Outcome> outcome(String state) {
        return Optional.ofNullable(outcomes.get(state));
    }

    /** Whether the execution went along a line. */
    boolean took(Layout.Line line) {
        Outcome outcome = outcomes.get(line.from());
        String target = line.edge().target();
        if (line.from().isEmpty()) {
            return started && outcomes.containsKey(target);
        } else if (outcome == null || line.edge().onError() != (outcome == Outcome.CAUGHT)) {
            return false;
        } else if (target.equals(StateGraph.END)) {
            return outcome != Outcome.RUNNING;
        }
        return steps.contains(new Step(line.from(), target));
    }
}
