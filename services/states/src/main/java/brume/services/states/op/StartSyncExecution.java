package brume.services.states.op;

import brume.api.states.BillingDetails;
import brume.api.states.CloudWatchEventsExecutionDataDetails;
import brume.api.states.StartSyncExecutionInput;
import brume.api.states.StartSyncExecutionOutput;
import brume.api.states.StatesApi;
import brume.api.states.StatesErrors;
import brume.services.states.domain.data.Payload;
import brume.services.states.domain.engine.Ending;
import brume.services.states.worker.ExpressEngine;
import brume.spi.Call;
import brume.spi.Operation;
import brume.spi.Permission;
import brume.store.Store;
import brume.wire.CommonErrors;
import brume.wire.OperationModel;
import brume.wire.ServiceException;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Runs an Express execution to its end; how it ended is the answer, also if it failed. */
public final class StartSyncExecution
        implements Operation<StartSyncExecutionInput, StartSyncExecutionOutput> {

    /**
     * What AWS bills at least and in steps of. Source: recorded answers, Step Functions pricing.
     */
    private static final long BILLED_MEMORY_MB = 64;

    private static final long BILLED_MILLIS_STEP = 100;

    private final Store store;
    private final Targets targets;
    private final ExpressEngine express;

    public StartSyncExecution(Store store, Targets targets, ExpressEngine express) {
        this.store = store;
        this.targets = targets;
        this.express = express;
    }

    @Override
    public OperationModel<StartSyncExecutionInput, StartSyncExecutionOutput> model() {
        return StatesApi.START_SYNC_EXECUTION;
    }

    @Override
    public List<Permission> permissions(StartSyncExecutionInput input, Call call) {
        return List.of(Permission.of(model().action(), input.stateMachineArn()));
    }

    @Override
    public StartSyncExecutionOutput handle(StartSyncExecutionInput input, Call call) {
        if (input.name() != null) {
            Arns.checkName(input.name());
        }
        if ("METADATA_ONLY".equals(input.includedData())) {
            throw CommonErrors.notImplemented(StatesApi.MODEL, "includedData METADATA_ONLY");
        }
        Payload payload = ExecutionInput.read(input.input());
        Targets.Target target =
                store.read(reader -> targets.resolve(reader, call, input.stateMachineArn()));
        if (!target.machine().isExpress()) {
            throw notSupported();
        }
        ExpressEngine.Start start = start(target, call, input.name(), payload);
        return output(run(start), payload, input.traceHeader());
    }

    static ExpressEngine.Start start(
            Targets.Target target, Call call, @Nullable String name, Payload input) {
        return new ExpressEngine.Start(
                target.machine().name(),
                target.revision(),
                target.roleArn(),
                call.scope(),
                name,
                input);
    }

    private ExpressEngine.Finished run(ExpressEngine.Start start) {
        try {
            return express.startSync(start)
                    .orElseThrow(() -> new IllegalStateException("the server stops"));
        } catch (ExpressEngine.TooManyException e) {
            throw tooMany();
        }
    }

    static ServiceException tooMany() {
        return StatesErrors.executionLimitExceeded(
                "The maximum number of running executions has been reached");
    }

    static ServiceException notSupported() {
        return StatesErrors.stateMachineTypeNotSupported(
                "This operation is not supported by this type of state machine");
    }

    private static StartSyncExecutionOutput output(
            ExpressEngine.Finished finished, Payload input, @Nullable String traceHeader) {
        Ending ending = finished.ending();
        Payload output = ending.output();
        CloudWatchEventsExecutionDataDetails included =
                CloudWatchEventsExecutionDataDetails.builder().included(true).build();
        long millis = Duration.between(finished.start(), finished.stop()).toMillis();
        long billed = Math.max(1, Math.ceilDiv(millis, BILLED_MILLIS_STEP)) * BILLED_MILLIS_STEP;
        return StartSyncExecutionOutput.builder()
                .executionArn(finished.id().arn())
                .stateMachineArn(finished.id().stateMachineArn())
                .name(finished.id().name())
                .startDate(finished.start())
                .stopDate(finished.stop())
                .status(ending.status())
                .error(ending.error())
                .cause(ending.cause())
                .input(input.text())
                .inputDetails(included)
                .output(output == null ? null : output.text())
                .outputDetails(included)
                .traceHeader(traceHeader)
                .billingDetails(
                        BillingDetails.builder()
                                .billedMemoryUsedInMB(BILLED_MEMORY_MB)
                                .billedDurationInMilliseconds(billed)
                                .build())
                .build();
    }
}
