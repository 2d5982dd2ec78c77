package brume.services.states.worker;

import brume.base.Clock;
import brume.events.Delivery;
import brume.events.MessageId;
import brume.events.Outcome;
import brume.events.Queues;
import brume.services.states.domain.asl.Definition;
import brume.services.states.domain.data.Payload;
import brume.services.states.domain.engine.Branch;
import brume.services.states.domain.engine.Effect;
import brume.services.states.domain.engine.Ending;
import brume.services.states.domain.engine.ExecutionFacts;
import brume.services.states.domain.engine.ExecutionState;
import brume.services.states.domain.engine.ExecutionState.Progress;
import brume.services.states.domain.engine.Failure;
import brume.services.states.domain.engine.Interpreter;
import brume.services.states.domain.engine.TaskCall;
import brume.services.states.domain.engine.TaskOutcome;
import brume.services.states.domain.engine.TaskToken;
import brume.services.states.store.ExecutionId;
import brume.services.states.store.ExecutionRecord;
import brume.services.states.store.Executions;
import brume.services.states.store.Histories;
import brume.services.states.store.StateMachines;
import brume.store.Reader;
import brume.store.Store;
import brume.store.Transaction;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
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
    private final Queues queues;
    private final StateMachines machines;
    private final Executions executions;
    private final Histories histories;
    private final Definitions definitions;
    private final ReentrantLock[] locks = new ReentrantLock[LOCKS];

    public ExecutionEngine(
            Store store,
            Clock clock,
            Queues queues,
            StateMachines machines,
            Executions executions,
            Histories histories) {
        this.store = store;
        this.clock = clock;
        this.queues = queues;
        this.machines = machines;
        this.executions = executions;
        this.histories = histories;
        this.definitions = new Definitions(machines);
        for (int i = 0; i < LOCKS; i++) {
            locks[i] = new ReentrantLock();
        }
    }

    /** Starts an execution in the transaction that creates it. */
    public void start(Transaction transaction, ExecutionId id, ExecutionRecord execution) {
        ExecutionState state = new ExecutionState(ExecutionState.Source.NOTHING, Progress.NONE);
        Interpreter interpreter = interpreter(transaction, id, execution, state, execution.start());
        List<Effect> effects = interpreter.start();
        executions.add(transaction, id, execution);
        commit(transaction, id, state, effects, null, execution.start());
    }

    private Interpreter interpreter(
            Reader reader,
            ExecutionId id,
            ExecutionRecord execution,
            ExecutionState state,
            Instant now) {
        Definition definition =
                definitions.get(reader, id.scope(), id.stateMachine(), execution.revision());
        return new Interpreter(definition, facts(id, execution), state, now);
    }

    static ExecutionFacts facts(ExecutionId id, ExecutionRecord execution) {
        return new ExecutionFacts(
                id.arn(),
                id.name(),
                id.stateMachineArn(),
                id.stateMachine(),
                execution.roleArn(),
                id.scope().region().value(),
                execution.start(),
                Payload.ofText(execution.input()));
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
            Interpreter interpreter = interpreter(reader, id, execution, state, clock.now());
            return interpreter
                    .pending(work.branch(), work.ticket())
                    .map(call -> new PendingCall(facts(id, execution), id, call));
        });
    }

    /** A call and the execution that it is for. */
    record PendingCall(ExecutionFacts facts, ExecutionId id, TaskCall call) {}

    private ExecutionState state(Reader reader, ExecutionId id, ExecutionRecord.Status status) {
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

    /** Tells an execution that a timer is due. */
    Outcome due(Delivery delivery, Work work, Effect.Purpose purpose) {
        return step(
                delivery,
                work.id(),
                interpreter -> interpreter.timer(work.branch(), work.ticket(), purpose));
    }

    private Outcome step(
            Delivery delivery, ExecutionId id, Function<Interpreter, List<Effect>> stimulus) {
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
    private boolean advance(
            Transaction transaction, ExecutionId id, Function<Interpreter, List<Effect>> stimulus) {
        Optional<ExecutionRecord.Status> status = executions.findStatus(transaction, id);
        if (status.isEmpty() || !status.get().isRunning()) {
            return false;
        }
        ExecutionRecord execution = executions.find(transaction, id).orElseThrow();
        Instant now = clock.now();
        ExecutionState state = state(transaction, id, status.get());
        Interpreter interpreter = interpreter(transaction, id, execution, state, now);
        List<Effect> effects =
                isOrphan(transaction, id, execution)
                        ? interpreter.stop(new Failure(null, null))
                        : stimulus.apply(interpreter);
        commit(transaction, id, state, effects, status.get(), now);
        return true;
    }

    /** Executions of a deleted machine are ended at their next transition, as AWS does it. */
    private boolean isOrphan(Reader reader, ExecutionId id, ExecutionRecord execution) {
        return machines.find(reader, id.scope(), id.stateMachine())
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

    /** Ends an execution whose work could not be done by any attempt. */
    void abandon(Work work, String reason) {
        stop(work.id(), Failure.RUNTIME, reason);
    }

    /** What came of a report about a task. */
    public enum Reported {
        ACCEPTED,
        TASK_OVER
    }

    /** Hands on what the holder of a task token reports. */
    public Reported report(ExecutionId id, TaskToken token, TaskOutcome outcome) {
        return withToken(id, token, (interpreter, branch) -> interpreter.reported(branch, outcome));
    }

    /** Notes a sign of life from the holder of a task token. */
    public Reported heartbeat(ExecutionId id, TaskToken token) {
        return withToken(id, token, Interpreter::heartbeat);
    }

    private interface Report {
        List<Effect> apply(Interpreter interpreter, Branch branch);
    }

    private Reported withToken(ExecutionId id, TaskToken token, Report report) {
        return locked(
                id,
                () ->
                        store.transact(transaction -> {
                            boolean[] accepted = {false};
                            advance(
                                    transaction,
                                    id,
                                    interpreter -> {
                                        Optional<Branch> branch = interpreter.awaiting(token);
                                        accepted[0] = branch.isPresent();
                                        return branch.map(found -> report.apply(interpreter, found))
                                                .orElse(List.of());
                                    });
                            return accepted[0] ? Reported.ACCEPTED : Reported.TASK_OVER;
                        }));
    }

    private void commit(
            Transaction transaction,
            ExecutionId id,
            ExecutionState state,
            List<Effect> effects,
            ExecutionRecord.@Nullable Status before,
            Instant now) {
        String timeout = before == null ? null : before.timeout();
        for (Effect effect : effects) {
            switch (effect) {
                case Effect.Call call -> append(transaction, id, state, call, now);
                case Effect.Timer timer -> {
                    if (timer.purpose() == Effect.Purpose.EXECUTION_TIMEOUT) {
                        timeout = appendTimer(transaction, id, timer);
                    } else if (isCurrent(state, timer.branch(), timer.ticket())) {
                        timer.branch().addMessage(appendTimer(transaction, id, timer));
                    }
                }
                case Effect.Withdraw withdraw ->
                        queues.cancel(transaction, MessageId.parse(withdraw.message()));
            }
        }
        histories.append(transaction, id, state.events());
        Optional<Ending> ending = state.ending();
        if (ending.isEmpty()) {
            executions.put(transaction, id, state);
        } else {
            if (!state.isNew()) {
                executions.clear(transaction, id);
            }
            if (timeout != null && before != null) {
                queues.cancel(transaction, MessageId.parse(timeout));
            }
        }
        executions.put(transaction, id, status(state, ending, timeout, now));
    }

    private static ExecutionRecord.Status status(
            ExecutionState state, Optional<Ending> ending, @Nullable String timeout, Instant now) {
        Progress progress = state.progress();
        Ending end = ending.orElse(null);
        Payload output = end == null ? null : end.output();
        return new ExecutionRecord.Status(
                end == null ? "RUNNING" : end.status(),
                end == null ? null : now.truncatedTo(ChronoUnit.MILLIS),
                output == null ? null : output.text(),
                end == null ? null : end.error(),
                end == null ? null : end.cause(),
                progress.nextEventId(),
                progress.nextBranchId(),
                progress.nextTicket(),
                end == null ? timeout : null);
    }

    private void append(
            Transaction transaction,
            ExecutionId id,
            ExecutionState state,
            Effect.Call call,
            Instant now) {
        if (isCurrent(state, call.branch(), call.ticket())) {
            Work work = Work.of(id, call.branch().id(), call.ticket(), null);
            MessageId message = queues.append(transaction, TASKS, now, work.bytes());
            call.branch().addMessage(message.text());
        }
    }

    private String appendTimer(Transaction transaction, ExecutionId id, Effect.Timer timer) {
        Work work = Work.of(id, timer.branch().id(), timer.ticket(), timer.purpose());
        return queues.append(transaction, TIMERS, timer.due(), work.bytes()).text();
    }

    /** Whether the branch still waits for what the effect is about. */
    private static boolean isCurrent(ExecutionState state, Branch branch, long ticket) {
        return branch.ticket() == ticket && !state.removedBranches().contains(branch.id());
    }

    /** Steps of one execution are taken one after the other, so that they do not conflict. */
    private <T> T locked(ExecutionId id, Supplier<T> action) {
        ReentrantLock lock = locks[Math.floorMod(id.hashCode(), LOCKS)];
        lock.lock();
        try {
            return action.get();
        } finally {
            lock.unlock();
        }
    }
}
