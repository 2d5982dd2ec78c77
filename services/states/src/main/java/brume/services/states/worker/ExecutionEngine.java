package brume.services.states.worker;

import brume.base.Clock;
import brume.base.Scope;
import brume.events.Delivery;
import brume.events.Outcome;
import brume.events.Queues;
import brume.services.states.domain.asl.DistributedMap;
import brume.services.states.domain.asl.State;
import brume.services.states.domain.asl.TaskResource;
import brume.services.states.domain.asl.WorkflowType;
import brume.services.states.domain.data.Payload;
import brume.services.states.domain.engine.Effect;
import brume.services.states.domain.engine.ExecutionFacts;
import brume.services.states.domain.engine.ExecutionState;
import brume.services.states.domain.engine.ExecutionState.Progress;
import brume.services.states.domain.engine.Failure;
import brume.services.states.domain.engine.Interpreter;
import brume.services.states.domain.engine.MapItems;
import brume.services.states.domain.engine.TaskCall;
import brume.services.states.domain.engine.TaskOutcome;
import brume.services.states.store.Activities;
import brume.services.states.store.ExecutionId;
import brume.services.states.store.ExecutionRecord;
import brume.services.states.store.Executions;
import brume.services.states.store.Histories;
import brume.services.states.store.MapRuns;
import brume.services.states.store.StateMachines;
import brume.services.states.worker.Definitions.Compiled;
import brume.store.Reader;
import brume.store.Store;
import brume.store.Transaction;
import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Carries executions forward. Each step is one transaction: it reads what the step touches, lets
 * the interpreter run until every branch waits for something outside, and commits the new events,
 * the changed branches, the messages that the step causes, and the end of the message that caused
 * it. So an execution that a crash interrupts stands exactly before its last uncommitted step.
 *
 * <p>An execution that needs nothing from outside is started and ended by a single commit.
 */
public final class ExecutionEngine {

    /** The queue of calls to make. */
    static final String TASKS = "states-tasks";

    /** The queue of waits, retries and timeouts. */
    static final String TIMERS = "states-timers";

    private static final int LOCKS = 1024;

    private final Store store;
    private final Clock clock;
    private final StateMachines machines;
    private final Executions executions;
    private final Activities activities;
    private final StepCommit commits;
    private final LogQueue logs;
    private final Definitions definitions;
    private final StripedLocks locks = new StripedLocks(LOCKS);

    public ExecutionEngine(
            Store store,
            Clock clock,
            Queues queues,
            StateMachines machines,
            Executions executions,
            Histories histories,
            Activities activities,
            MapRuns mapRuns,
            Definitions definitions) {
        this.store = store;
        this.clock = clock;
        this.machines = machines;
        this.executions = executions;
        this.activities = activities;
        this.commits = new StepCommit(queues, executions, histories, activities, mapRuns);
        this.logs = new LogQueue(queues);
        this.definitions = definitions;
    }

    /** Starts an execution in the transaction that creates it. */
    public void start(Transaction transaction, ExecutionId id, ExecutionRecord execution) {
        ExecutionState state = new ExecutionState(ExecutionState.Source.NOTHING, Progress.NONE);
        Compiled machine = compiled(transaction, id, execution);
        Interpreter interpreter =
                interpreter(
                        transaction,
                        id,
                        machine,
                        facts(id, execution, 0),
                        state,
                        execution.start());
        List<Effect> effects = interpreter.start();
        executions.add(transaction, id, execution);
        commits.write(transaction, id, state, effects, Optional.empty(), execution.start());
        logs.append(transaction, id, machine.logs(), state.events(), 0, execution.start());
    }

    Compiled compiled(Reader reader, ExecutionId id, ExecutionRecord execution) {
        ExecutionRecord.MapItem item = execution.mapItem();
        return definitions.get(
                reader,
                id.scope(),
                id.baseMachine(),
                execution.revision(),
                item == null ? null : item.state());
    }

    Interpreter interpreter(
            Reader reader,
            ExecutionId id,
            Compiled machine,
            ExecutionFacts facts,
            ExecutionState state,
            Instant now) {
        return new Interpreter(
                machine.definition(), facts, state, now, arn -> exists(reader, id.scope(), arn));
    }

    private boolean exists(Reader reader, Scope scope, String activityArn) {
        return Activities.Id.find(activityArn)
                .filter(id -> id.scope().equals(scope))
                .flatMap(id -> activities.find(reader, id))
                .isPresent();
    }

    static ExecutionFacts facts(ExecutionId id, ExecutionRecord execution, int redriveCount) {
        return new ExecutionFacts(
                WorkflowType.STANDARD,
                id.arn(),
                id.name(),
                id.stateMachineArn(),
                id.stateMachine(),
                execution.roleArn(),
                id.scope().region().value(),
                execution.start(),
                Payload.ofText(execution.input()),
                redriveCount);
    }

    /** The call that a message asks for, or nothing if it is not needed any more. */
    Optional<PendingCall> pending(Work work) {
        ExecutionId id = work.id();
        return store.read(reader -> {
            Optional<ExecutionRecord.Status> status = executions.findStatus(reader, id);
            if (status.isEmpty() || !status.get().isRunning()) {
                return Optional.empty();
            }
            ExecutionRecord execution = executions.find(reader, id).orElseThrow();
            ExecutionState state = state(reader, id, status.get());
            Compiled machine = compiled(reader, id, execution);
            ExecutionFacts facts = facts(id, execution, status.get().redrives().count());
            return interpreter(reader, id, machine, facts, state, clock.now())
                    .pending(work.branch(), work.ticket())
                    .map(call -> new PendingCall(facts, id.scope(), call));
        });
    }

    /** A call and the execution that it is for. */
    record PendingCall(ExecutionFacts facts, Scope scope, TaskCall call) {}

    ExecutionState state(Reader reader, ExecutionId id, ExecutionRecord.Status status) {
        Progress progress =
                new Progress(status.nextEventId(), status.nextBranchId(), status.nextTicket());
        return new ExecutionState(executions.source(reader, id), progress);
    }

    /** Hands the result of a call to its execution. */
    Outcome called(Delivery delivery, Work work, TaskOutcome outcome) {
        return step(
                delivery,
                work.id(),
                interpreter -> interpreter.called(work.branch(), work.ticket(), outcome));
    }

    /** Tells an execution that what its task has started has ended. */
    Outcome ended(Delivery delivery, Work task, TaskOutcome outcome) {
        return step(
                delivery,
                task.id(),
                interpreter -> interpreter.ended(task.branch(), task.ticket(), outcome));
    }

    /** What a task waits for, or nothing if it is over. */
    Optional<TaskResource> awaited(Work task) {
        return store.read(reader ->
                running(reader, task.id())
                        .flatMap(engine -> engine.awaited(task.branch(), task.ticket())));
    }

    /** What the ItemSelector of an execution's Map state makes of items. */
    MapItems mapItems(ExecutionId id, long branch, long ticket, long first, List<JsonNode> items) {
        return store.read(reader ->
                running(reader, id)
                        .map(engine -> engine.mapItems(branch, ticket, first, items))
                        .orElseGet(MapItems.Over::new));
    }

    /** The interpreter of an execution as it stands, to look at; empty if it has ended. */
    private Optional<Interpreter> running(Reader reader, ExecutionId id) {
        return executions
                .findStatus(reader, id)
                .filter(ExecutionRecord.Status::isRunning)
                .map(status -> {
                    ExecutionRecord execution = executions.find(reader, id).orElseThrow();
                    Compiled machine = compiled(reader, id, execution);
                    ExecutionFacts facts = facts(id, execution, status.redrives().count());
                    ExecutionState state = state(reader, id, status);
                    return interpreter(reader, id, machine, facts, state, clock.now());
                });
    }

    /** What a Map state of an execution has in distributed mode. */
    Optional<DistributedMap> findMap(ExecutionId id, String state) {
        return store.read(reader -> findMap(reader, id, state));
    }

    Optional<DistributedMap> findMap(Reader reader, ExecutionId id, String state) {
        return executions
                .find(reader, id)
                .flatMap(execution -> compiled(reader, id, execution).definition().findMap(state))
                .map(State.MapItems::distributed);
    }

    /** What an execution is. */
    Optional<ExecutionFacts> facts(ExecutionId id) {
        return store.read(reader ->
                executions
                        .find(reader, id)
                        .map(execution ->
                                facts(
                                        id,
                                        execution,
                                        executions.status(reader, id).redrives().count())));
    }

    /** Tells an execution that a timer is due. */
    Outcome due(Delivery delivery, Work work, Effect.Purpose purpose) {
        return step(
                delivery,
                work.id(),
                interpreter -> interpreter.timer(work.branch(), work.ticket(), purpose));
    }

    Outcome step(Delivery delivery, ExecutionId id, Function<Interpreter, List<Effect>> stimulus) {
        return locked(
                id,
                () ->
                        store.transact(transaction -> {
                            delivery.acknowledge(transaction);
                            advance(transaction, id, stimulus);
                            return Outcome.DONE;
                        }));
    }

    /** Carries a running execution forward; false if it has ended or does not exist. */
    boolean advance(
            Transaction transaction, ExecutionId id, Function<Interpreter, List<Effect>> stimulus) {
        Optional<ExecutionRecord.Status> status = executions.findStatus(transaction, id);
        if (status.isEmpty() || !status.get().isRunning()) {
            return false;
        }
        ExecutionRecord execution = executions.find(transaction, id).orElseThrow();
        Instant now = clock.now();
        ExecutionState state = state(transaction, id, status.get());
        Compiled machine = compiled(transaction, id, execution);
        int redrives = status.get().redrives().count();
        Interpreter interpreter =
                interpreter(transaction, id, machine, facts(id, execution, redrives), state, now);
        List<Effect> effects =
                isOrphan(transaction, id, execution)
                        ? interpreter.stop(new Failure(null, null))
                        : stimulus.apply(interpreter);
        commits.write(transaction, id, state, effects, status, now);
        logs.append(transaction, id, machine.logs(), state.events(), redrives, now);
        return true;
    }

    /** Executions of a deleted machine are ended at their next transition, as AWS does it. */
    boolean isOrphan(Reader reader, ExecutionId id, ExecutionRecord execution) {
        return machines.find(reader, id.scope(), id.baseMachine())
                .filter(machine -> machine.created().equals(execution.machineCreated()))
                .isEmpty();
    }

    /** Ends a running execution from outside; empty if there is none with this id. */
    public Optional<ExecutionRecord.Status> stop(
            ExecutionId id, @Nullable String error, @Nullable String cause) {
        Failure reason = new Failure(error, cause);
        return locked(
                id,
                () ->
                        store.transact(transaction -> {
                            advance(transaction, id, engine -> engine.stop(reason));
                            return executions.findStatus(transaction, id);
                        }));
    }

    /** Goes on with an execution that has failed; the caller has checked that it may. */
    void redrive(
            Transaction transaction,
            ExecutionId id,
            ExecutionRecord execution,
            ExecutionRecord.Status redriven,
            Instant now) {
        int count = redriven.redrives().count();
        Compiled machine = compiled(transaction, id, execution);
        ExecutionState state = state(transaction, id, redriven);
        Interpreter interpreter =
                interpreter(transaction, id, machine, facts(id, execution, count), state, now);
        List<Effect> effects = interpreter.redrive();
        commits.write(transaction, id, state, effects, Optional.of(redriven), now);
        logs.append(transaction, id, machine.logs(), state.events(), count, now);
    }

    /** Goes on with a child execution of a map run; false if it cannot be redriven. */
    boolean redriveChild(Transaction transaction, ExecutionId id) {
        ExecutionRecord execution = executions.find(transaction, id).orElseThrow();
        ExecutionRecord.Status status = executions.status(transaction, id);
        Instant now = clock.now();
        boolean orphan = isOrphan(transaction, id, execution);
        if (Redrivability.obstacle(execution, status, orphan, now).isPresent()) {
            return false;
        }
        Instant time = now.truncatedTo(ChronoUnit.MILLIS);
        redrive(transaction, id, execution, status.redriven(time, null), now);
        return true;
    }

    /** The JSON text that an execution was started with. */
    String input(Reader reader, ExecutionId id) {
        return executions.find(reader, id).orElseThrow().input();
    }

    /** Ends an execution whose work could not be done by any attempt. */
    void abandon(Work work, String reason) {
        stop(work.id(), Failure.RUNTIME, reason);
    }

    /** Steps of one execution are taken one after the other, so that they do not conflict. */
    <T> T locked(ExecutionId id, Supplier<T> action) {
        return locks.locked(id, action);
    }
}
