package brume.services.states.op;

import brume.api.states.SendTaskFailureInput;
import brume.api.states.SendTaskFailureOutput;
import brume.api.states.StatesApi;
import brume.services.states.domain.engine.Failure;
import brume.services.states.domain.engine.TaskOutcome;
import brume.services.states.worker.TaskReports;
import brume.spi.Call;
import brume.spi.Operation;
import brume.wire.OperationModel;

/** Reports the failure of a task that waits for a token. */
public final class SendTaskFailure
        implements Operation<SendTaskFailureInput, SendTaskFailureOutput> {

    private final TaskReports reports;

    public SendTaskFailure(TaskReports reports) {
        this.reports = reports;
    }

    @Override
    public OperationModel<SendTaskFailureInput, SendTaskFailureOutput> model() {
        return StatesApi.SEND_TASK_FAILURE;
    }

    @Override
    public SendTaskFailureOutput handle(SendTaskFailureInput input, Call call) {
        Failure failure = new Failure(input.error(), input.cause());
        Tokens.accept(
                call,
                input.taskToken(),
                (id, token) -> reports.report(id, token, new TaskOutcome.Failed(failure)));
        return SendTaskFailureOutput.builder().build();
    }
}
