package brume.services.states.domain.engine;

import brume.services.states.domain.asl.State;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Optional;

/** The context object of the Amazon States Language, {@code $$}. */
final class ContextObject {

    private static final DateTimeFormatter MILLIS =
            DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSS'Z'").withZone(ZoneOffset.UTC);

    private ContextObject() {}

    /** An element of a Map state's array. */
    record Item(int index, JsonNode value) {}

    static ObjectNode of(Step step, Branch branch) {
        Optional<ObjectNode> given = step.inspector(branch).context();
        if (given.isPresent()) {
            return given.get().deepCopy();
        }
        ExecutionFacts facts = step.facts;
        ObjectNode context = JsonNodeFactory.instance.objectNode();
        ObjectNode execution = context.putObject("Execution");
        execution.put("Id", facts.arn());
        execution.set("Input", facts.input().node());
        execution.put("StartTime", MILLIS.format(facts.start()));
        execution.put("Name", facts.name());
        execution.put("RoleArn", facts.roleArn());
        if (facts.redriveCount() != null) {
            execution.put("RedriveCount", facts.redriveCount());
        }
        ObjectNode machine = context.putObject("StateMachine");
        machine.put("Id", facts.stateMachineArn());
        machine.put("Name", facts.stateMachineName());
        ObjectNode state = context.putObject("State");
        state.put("Name", step.inspector(branch).nameOf(branch.state));
        state.put("EnteredTime", MILLIS.format(Instant.ofEpochMilli(branch.enteredMillis)));
        if (isTriedAgain(step.stateOf(branch))) {
            state.put("RetryCount", branch.retryCount);
        }
        if (branch.secret != null) {
            context.putObject("Task")
                    .put("Token", new TaskToken(facts.arn(), branch.id, branch.secret).text());
        }
        step.mapItem(branch).ifPresent(item -> put(context, item));
        return context;
    }

    /** Whether states of the type can have a Retry field. */
    private static boolean isTriedAgain(State state) {
        return state instanceof State.Task
                || state instanceof State.Parallel
                || state instanceof State.MapItems;
    }

    /** Sets the element that is being worked on. */
    static void put(ObjectNode context, Item item) {
        ObjectNode element = context.putObject("Map").putObject("Item");
        element.put("Index", item.index());
        element.set("Value", item.value());
    }
}
