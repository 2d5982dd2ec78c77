package brume.services.states.op;

import brume.api.states.StatesApi;
import brume.api.states.UntagResourceInput;
import brume.api.states.UntagResourceOutput;
import brume.services.states.store.StateMachineRecord;
import brume.services.states.store.StateMachines;
import brume.spi.Call;
import brume.spi.Operation;
import brume.spi.Permission;
import brume.store.Store;
import brume.wire.OperationModel;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Removes tags from a state machine. */
public final class UntagResource implements Operation<UntagResourceInput, UntagResourceOutput> {

    private final Store store;
    private final StateMachines machines;

    public UntagResource(Store store, StateMachines machines) {
        this.store = store;
        this.machines = machines;
    }

    @Override
    public OperationModel<UntagResourceInput, UntagResourceOutput> model() {
        return StatesApi.UNTAG_RESOURCE;
    }

    @Override
    public List<Permission> permissions(UntagResourceInput input, Call call) {
        return List.of(Permission.of("states:UntagResource", input.resourceArn()));
    }

    @Override
    public UntagResourceOutput handle(UntagResourceInput input, Call call) {
        String name = Tagging.machineName(call, input.resourceArn());
        store.transact(transaction -> {
            StateMachineRecord machine =
                    machines.find(transaction, call.scope(), name)
                            .orElseThrow(() -> Tagging.notFound(input.resourceArn()));
            Map<String, String> left = new LinkedHashMap<>(machine.tags());
            left.keySet().removeAll(input.tagKeys());
            machines.put(transaction, call.scope(), machine.withTags(left));
            return null;
        });
        return UntagResourceOutput.builder().build();
    }
}
