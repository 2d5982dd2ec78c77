package brume.services.states.op;

import brume.api.states.StatesApi;
import brume.api.states.StopExecutionInput;
import brume.api.states.StopExecutionOutput;
import brume.services.states.store.ExecutionId;
import brume.services.states.store.ExecutionRecord;
import brume.services.states.worker.ExecutionEngine;
import brume.spi.Call;
import brume.spi.Operation;
import brume.spi.Permission;
import brume.wire.OperationModel;
import java.util.List;

/** Ends a running execution. */
public final class StopExecution implements Operation<StopExecutionInput, StopExecutionOutput> {

    private final ExecutionEngine engine;

    public StopExecution(ExecutionEngine engine) {
        this.engine = engine;
    }

    @Override
    public OperationModel<StopExecutionInput, StopExecutionOutput> model() {
        return StatesApi.STOP_EXECUTION;
    }

    @Override
    public List<Permission> permissions(StopExecutionInput input, Call call) {
        return List.of(Permission.of("states:StopExecution", input.executionArn()));
    }

    @Override
    public StopExecutionOutput handle(StopExecutionInput input, Call call) {
        ExecutionId id = Arns.execution(call, input.executionArn());
        ExecutionRecord.Status status =
                engine.stop(id, input.error(), input.cause())
                        .orElseThrow(() -> Arns.noExecution(input.executionArn()));
        return StopExecutionOutput.builder().stopDate(status.stop()).build();
    }
}
