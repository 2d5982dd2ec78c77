package brume.services.states.domain.engine;

import brume.base.Ids;
import brume.services.states.domain.asl.State;
import brume.services.states.domain.asl.TaskResource;
import brume.services.states.domain.data.Bindings;
import brume.services.states.domain.data.PathNotFoundException;
import brume.services.states.domain.data.Payload;
import brume.services.states.domain.data.QueryException;
import brume.services.states.domain.engine.ExecutionState.PayloadId;
import brume.services.states.domain.engine.ExecutionState.Slot;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Task states: scheduling, results, timeouts, task tokens. */
final class TaskStates {

    private static final int SECRET_LENGTH = 32;

    private final Step step;
    private final Transition transition;

    TaskStates(Step step, Transition transition) {
        this.step = step;
        this.transition = transition;
    }

    void schedule(Branch branch, State.Task task, Payload input) throws QueryException {
        boolean token =
                task.resource() instanceof TaskResource.Integration integration
                        && integration.pattern() == TaskResource.Pattern.WAIT_FOR_TASK_TOKEN;
        branch.secret = token ? Ids.secret(SECRET_LENGTH) : null;
        Bindings bindings = step.bindings(branch, input);
        Payload arguments = DataFlow.arguments(task.common(), task.parameters(), bindings);
        Long timeout = limit(task.timeout(), "TimeoutSecondsPath", bindings);
        Long heartbeat = limit(task.heartbeat(), "HeartbeatSecondsPath", bindings);
        if (arguments.exceedsLimit()) {
            transition.fail(branch, Failure.dataLimit(branch.state));
            return;
        }
        long scheduled = scheduled(branch, task.resource(), arguments, timeout, heartbeat);
        branch.previousEvent = started(task.resource(), scheduled);
        step.state.put(branch, Slot.CALL, arguments);
        long ticket = step.await(branch, Branch.Phase.CALLING);
        step.effects.add(new Effect.Call(branch, ticket));
        if (timeout != null) {
            step.timer(branch, Effect.Purpose.TASK_TIMEOUT, step.now.plusSeconds(timeout));
        }
        branch.heartbeatSeconds = heartbeat == null || !token ? 0 : heartbeat;
        if (branch.heartbeatSeconds > 0) {
            beat(branch);
            step.timer(
                    branch,
                    Effect.Purpose.HEARTBEAT,
                    Instant.ofEpochMilli(branch.heartbeatDueMillis));
        }
    }

    private long scheduled(
            Branch branch,
            TaskResource resource,
            Payload arguments,
            @Nullable Long timeout,
            @Nullable Long heartbeat) {
        ObjectNode fields = History.details();
        if (timeout != null) {
            fields.put("timeoutInSeconds", timeout);
        }
        if (resource instanceof TaskResource.Integration integration) {
            if (heartbeat != null) {
                fields.put("heartbeatInSeconds", heartbeat);
            }
            name(fields, integration).put("region", step.facts.region());
            fields.put("parameters", arguments.text());
            return step.history.add(
                    "TaskScheduled", branch.previousEvent, "taskScheduledEventDetails", fields);
        }
        fields.put("resource", resource.arn());
        History.data(fields, "input", arguments);
        return step.history.add(
                "LambdaFunctionScheduled",
                branch.previousEvent,
                "lambdaFunctionScheduledEventDetails",
                fields);
    }

    private long started(TaskResource resource, long previous) {
        if (resource instanceof TaskResource.Integration integration) {
            return step.history.add(
                    "TaskStarted",
                    previous,
                    "taskStartedEventDetails",
                    name(History.details(), integration));
        }
        return step.history.add("LambdaFunctionStarted", previous);
    }

    private static ObjectNode name(ObjectNode fields, TaskResource.Integration integration) {
        return fields.put("resourceType", integration.resourceType())
                .put("resource", integration.resource());
    }

    private static @Nullable Long limit(
            State.@Nullable Limit limit, String field, Bindings bindings) throws QueryException {
        return switch (limit) {
            case null -> null;
            case State.Limit.Fixed fixed -> fixed.value();
            case State.Limit.Computed computed ->
                    DataFlow.integer(computed.expression(), 1, bindings);
            case State.Limit.At at -> {
                JsonNode value;
                try {
                    value = at.path().evaluate(bindings);
                } catch (PathNotFoundException e) {
                    throw e.asInvalidPath();
                }
                if (!value.isIntegralNumber() || value.longValue() <= 0) {
                    throw new QueryException(
                            "The "
                                    + field
                                    + " parameter does not reference a positive integer: "
                                    + at.path()
                                    + " == "
                                    + value.asText());
                }
                yield value.longValue();
            }
        };
    }

    /** The call has answered. */
    void called(Branch branch, TaskOutcome outcome) {
        boolean waits =
                branch.secret != null
                        && outcome instanceof TaskOutcome.Succeeded
                        && step.stateOf(branch) instanceof State.Task;
        if (waits && outcome instanceof TaskOutcome.Succeeded succeeded) {
            submitted(branch, succeeded.output());
        } else {
            ended(branch, outcome);
        }
    }

    private void submitted(Branch branch, Payload output) {
        State.Task task = (State.Task) step.stateOf(branch);
        TaskResource.Integration integration = (TaskResource.Integration) task.resource();
        ObjectNode fields = name(History.details(), integration);
        History.data(fields, "output", output);
        branch.previousEvent =
                step.history.add(
                        "TaskSubmitted", branch.previousEvent, "taskSubmittedEventDetails", fields);
        // The ticket stays, so that the timers of the task remain its own.
        branch.phase = Branch.Phase.AWAITING_TOKEN;
        step.state.drop(PayloadId.of(branch, Slot.CALL));
    }

    /** The task is over. */
    void ended(Branch branch, TaskOutcome outcome) {
        State.Task task = (State.Task) step.stateOf(branch);
        switch (outcome) {
            case TaskOutcome.Failed failed -> failed(branch, failed.failure());
            case TaskOutcome.Succeeded succeeded -> {
                if (succeeded.output().exceedsLimit()) {
                    failed(branch, Failure.dataLimit(source(task.resource())));
                } else {
                    succeeded(branch, task, succeeded.output());
                }
            }
        }
    }

    private static String source(TaskResource resource) {
        return resource instanceof TaskResource.Integration integration
                ? integration.resourceType()
                : resource.arn();
    }

    private void succeeded(Branch branch, State.Task task, Payload output) {
        ObjectNode fields = History.details();
        boolean integration = task.resource() instanceof TaskResource.Integration;
        if (task.resource() instanceof TaskResource.Integration called) {
            name(fields, called);
        }
        History.data(fields, "output", output);
        branch.previousEvent =
                integration
                        ? step.history.add(
                                "TaskSucceeded",
                                branch.previousEvent,
                                "taskSucceededEventDetails",
                                fields)
                        : step.history.add(
                                "LambdaFunctionSucceeded",
                                branch.previousEvent,
                                "lambdaFunctionSucceededEventDetails",
                                fields);
        step.withdraw(branch);
        step.state.drop(PayloadId.of(branch, Slot.CALL));
        Payload input = step.input(branch);
        Bindings bindings = step.bindings(branch, input);
        try {
            Payload filtered = DataFlow.filter(task.common().inputPath(), bindings);
            Payload combined = DataFlow.combine(task.shape(), filtered, output, bindings);
            transition.leave(branch, task, output, combined, bindings);
        } catch (QueryException e) {
            transition.fail(branch, Failure.of(e, branch.state, branch.enteredEvent));
        }
    }

    /** The task failed or took too long. */
    void failed(Branch branch, Failure failure) {
        State.Task task = (State.Task) step.stateOf(branch);
        boolean timedOut =
                failure.cause() == null
                        && (Failure.TIMEOUT.equals(failure.error())
                                || Failure.HEARTBEAT_TIMEOUT.equals(failure.error()));
        String outcome = timedOut ? "TimedOut" : "Failed";
        ObjectNode fields = History.failure(History.details(), failure);
        boolean integration = task.resource() instanceof TaskResource.Integration;
        if (task.resource() instanceof TaskResource.Integration called) {
            name(fields, called);
        }
        String type = (integration ? "Task" : "LambdaFunction") + outcome;
        String details = (integration ? "task" : "lambdaFunction") + outcome + "EventDetails";
        branch.previousEvent = step.history.add(type, branch.previousEvent, details, fields);
        step.state.drop(PayloadId.of(branch, Slot.CALL));
        transition.fail(branch, failure);
    }

    /** Puts the end of the heartbeat's time off; its timer finds that out when it is due. */
    void beat(Branch branch) {
        branch.heartbeatDueMillis = step.now.plusSeconds(branch.heartbeatSeconds).toEpochMilli();
    }

    /** The heartbeat's timer is due: the task has failed unless it was heard of in between. */
    void heartbeatDue(Branch branch) {
        Instant due = Instant.ofEpochMilli(branch.heartbeatDueMillis);
        if (due.isAfter(step.now)) {
            step.timer(branch, Effect.Purpose.HEARTBEAT, due);
        } else {
            failed(branch, new Failure(Failure.HEARTBEAT_TIMEOUT, null));
        }
    }
}
