package brume.services.states.op;

import brume.api.states.RedriveExecutionInput;
import brume.api.states.RedriveExecutionOutput;
import brume.api.states.StatesApi;
import brume.api.states.StatesErrors;
import brume.services.states.store.ExecutionId;
import brume.services.states.worker.Redrives;
import brume.services.states.worker.Redrives.Redrive;
import brume.spi.Call;
import brume.spi.Operation;
import brume.spi.Permission;
import brume.wire.OperationModel;
import java.util.List;

/** Goes on with an execution at the state in which it has failed. */
public final class RedriveExecution
        implements Operation<RedriveExecutionInput, RedriveExecutionOutput> {

    private final Redrives redrives;

    public RedriveExecution(Redrives redrives) {
        this.redrives = redrives;
    }

    @Override
    public OperationModel<RedriveExecutionInput, RedriveExecutionOutput> model() {
        return StatesApi.REDRIVE_EXECUTION;
    }

    @Override
    public List<Permission> permissions(RedriveExecutionInput input, Call call) {
        return List.of(Permission.of(model().action(), input.executionArn()));
    }

    @Override
    public RedriveExecutionOutput handle(RedriveExecutionInput input, Call call) {
        ExecutionId id = Arns.execution(call, input.executionArn());
        return switch (redrives.redrive(id, input.clientToken())) {
            case Redrive.Done done ->
                    RedriveExecutionOutput.builder().redriveDate(done.time()).build();
            case Redrive.Refused refused ->
                    throw StatesErrors.executionNotRedrivable(refused.reason());
            case Redrive.NoExecution _ -> throw Arns.noExecution(input.executionArn());
        };
    }
}
