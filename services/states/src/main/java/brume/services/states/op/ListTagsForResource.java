package brume.services.states.op;

import brume.api.states.ListTagsForResourceInput;
import brume.api.states.ListTagsForResourceOutput;
import brume.api.states.StatesApi;
import brume.api.states.Tag;
import brume.services.states.store.StateMachineRecord;
import brume.services.states.store.StateMachines;
import brume.spi.Call;
import brume.spi.Operation;
import brume.spi.Permission;
import brume.store.Store;
import brume.wire.OperationModel;
import java.util.List;

/** Lists the tags of a state machine. */
public final class ListTagsForResource
        implements Operation<ListTagsForResourceInput, ListTagsForResourceOutput> {

    private final Store store;
    private final StateMachines machines;

    public ListTagsForResource(Store store, StateMachines machines) {
        this.store = store;
        this.machines = machines;
    }

    @Override
    public OperationModel<ListTagsForResourceInput, ListTagsForResourceOutput> model() {
        return StatesApi.LIST_TAGS_FOR_RESOURCE;
    }

    @Override
    public List<Permission> permissions(ListTagsForResourceInput input, Call call) {
        return List.of(Permission.of("states:ListTagsForResource", input.resourceArn()));
    }

    @Override
    public ListTagsForResourceOutput handle(ListTagsForResourceInput input, Call call) {
        String name = Tagging.machineName(call, input.resourceArn());
        StateMachineRecord machine =
                store.read(reader -> machines.find(reader, call.scope(), name))
                        .orElseThrow(() -> Tagging.notFound(input.resourceArn()));
        return ListTagsForResourceOutput.builder()
                .tags(
                        machine.tags().entrySet().stream()
                                .map(tag ->
                                        Tag.builder()
                                                .key(tag.getKey())
                                                .value(tag.getValue())
                                                .build())
                                .toList())
                .build();
    }
}
