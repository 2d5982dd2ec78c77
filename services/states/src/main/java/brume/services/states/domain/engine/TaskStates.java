package brume.services.states.domain.engine;

import brume.base.Ids;
import brume.services.states.domain.asl.State;
import brume.services.states.domain.asl.TaskResource;
import brume.services.states.domain.data.Bindings;
import brume.services.states.domain.data.PathNotFoundException;
import brume.services.states.domain.data.Payload;
import brume.services.states.domain.data.QueryException;
import brume.services.states.domain.data.Template;
import brume.services.states.domain.engine.ExecutionState.PayloadId;
import brume.services.states.domain.engine.ExecutionState.Slot;
import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Task states: scheduling, results, timeouts, task tokens. */
final class TaskStates {

    private static final int SECRET_LENGTH = 32;

    private final Step step;
    private final Transition transition;
    private final TaskEvents events;

    TaskStates(Step step, Transition transition) {
        this.step = step;
        this.transition = transition;
        this.events = new TaskEvents(step.history, step.facts.region());
    }

    void schedule(Branch branch, State.Task task, Payload input) throws QueryException {
        TaskResource resource = task.resource();
        if (resource instanceof TaskResource.Activity && !step.activities.test(resource.arn())) {
            throw new QueryException("The activity " + resource.arn() + " does not exist.");
        }
        boolean token =
                resource instanceof TaskResource.Integration integration && integration.waits();
        branch.secret = token ? Ids.secret(SECRET_LENGTH) : null;
        Bindings bindings = step.bindings(branch, input);
        Payload arguments =
                DataFlow.arguments(
                        task.common(), task.parameters(), bindings, step.inspector(branch));
        Long timeout = limit(task.timeout(), "TimeoutSecondsPath", bindings);
        Long heartbeat = limit(task.heartbeat(), "HeartbeatSecondsPath", bindings);
        branch.taskRole = role(task.credentials(), bindings);
        if (arguments.exceedsLimit()) {
            transition.fail(branch, Failure.dataLimit(branch.state));
            return;
        }
        TaskParameters.check(resource, arguments);
        branch.previousEvent = events.scheduled(resource, branch, arguments, timeout, heartbeat);
        step.state.put(branch, Slot.CALL, arguments);
        branch.timeoutSeconds = timeout == null ? 0 : timeout;
        branch.heartbeatSeconds = heartbeat == null ? 0 : heartbeat;
        if (resource instanceof TaskResource.Activity) {
            long ticket = step.await(branch, Branch.Phase.OFFERED);
            step.effects.add(new Effect.Offer(branch, ticket, resource.arn()));
            return;
        }
        branch.previousEvent = events.started(resource, branch.previousEvent);
        long ticket = step.await(branch, Branch.Phase.CALLING);
        step.effects.add(new Effect.Call(branch, ticket));
        watch(branch, token);
    }

    /** The RoleArn of a Credentials field. */
    private static @Nullable String role(@Nullable Template credentials, Bindings bindings)
            throws QueryException {
        if (credentials == null) {
            return null;
        }
        JsonNode role = credentials.evaluate(bindings).path("RoleArn");
        if (!role.isTextual()) {
            throw new QueryException("The RoleArn of the Credentials is not a string: " + role);
        }
        return role.textValue();
    }

    /** Sets the timers of a task that begins now. */
    private void watch(Branch branch, boolean beats) {
        if (branch.timeoutSeconds > 0) {
            step.timer(
                    branch,
                    Effect.Purpose.TASK_TIMEOUT,
                    step.now.plusSeconds(branch.timeoutSeconds));
        }
        if (beats && branch.heartbeatSeconds > 0) {
            beat(branch);
            step.timer(
                    branch,
                    Effect.Purpose.HEARTBEAT,
                    Instant.ofEpochMilli(branch.heartbeatDueMillis));
        }
    }

    /**
     * A worker takes the task. Timeout and heartbeat of an activity are counted from here on
     * (developer guide, "Task workflow state").
     */
    Interpreter.ActivityTask taken(Branch branch, @Nullable String workerName) {
        State.Task task = (State.Task) step.stateOf(branch);
        Payload input = step.state.payload(branch, Slot.CALL);
        step.withdraw(branch);
        String secret = Ids.secret(SECRET_LENGTH);
        branch.secret = secret;
        branch.phase = Branch.Phase.AWAITING_TOKEN;
        branch.previousEvent = events.taken(task.resource(), branch.previousEvent, workerName);
        step.state.drop(PayloadId.of(branch, Slot.CALL));
        watch(branch, true);
        TaskToken token = new TaskToken(step.facts.arn(), branch.id, secret);
        return new Interpreter.ActivityTask(token.text(), input);
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
        boolean waits = branch.secret != null && step.stateOf(branch) instanceof State.Task;
        if (!waits || !(outcome instanceof TaskOutcome.Succeeded succeeded)) {
            ended(branch, outcome);
            return;
        }
        submitted(branch, succeeded.output());
        PayloadId held = PayloadId.of(branch, Slot.REPORT);
        step.state.find(held).map(TaskOutcome::of).ifPresent(report -> ended(branch, report));
    }

    private void submitted(Branch branch, Payload output) {
        State.Task task = (State.Task) step.stateOf(branch);
        branch.previousEvent = events.submitted(task.resource(), branch.previousEvent, output);
        // The ticket stays, so that the timers of the task remain its own.
        branch.phase = Branch.Phase.AWAITING_TOKEN;
        step.state.drop(PayloadId.of(branch, Slot.CALL));
        if (task.resource() instanceof TaskResource.Integration integration
                && integration.isSync()) {
            String started = output.node().path("ExecutionArn").asText();
            step.effects.add(new Effect.Watch(branch, branch.ticket, started));
        }
    }

    /**
     * The holder of the task's token reports. A report that is faster than the answer of the call
     * waits for it, because a task is submitted before it ends.
     */
    void reported(Branch branch, TaskOutcome outcome) {
        if (branch.phase == Branch.Phase.CALLING) {
            step.state.put(branch, Slot.REPORT, outcome.payload());
        } else {
            ended(branch, outcome);
        }
    }

    /** Whether a report waits for the answer of the call already. */
    boolean hasReport(Branch branch) {
        return step.state.find(PayloadId.of(branch, Slot.REPORT)).isPresent();
    }

    /** The task is over. */
    void ended(Branch branch, TaskOutcome outcome) {
        if (branch.secret != null) {
            step.state.drop(PayloadId.of(branch, Slot.REPORT));
        }
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
        step.inspector(branch).show(Inspector.Stage.RESULT, output);
        branch.previousEvent = events.succeeded(task.resource(), branch.previousEvent, output);
        step.withdraw(branch);
        step.state.drop(PayloadId.of(branch, Slot.CALL));
        Payload input = step.input(branch);
        Bindings bindings = step.bindings(branch, input);
        try {
            Payload combined =
                    DataFlow.combine(task.shape(), output, bindings, step.inspector(branch));
            transition.leave(branch, task, output, combined, bindings);
        } catch (QueryException e) {
            transition.fail(branch, e);
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
        branch.previousEvent =
                events.failed(task.resource(), outcome, branch.previousEvent, failure);
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
            boolean activity =
                    ((State.Task) step.stateOf(branch)).resource() instanceof TaskResource.Activity;
            failed(
                    branch,
                    activity
                            ? new Failure(Failure.HEARTBEAT_TIMEOUT, null)
                            : Failure.missedHeartbeat());
        }
    }
}
