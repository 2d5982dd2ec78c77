package brume.services.states.op;

import brume.api.states.ListStateMachineVersionsInput;
import brume.api.states.ListStateMachineVersionsOutput;
import brume.api.states.StatesApi;
import brume.services.states.store.StateMachines;
import brume.spi.Call;
import brume.spi.Operation;
import brume.spi.Permission;
import brume.store.Store;
import brume.wire.OperationModel;
import java.util.List;

/** Lists the versions of a state machine. None can be published yet, so there are none. */
public final class ListStateMachineVersions
        implements Operation<ListStateMachineVersionsInput, ListStateMachineVersionsOutput> {

    private final Store store;
    private final StateMachines machines;

    public ListStateMachineVersions(Store store, StateMachines machines) {
        this.store = store;
        this.machines = machines;
    }

    @Override
    public OperationModel<ListStateMachineVersionsInput, ListStateMachineVersionsOutput> model() {
        return StatesApi.LIST_STATE_MACHINE_VERSIONS;
    }

    @Override
    public List<Permission> permissions(ListStateMachineVersionsInput input, Call call) {
        return List.of(Permission.of("states:ListStateMachineVersions", input.stateMachineArn()));
    }

    @Override
    public ListStateMachineVersionsOutput handle(ListStateMachineVersionsInput input, Call call) {
        String name = Arns.machineName(call, input.stateMachineArn());
        if (store.read(reader -> machines.find(reader, call.scope(), name)).isEmpty()) {
            throw Arns.noMachine(input.stateMachineArn());
        }
        return ListStateMachineVersionsOutput.builder().stateMachineVersions(List.of()).build();
    }
}
