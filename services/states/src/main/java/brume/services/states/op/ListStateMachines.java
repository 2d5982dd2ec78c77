package brume.services.states.op;

import brume.api.states.ListStateMachinesInput;
import brume.api.states.ListStateMachinesOutput;
import brume.api.states.StateMachineListItem;
import brume.api.states.StatesApi;
import brume.services.states.store.StateMachineRecord;
import brume.services.states.store.StateMachines;
import brume.spi.Call;
import brume.spi.Operation;
import brume.store.Store;
import brume.wire.OperationModel;
import java.util.List;

/** Lists the state machines of the account and region by name. */
public final class ListStateMachines
        implements Operation<ListStateMachinesInput, ListStateMachinesOutput> {

    private final Store store;
    private final StateMachines machines;

    public ListStateMachines(Store store, StateMachines machines) {
        this.store = store;
        this.machines = machines;
    }

    @Override
    public OperationModel<ListStateMachinesInput, ListStateMachinesOutput> model() {
        return StatesApi.LIST_STATE_MACHINES;
    }

    @Override
    public ListStateMachinesOutput handle(ListStateMachinesInput input, Call call) {
        int size = Pages.size(input.maxResults());
        List<StateMachineRecord> found =
                store.read(reader ->
                        machines.list(
                                reader, call.scope(), Pages.position(input.nextToken()), size + 1));
        List<StateMachineRecord> page = found.subList(0, Math.min(size, found.size()));
        return ListStateMachinesOutput.builder()
                .stateMachines(page.stream().map(machine -> item(machine, call)).toList())
                .nextToken(found.size() > size ? Pages.token(page.getLast().name()) : null)
                .build();
    }

    private static StateMachineListItem item(StateMachineRecord machine, Call call) {
        return StateMachineListItem.builder()
                .stateMachineArn(Arns.machine(call, machine.name()))
                .name(machine.name())
                .type(machine.type())
                .creationDate(machine.created())
                .build();
    }
}
