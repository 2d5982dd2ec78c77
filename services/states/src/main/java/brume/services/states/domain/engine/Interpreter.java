package brume.services.states.domain.engine;

import brume.services.states.domain.asl.Definition;
import brume.services.states.domain.asl.State;
import brume.services.states.domain.asl.TaskResource;
import brume.services.states.domain.asl.WorkflowType;
import brume.services.states.domain.data.Payload;
import brume.services.states.domain.data.QueryException;
import brume.services.states.domain.engine.ExecutionState.Slot;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Carries an execution forward from one stimulus (its start, a result, a timer) until every branch
 * waits for something outside. A function of its arguments: it reads no clock and calls nothing; it
 * changes the {@link ExecutionState} and answers the effects that have to be committed with it.
 */
public final class Interpreter {

    /** States carried out in one step; what is left continues in the next one. */
    private static final int TRANSITIONS_MAX = 1_000;

    /** Events of one execution. Source: Step Functions service quotas. */
    public static final long EVENTS_MAX = 25_000;

    /** How long an Express execution may last. Source: Step Functions service quotas. */
    public static final long EXPRESS_SECONDS_MAX = 300;

    private final Step step;
    private final Transition transition;
    private final PlainStates plain;
    private final TaskStates tasks;
    private final ParentStates parents;
    private final DistributedMaps maps;

    /**
     * @param activities whether an activity with a given ARN exists
     */
    public Interpreter(
            Definition definition,
            ExecutionFacts facts,
            ExecutionState state,
            Instant now,
            Predicate<String> activities) {
        this(definition, facts, state, now, activities, Inspector.NONE);
    }

    /**
     * @param inspector is shown the data of the machine's own states
     */
    public Interpreter(
            Definition definition,
            ExecutionFacts facts,
            ExecutionState state,
            Instant now,
            Predicate<String> activities,
            Inspector inspector) {
        this.step = new Step(definition, facts, state, now, activities, inspector);
        this.transition = new Transition(step);
        this.plain = new PlainStates(step, transition);
        this.tasks = new TaskStates(step, transition);
        this.parents = new ParentStates(step, transition);
        this.maps = new DistributedMaps(step, transition);
    }

    /** Begins the execution. */
    public List<Effect> start() {
        step.history.executionStarted(step.facts);
        Branch root = step.state.add(Branch.ROOT, 0, step.definition.workflow().startAt(), 0);
        step.state.put(root, Slot.INPUT, step.facts.input());
        ObjectNode variables = step.inspector(root).variables();
        if (!variables.isEmpty()) {
            Variables.assign(step, root, variables);
        }
        limit(root, step.facts.start());
        step.ready.add(root);
        return run();
    }

    /** Sets the timer of the whole execution. */
    private void limit(Branch root, Instant start) {
        Long timeout = timeoutSeconds();
        if (timeout != null) {
            Instant due = start.plusSeconds(timeout);
            step.effects.add(new Effect.Timer(root, 0, Effect.Purpose.EXECUTION_TIMEOUT, due));
        }
    }

    /**
     * Goes on with an execution that has failed: the states in which its branches were are entered
     * anew, what the branches have got so far stays; map runs go on. The timeout begins anew.
     * Source: "Restarting state machine executions with redrive" of the developer guide.
     */
    public List<Effect> redrive() {
        long redriven = step.history.redriven(step.state.lastEventId(), step.facts);
        limit(step.state.get(Branch.ROOT), step.now);
        for (Branch branch : step.state.all()) {
            boolean parent =
                    branch.phase == Branch.Phase.CHILDREN && !step.state.children(branch).isEmpty();
            Branch opened = step.state.get(branch.id);
            opened.messages = new String[0];
            if (!parent) {
                opened.ticket = 0;
                opened.secret = null;
                opened.previousEvent = redriven;
                if (!maps.redrive(opened)) {
                    opened.phase = Branch.Phase.READY;
                    step.ready.add(opened);
                }
            }
        }
        return run();
    }

    private @Nullable Long timeoutSeconds() {
        Long asked = step.definition.timeoutSeconds();
        if (step.facts.type() == WorkflowType.STANDARD) {
            return asked;
        }
        return asked == null ? EXPRESS_SECONDS_MAX : Math.min(asked, EXPRESS_SECONDS_MAX);
    }

    /** A timer is due; a stale one changes nothing. */
    public List<Effect> timer(long branchId, long ticket, Effect.Purpose purpose) {
        if (purpose == Effect.Purpose.EXECUTION_TIMEOUT) {
            transition.endAll("TIMED_OUT", "TimedOut", new Failure(Failure.TIMEOUT, null));
            return step.effects;
        }
        Optional<Branch> waiting = waiting(branchId, ticket);
        if (waiting.isEmpty()) {
            return List.of();
        }
        Branch branch = waiting.get();
        switch (purpose) {
            case WAIT -> {
                step.withdraw(branch);
                plain.waited(branch);
            }
            case RETRY, CONTINUE -> {
                branch.ticket = 0;
                step.withdraw(branch);
                step.ready.add(branch);
            }
            case TASK_TIMEOUT -> tasks.failed(branch, new Failure(Failure.TIMEOUT, null));
            case HEARTBEAT -> tasks.heartbeatDue(branch);
            case EXECUTION_TIMEOUT -> throw new IllegalStateException("handled above");
        }
        return run();
    }

    /** A task's call has answered; for a task with a token, it has been submitted. */
    public List<Effect> called(long branchId, long ticket, TaskOutcome outcome) {
        Optional<Branch> waiting = waiting(branchId, ticket);
        if (waiting.isEmpty()) {
            return List.of();
        }
        tasks.called(waiting.get(), outcome);
        return run();
    }

    /** A task that a worker has taken: what the worker is given. */
    public record ActivityTask(String token, Payload input) {}

    /** A worker takes a task of its activity; empty if the task is not to be had any more. */
    public Optional<ActivityTask> taken(long branchId, long ticket, @Nullable String workerName) {
        return waiting(branchId, ticket)
                .filter(branch -> branch.phase == Branch.Phase.OFFERED)
                .map(branch -> tasks.taken(branch, workerName));
    }

    /** What the calls of this interpreter have caused so far. */
    public List<Effect> effects() {
        return step.effects;
    }

    /** Whoever holds a task's token reports its result. */
    public List<Effect> reported(Branch branch, TaskOutcome outcome) {
        tasks.ended(branch, outcome);
        return run();
    }

    /** Whoever holds a task's token reports its result, maybe before its call has answered. */
    public List<Effect> report(Branch branch, TaskOutcome outcome) {
        tasks.reported(branch, outcome);
        return run();
    }

    /** What a task has started has ended. */
    public List<Effect> ended(long branchId, long ticket, TaskOutcome outcome) {
        Optional<Branch> waiting = waiting(branchId, ticket);
        if (waiting.isEmpty()) {
            return List.of();
        }
        waiting.get().dropMessages(Branch.STOP);
        tasks.ended(waiting.get(), outcome);
        return run();
    }

    /** A map run has ended; what waits for another one stays as it is. */
    public List<Effect> mapRunEnded(long branchId, long ticket, TaskOutcome outcome) {
        Optional<Branch> waiting = waiting(branchId, ticket);
        if (waiting.isEmpty()) {
            return List.of();
        }
        State.MapItems map = (State.MapItems) step.stateOf(waiting.get());
        maps.ended(waiting.get(), map, outcome);
        return run();
    }

    /**
     * What the ItemSelector of a Map state makes of items of its map run.
     *
     * @param first the index of the first item
     */
    public MapItems mapItems(long branchId, long ticket, long first, List<JsonNode> items) {
        Optional<Branch> branch = step.state.find(branchId).filter(found -> found.ticket == ticket);
        if (branch.isEmpty()) {
            return new MapItems.Over();
        }
        Branch at = branch.get();
        try {
            State.MapItems map = (State.MapItems) step.stateOf(at);
            return new MapItems.Selected(maps.select(at, map, first, items));
        } catch (QueryException e) {
            return new MapItems.Failed(Failure.of(e, at.state, at.enteredEvent));
        }
    }

    /** What the task of a branch calls, or nothing if it waits for something else by now. */
    public Optional<TaskResource> awaited(long branchId, long ticket) {
        return step.state
                .find(branchId)
                .filter(branch -> branch.ticket == ticket)
                .map(step::stateOf)
                .filter(State.Task.class::isInstance)
                .map(task -> ((State.Task) task).resource());
    }

    /** The branch that waits for the holder of a token, or nothing if the token is used up. */
    public Optional<Branch> awaiting(TaskToken token) {
        return step.state
                .open(token.branch())
                .filter(branch -> branch.hasSecret(token.secret()))
                .filter(branch ->
                        branch.phase == Branch.Phase.AWAITING_TOKEN
                                || (branch.phase == Branch.Phase.CALLING
                                        && !tasks.hasReport(branch)));
    }

    /** The call that a branch waits for, or nothing if it waits for another one or none. */
    public Optional<TaskCall> pending(long branchId, long ticket) {
        return step.state
                .find(branchId)
                .filter(branch -> branch.ticket == ticket && branch.phase == Branch.Phase.CALLING)
                .filter(branch -> step.stateOf(branch) instanceof State.Task)
                .map(branch -> call(branch, (State.Task) step.stateOf(branch)));
    }

    private TaskCall call(Branch branch, State.Task task) {
        Payload input = step.state.payload(branch, Slot.CALL);
        return new TaskCall(task.resource(), input, branch.taskRole);
    }

    /** Extends the heartbeat of a task. */
    public List<Effect> heartbeat(Branch branch) {
        tasks.beat(branch);
        return step.effects;
    }

    /** Ends the execution from outside. */
    public List<Effect> stop(Failure reason) {
        transition.endAll("ABORTED", "Aborted", reason);
        return step.effects;
    }

    private Optional<Branch> waiting(long branchId, long ticket) {
        return step.state.open(branchId).filter(branch -> branch.ticket == ticket && ticket != 0);
    }

    private List<Effect> run() {
        int transitions = 0;
        while (!step.ready.isEmpty() && step.state.ending().isEmpty()) {
            if (step.state.lastEventId() >= EVENTS_MAX - 5
                    && step.facts.type() == WorkflowType.STANDARD) {
                transition.endAll(
                        "FAILED",
                        "Failed",
                        new Failure(
                                Failure.RUNTIME,
                                "The execution reached the maximum number of history events ("
                                        + EVENTS_MAX
                                        + ")."));
                break;
            }
            Branch branch = step.ready.removeFirst();
            if (++transitions > TRANSITIONS_MAX) {
                Branch.Phase phase = branch.phase;
                step.await(branch, phase);
                step.timer(branch, Effect.Purpose.CONTINUE, step.now);
                continue;
            }
            carryOut(branch);
        }
        return step.effects;
    }

    /** Enters the branch's state, or begins it again after a delay. */
    private void carryOut(Branch branch) {
        State state = step.stateOf(branch);
        Payload input = step.input(branch);
        if (branch.phase == Branch.Phase.READY) {
            branch.mapRun = null;
            branch.beforeEntered = branch.previousEvent;
            branch.previousEvent = step.history.entered(state, branch.previousEvent, input);
            branch.enteredEvent = branch.previousEvent;
            branch.enteredMillis = step.now.toEpochMilli();
            int retries = step.inspector(branch).retries();
            branch.retryCount = retries;
            branch.retries = new int[retries == 0 ? 0 : state.errors().retriers().size()];
            Arrays.fill(branch.retries, retries);
        }
        try {
            switch (state) {
                case State.Pass pass -> plain.pass(branch, pass, input);
                case State.Choice choice -> plain.choice(branch, choice, input);
                case State.Wait wait -> plain.waiting(branch, wait, input);
                case State.Succeed succeed -> plain.succeed(branch, succeed, input);
                case State.Fail fail -> plain.fail(branch, fail, input);
                case State.Task task -> tasks.schedule(branch, task, input);
                case State.Parallel parallel -> parents.parallel(branch, parallel, input);
                case State.MapItems map -> parents.map(branch, map, input);
            }
        } catch (QueryException e) {
            transition.fail(branch, e);
        }
    }
}
