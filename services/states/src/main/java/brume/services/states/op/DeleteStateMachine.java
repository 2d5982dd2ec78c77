package brume.services.states.op;

import brume.api.states.DeleteStateMachineInput;
import brume.api.states.DeleteStateMachineOutput;
import brume.api.states.StatesApi;
import brume.services.states.store.StateMachines;
import brume.services.states.store.Versions;
import brume.spi.Call;
import brume.spi.Operation;
import brume.spi.Permission;
import brume.store.Store;
import brume.wire.OperationModel;
import java.util.List;

/** Deletes a state machine; its running executions end at their next transition. */
public final class DeleteStateMachine
        implements Operation<DeleteStateMachineInput, DeleteStateMachineOutput> {

    private final Store store;
    private final StateMachines machines;
    private final Versions versions;

    public DeleteStateMachine(Store store, StateMachines machines, Versions versions) {
        this.versions = versions;
        this.store = store;
        this.machines = machines;
    }

    @Override
    public OperationModel<DeleteStateMachineInput, DeleteStateMachineOutput> model() {
        return StatesApi.DELETE_STATE_MACHINE;
    }

    @Override
    public List<Permission> permissions(DeleteStateMachineInput input, Call call) {
        return List.of(Permission.of("states:DeleteStateMachine", input.stateMachineArn()));
    }

    @Override
    public DeleteStateMachineOutput handle(DeleteStateMachineInput input, Call call) {
        String name = Arns.machineName(call, input.stateMachineArn());
        store.transact(transaction -> {
            machines.delete(transaction, call.scope(), name);
            versions.clear(transaction, call.scope(), name);
            return null;
        });
        return DeleteStateMachineOutput.builder().build();
    }
}
