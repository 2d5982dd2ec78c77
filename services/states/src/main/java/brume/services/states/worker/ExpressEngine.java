package brume.services.states.worker;

import brume.base.Clock;
import brume.base.Ids;
import brume.base.Scope;
import brume.services.states.domain.asl.WorkflowType;
import brume.services.states.domain.data.Payload;
import brume.services.states.domain.engine.Ending;
import brume.services.states.domain.engine.ExecutionFacts;
import brume.services.states.domain.engine.Interpreter;
import brume.services.states.domain.engine.TaskOutcome;
import brume.services.states.store.ExpressExecutions;
import brume.services.states.store.ExpressRecord;
import brume.store.Reader;
import brume.store.Store;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs Express executions in memory: no step of them is committed.
 *
 * <p>An asynchronous one that needs something from outside is stored before StartExecution answers
 * and removed when it has ended. What a crash leaves is begun again at the next start: executed at
 * least once, as AWS promises. One that needs nothing from outside has ended before the answer.
 */
public final class ExpressEngine implements ExpressExecution.World {

    private static final Logger LOG = LoggerFactory.getLogger(ExpressEngine.class);

    /** Calls of all Express executions under way at once. */
    private static final int CALLS_MAX = 1_000;

    private final Store store;
    private final Clock clock;
    private final Definitions definitions;
    private final ExpressExecutions executions;
    private final TaskCalls calls;
    private final ExecutionLogs logs;
    private final int runningMax;
    private final Semaphore callPermits = new Semaphore(CALLS_MAX);
    private final Set<ExpressExecution> running = ConcurrentHashMap.newKeySet();
    private volatile boolean stopped;

    /**
     * @param runningMax executions at once
     */
    public ExpressEngine(
            Store store,
            Clock clock,
            Definitions definitions,
            TaskCalls calls,
            ExecutionLogs logs,
            int runningMax) {
        this.store = store;
        this.clock = clock;
        this.definitions = definitions;
        this.executions = new ExpressExecutions();
        this.calls = calls;
        this.logs = logs;
        this.runningMax = runningMax;
        clock.onJump(this::wakeAll);
    }

    /** What an execution is started with. */
    public record Start(
            String machine,
            String revision,
            String roleArn,
            Scope scope,
            @Nullable String name,
            Payload input) {}

    /** There are too many executions already. */
    public static final class TooManyException extends Exception {
        private static final long serialVersionUID = 1L;
    }

    /** An execution that has been started. */
    public record Started(ExpressRecord.Id id, Instant start) {}

    /** An execution that has been waited for. */
    public record Finished(ExpressRecord.Id id, Instant start, Instant stop, Ending ending) {}

    private record Prepared(ExpressRecord stored, ExpressExecution execution) {}

    private Prepared prepare(Reader reader, Start start, boolean synchronous) {
        String name = start.name();
        ExpressRecord.Id id =
                new ExpressRecord.Id(
                        start.scope(),
                        start.machine(),
                        name == null ? Ids.uuid() : name,
                        Ids.uuid());
        ExpressRecord stored =
                new ExpressRecord(
                        id,
                        start.revision(),
                        start.roleArn(),
                        clock.now().truncatedTo(ChronoUnit.MILLIS),
                        start.input().text());
        return new Prepared(stored, execution(reader, stored, start.input(), synchronous, null));
    }

    private ExpressExecution execution(
            Reader reader,
            ExpressRecord stored,
            Payload input,
            boolean synchronous,
            @Nullable String mapState) {
        ExpressRecord.Id id = stored.id();
        Definitions.Compiled machine =
                definitions.get(reader, id.scope(), id.baseMachine(), stored.revision(), mapState);
        ExecutionFacts facts =
                new ExecutionFacts(
                        WorkflowType.EXPRESS,
                        id.arn(),
                        id.name(),
                        id.stateMachineArn(),
                        id.stateMachine(),
                        stored.roleArn(),
                        id.scope().region().value(),
                        stored.start(),
                        input,
                        synchronous ? null : 0);
        return new ExpressExecution(this, machine.definition(), machine.logs(), facts, id.scope());
    }

    /** Starts an execution and does not wait for its end. */
    public Started start(Start start) throws TooManyException {
        Prepared prepared = store.read(reader -> prepare(reader, start, false));
        ExpressRecord stored = prepared.stored();
        ExpressExecution execution = prepared.execution();
        ExpressExecution.Begun begun = execution.begin();
        if (begun.ending().isPresent()) {
            var ignored = finish(execution, begun);
        } else {
            enter(execution);
            store.transact(transaction -> {
                executions.add(transaction, stored);
                return null;
            });
            finishInBackground(stored, execution, begun);
        }
        return new Started(stored.id(), stored.start());
    }

    /**
     * Starts a child execution of a map run, which keeps what is needed to begin it again.
     *
     * @param mapRun the run's id, which the execution's ARN has
     * @param ended told of the end, on another thread; not told if the server stops before
     */
    void startChild(Start start, String mapRun, String mapState, Consumer<Finished> ended) {
        ExpressRecord.Id id =
                new ExpressRecord.Id(
                        start.scope(), start.machine(), mapRun, String.valueOf(start.name()));
        ExpressRecord stored =
                new ExpressRecord(
                        id,
                        start.revision(),
                        start.roleArn(),
                        clock.now().truncatedTo(ChronoUnit.MILLIS),
                        start.input().text());
        ExpressExecution execution =
                store.read(reader -> execution(reader, stored, start.input(), false, mapState));
        running.add(execution);
        Thread.ofVirtual()
                .name(id.arn())
                .start(() ->
                        finish(execution, execution.begin())
                                .ifPresent(ending ->
                                        ended.accept(
                                                new Finished(
                                                        id,
                                                        stored.start(),
                                                        execution.time(),
                                                        ending))));
    }

    /** Carries a stored execution to its end, and only then forgets it. */
    private void finishInBackground(
            ExpressRecord stored, ExpressExecution execution, ExpressExecution.Begun begun) {
        Thread.ofVirtual()
                .name(stored.id().arn())
                .start(() -> {
                    if (finish(execution, begun).isPresent()) {
                        remove(stored.id());
                    }
                });
    }

    private void remove(ExpressRecord.Id id) {
        store.transact(transaction -> {
            executions.remove(transaction, id);
            return null;
        });
    }

    /** Starts an execution and waits for its end; empty if the server stops before. */
    public Optional<Finished> startSync(Start start) throws TooManyException {
        Prepared prepared = store.read(reader -> prepare(reader, start, true));
        ExpressExecution execution = prepared.execution();
        enter(execution);
        return finish(execution, execution.begin())
                .map(ending ->
                        new Finished(
                                prepared.stored().id(),
                                prepared.stored().start(),
                                execution.time(),
                                ending));
    }

    private void enter(ExpressExecution execution) throws TooManyException {
        if (running.size() >= runningMax) {
            throw new TooManyException();
        }
        running.add(execution);
    }

    private Optional<Ending> finish(ExpressExecution execution, ExpressExecution.Begun begun) {
        try {
            return begun.run();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        } finally {
            running.remove(execution);
        }
    }

    /** Begins the executions again that a crash or a stop has interrupted. */
    public void resume() {
        List<ExpressRecord> interrupted = store.read(reader -> executions.list(reader, runningMax));
        Duration longest = Duration.ofSeconds(Interpreter.EXPRESS_SECONDS_MAX);
        for (ExpressRecord stored : interrupted) {
            if (!stored.start().plus(longest).isAfter(clock.now())) {
                remove(stored.id());
                continue;
            }
            ExpressExecution execution =
                    store.read(reader ->
                            execution(reader, stored, Payload.ofText(stored.input()), false, null));
            running.add(execution);
            finishInBackground(stored, execution, execution.begin());
        }
        if (!interrupted.isEmpty()) {
            LOG.info("{} Express executions were begun again", interrupted.size());
        }
    }

    /** Lets every execution stand as it is. */
    public void stop() {
        stopped = true;
        wakeAll();
    }

    private void wakeAll() {
        running.forEach(ExpressExecution::wake);
    }

    @Override
    public Clock clock() {
        return clock;
    }

    @Override
    public boolean isStopped() {
        return stopped;
    }

    @Override
    public void call(ExecutionEngine.PendingCall call, Consumer<TaskOutcome> answer) {
        Thread.ofVirtual()
                .start(() -> {
                    callPermits.acquireUninterruptibly();
                    try {
                        answer.accept(calls.call(call));
                    } finally {
                        callPermits.release();
                    }
                });
    }

    @Override
    public void events(
            LogSettings settings, ExecutionFacts facts, Scope scope, List<ObjectNode> events) {
        if (settings.isOff()) {
            return;
        }
        ExecutionLogs.Machine machine =
                new ExecutionLogs.Machine(
                        facts.stateMachineArn(),
                        facts.stateMachineName(),
                        Objects.requireNonNull(facts.roleArn(), "an execution has a role"),
                        scope);
        logs.deliver(settings, machine, facts.arn(), 0, events);
    }
}
