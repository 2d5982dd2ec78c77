package brume.services.states.op;

import brume.api.states.SendTaskHeartbeatInput;
import brume.api.states.SendTaskHeartbeatOutput;
import brume.api.states.StatesApi;
import brume.services.states.worker.TaskReports;
import brume.spi.Call;
import brume.spi.Operation;
import brume.wire.OperationModel;

/** Reports that a task that waits for a token is alive. */
public final class SendTaskHeartbeat
        implements Operation<SendTaskHeartbeatInput, SendTaskHeartbeatOutput> {

    private final TaskReports reports;

    public SendTaskHeartbeat(TaskReports reports) {
        this.reports = reports;
    }

    @Override
    public OperationModel<SendTaskHeartbeatInput, SendTaskHeartbeatOutput> model() {
        return StatesApi.SEND_TASK_HEARTBEAT;
    }

    @Override
    public SendTaskHeartbeatOutput handle(SendTaskHeartbeatInput input, Call call) {
        Tokens.accept(call, input.taskToken(), reports::heartbeat);
        return SendTaskHeartbeatOutput.builder().build();
    }
}
