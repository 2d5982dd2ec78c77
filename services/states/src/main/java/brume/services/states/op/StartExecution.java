package brume.services.states.op;

import brume.api.states.StartExecutionInput;
import brume.api.states.StartExecutionOutput;
import brume.api.states.StatesApi;
import brume.api.states.StatesErrors;
import brume.base.Ids;
import brume.services.states.domain.data.Payload;
import brume.services.states.store.ExecutionId;
import brume.services.states.store.ExecutionRecord;
import brume.services.states.store.Executions;
import brume.services.states.store.VersionRecord;
import brume.services.states.worker.ExecutionEngine;
import brume.services.states.worker.ExpressEngine;
import brume.spi.Call;
import brume.spi.Operation;
import brume.spi.Permission;
import brume.store.Store;
import brume.store.Transaction;
import brume.wire.OperationModel;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;

/** Starts an execution. The name and input of a running one answer that one again. */
public final class StartExecution implements Operation<StartExecutionInput, StartExecutionOutput> {

    private final Store store;
    private final Targets targets;
    private final Executions executions;
    private final ExecutionEngine engine;
    private final ExpressEngine express;

    public StartExecution(
            Store store,
            Targets targets,
            Executions executions,
            ExecutionEngine engine,
            ExpressEngine express) {
        this.store = store;
        this.targets = targets;
        this.executions = executions;
        this.engine = engine;
        this.express = express;
    }

    @Override
    public OperationModel<StartExecutionInput, StartExecutionOutput> model() {
        return StatesApi.START_EXECUTION;
    }

    @Override
    public List<Permission> permissions(StartExecutionInput input, Call call) {
        return List.of(Permission.of("states:StartExecution", input.stateMachineArn()));
    }

    @Override
    public StartExecutionOutput handle(StartExecutionInput input, Call call) {
        String given = input.name();
        String name = given == null ? Ids.uuid() : given;
        Arns.checkName(name);
        Payload payload = ExecutionInput.read(input.input());
        Targets.Target target =
                store.read(reader -> targets.resolve(reader, call, input.stateMachineArn()));
        if (target.machine().isExpress()) {
            return startExpress(StartSyncExecution.start(target, call, given, payload));
        }
        ExecutionId id = new ExecutionId(call.scope(), target.machine().name(), name);
        Instant start =
                store.transact(transaction -> start(transaction, call, id, input, payload.text()));
        return StartExecutionOutput.builder().executionArn(id.arn()).startDate(start).build();
    }

    private StartExecutionOutput startExpress(ExpressEngine.Start start) {
        try {
            ExpressEngine.Started started = express.start(start);
            return StartExecutionOutput.builder()
                    .executionArn(started.id().arn())
                    .startDate(started.start())
                    .build();
        } catch (ExpressEngine.TooManyException e) {
            throw StartSyncExecution.tooMany();
        }
    }

    private Instant start(
            Transaction transaction,
            Call call,
            ExecutionId id,
            StartExecutionInput input,
            String payload) {
        Targets.Target target = targets.resolve(transaction, call, input.stateMachineArn());
        if (input.name() != null) {
            Optional<Instant> running = running(transaction, id, payload);
            if (running.isPresent()) {
                return running.get();
            }
        }
        VersionRecord version = target.version();
        ExecutionRecord execution =
                new ExecutionRecord(
                        id.name(),
                        id.stateMachine(),
                        target.revision(),
                        target.machine().created(),
                        target.roleArn(),
                        call.time().truncatedTo(ChronoUnit.MILLIS),
                        payload,
                        input.traceHeader(),
                        version == null ? null : version.number(),
                        target.alias(),
                        null);
        engine.start(transaction, id, execution);
        return execution.start();
    }

    /** When the execution was started if it runs with the same input; empty if the name is free. */
    private Optional<Instant> running(Transaction transaction, ExecutionId id, String payload) {
        Optional<ExecutionRecord> existing = executions.find(transaction, id);
        if (existing.isEmpty()) {
            return Optional.empty();
        }
        if (existing.get().input().equals(payload)
                && executions.status(transaction, id).isRunning()) {
            return Optional.of(existing.get().start());
        }
        throw StatesErrors.executionAlreadyExists("Execution Already Exists: '" + id.arn() + "'");
    }
}
