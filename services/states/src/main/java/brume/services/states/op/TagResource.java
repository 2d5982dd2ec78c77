package brume.services.states.op;

import brume.api.states.StatesApi;
import brume.api.states.TagResourceInput;
import brume.api.states.TagResourceOutput;
import brume.services.states.store.StateMachineRecord;
import brume.services.states.store.StateMachines;
import brume.spi.Call;
import brume.spi.Operation;
import brume.spi.Permission;
import brume.store.Store;
import brume.wire.OperationModel;
import java.util.List;

/** Adds tags to a state machine. */
public final class TagResource implements Operation<TagResourceInput, TagResourceOutput> {

    private final Store store;
    private final StateMachines machines;

    public TagResource(Store store, StateMachines machines) {
        this.store = store;
        this.machines = machines;
    }

    @Override
    public OperationModel<TagResourceInput, TagResourceOutput> model() {
        return StatesApi.TAG_RESOURCE;
    }

    @Override
    public List<Permission> permissions(TagResourceInput input, Call call) {
        return List.of(Permission.of("states:TagResource", input.resourceArn()));
    }

    @Override
    public TagResourceOutput handle(TagResourceInput input, Call call) {
        String name = Tagging.machineName(call, input.resourceArn());
        store.transact(transaction -> {
            StateMachineRecord machine =
                    machines.find(transaction, call.scope(), name)
                            .orElseThrow(() -> Tagging.notFound(input.resourceArn()));
            machines.put(
                    transaction,
                    call.scope(),
                    machine.withTags(MachineChecks.tags(input.tags(), machine.tags())));
            return null;
        });
        return TagResourceOutput.builder().build();
    }
}
