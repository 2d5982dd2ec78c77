package brume.services.states.domain.engine;

import brume.services.states.domain.asl.State;
import brume.services.states.domain.data.Payload;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Writes the events of an execution's history, each with the details that AWS gives it. */
final class History {

    private final ExecutionState state;
    private final long millis;

    History(ExecutionState state, Instant now) {
        this.state = state;
        this.millis = now.toEpochMilli();
    }

    /** An event without details; its id. */
    long add(String type, long previous) {
        return state.addEvent(event(type, previous));
    }

    private ObjectNode event(String type, long previous) {
        ObjectNode event = JsonNodeFactory.instance.objectNode();
        event.put("timestamp", millis);
        event.put("type", type);
        event.put("previousEventId", previous);
        return event;
    }

    /** An event whose details are {@code fields} under {@code name}. */
    long add(String type, long previous, String name, ObjectNode fields) {
        ObjectNode event = event(type, previous);
        event.set(name, fields);
        return state.addEvent(event);
    }

    static ObjectNode details() {
        return JsonNodeFactory.instance.objectNode();
    }

    static ObjectNode data(ObjectNode fields, String name, Payload payload) {
        fields.put(name, payload.text());
        fields.putObject(name + "Details").put("truncated", false);
        return fields;
    }

    static ObjectNode failure(ObjectNode fields, Failure failure) {
        put(fields, "error", failure.error());
        put(fields, "cause", failure.cause());
        return fields;
    }

    private static void put(ObjectNode fields, String name, @Nullable String value) {
        if (value != null) {
            fields.put(name, value);
        }
    }

    void executionStarted(ExecutionFacts facts) {
        ObjectNode fields = data(details(), "input", facts.input());
        fields.put("roleArn", facts.roleArn());
        add("ExecutionStarted", 0, "executionStartedEventDetails", fields);
    }

    long redriven(long previous, ExecutionFacts facts) {
        Integer count = facts.redriveCount();
        ObjectNode fields = details().put("redriveCount", count == null ? 0 : count);
        return add("ExecutionRedriven", previous, "executionRedrivenEventDetails", fields);
    }

    void executionSucceeded(long previous, Payload output) {
        ObjectNode fields = data(details(), "output", output);
        add("ExecutionSucceeded", previous, "executionSucceededEventDetails", fields);
    }

    /** {@code outcome} is Failed, Aborted or TimedOut. */
    void executionEnded(String outcome, long previous, Failure failure) {
        add(
                "Execution" + outcome,
                previous,
                "execution" + outcome + "EventDetails",
                failure(details(), failure));
    }

    /** An expression could not be evaluated; {@code location} is its field, if known. */
    long evaluationFailed(long previous, String state, Failure failure, @Nullable String location) {
        ObjectNode fields = failure(details(), failure);
        put(fields, "location", location);
        fields.put("state", state);
        return add("EvaluationFailed", previous, "evaluationFailedEventDetails", fields);
    }

    long entered(State entered, long previous, Payload input) {
        ObjectNode fields = data(details(), "input", input);
        fields.put("name", entered.common().name());
        return add(entered.type() + "StateEntered", previous, "stateEnteredEventDetails", fields);
    }

    long exited(State exited, long previous, Payload output, @Nullable ObjectNode assigned) {
        ObjectNode fields = details();
        if (assigned != null && !assigned.isEmpty()) {
            ObjectNode texts = fields.putObject("assignedVariables");
            for (var variable : assigned.properties()) {
                texts.put(variable.getKey(), variable.getValue().toString());
            }
            fields.putObject("assignedVariablesDetails").put("truncated", false);
        }
        fields.put("name", exited.common().name());
        data(fields, "output", output);
        return add(exited.type() + "StateExited", previous, "stateExitedEventDetails", fields);
    }

    /** {@code outcome} is Started, Succeeded, Failed or Aborted. */
    long mapIteration(String outcome, long previous, String map, int index) {
        ObjectNode fields = details().put("name", map).put("index", index);
        return add(
                "MapIteration" + outcome,
                previous,
                "mapIteration" + outcome + "EventDetails",
                fields);
    }

    long mapRunStarted(long previous, String mapRunArn) {
        ObjectNode fields = details().put("mapRunArn", mapRunArn);
        return add("MapRunStarted", previous, "mapRunStartedEventDetails", fields);
    }

    long mapRunRedriven(long previous, String mapRunArn, int count) {
        ObjectNode fields = details().put("mapRunArn", mapRunArn).put("redriveCount", count);
        return add("MapRunRedriven", previous, "mapRunRedrivenEventDetails", fields);
    }

    long mapRunFailed(long previous, Failure failure) {
        return add(
                "MapRunFailed", previous, "mapRunFailedEventDetails", failure(details(), failure));
    }

    long mapStarted(long previous, int length) {
        ObjectNode fields = details().put("length", length);
        return add("MapStateStarted", previous, "mapStateStartedEventDetails", fields);
    }
}
