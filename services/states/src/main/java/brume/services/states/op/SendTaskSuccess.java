package brume.services.states.op;

import brume.api.states.SendTaskSuccessInput;
import brume.api.states.SendTaskSuccessOutput;
import brume.api.states.StatesApi;
import brume.api.states.StatesErrors;
import brume.services.states.domain.data.Payload;
import brume.services.states.domain.engine.TaskOutcome;
import brume.services.states.worker.TaskReports;
import brume.spi.Call;
import brume.spi.Operation;
import brume.wire.OperationModel;

/** Reports the result of a task that waits for a token. */
public final class SendTaskSuccess
        implements Operation<SendTaskSuccessInput, SendTaskSuccessOutput> {

    private final TaskReports reports;

    public SendTaskSuccess(TaskReports reports) {
        this.reports = reports;
    }

    @Override
    public OperationModel<SendTaskSuccessInput, SendTaskSuccessOutput> model() {
        return StatesApi.SEND_TASK_SUCCESS;
    }

    @Override
    public SendTaskSuccessOutput handle(SendTaskSuccessInput input, Call call) {
        Tokens.check(input.taskToken());
        Payload output;
        try {
            output = Payload.parse(input.output());
        } catch (IllegalArgumentException e) {
            throw StatesErrors.invalidOutput("Invalid Output: '" + e.getMessage() + "'");
        }
        Tokens.accept(
                call,
                input.taskToken(),
                (id, token) -> reports.report(id, token, new TaskOutcome.Succeeded(output)));
        return SendTaskSuccessOutput.builder().build();
    }
}
