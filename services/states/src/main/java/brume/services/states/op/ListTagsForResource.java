package brume.services.states.op;

import brume.api.states.ListTagsForResourceInput;
import brume.api.states.ListTagsForResourceOutput;
import brume.api.states.StatesApi;
import brume.api.states.Tag;
import brume.spi.Call;
import brume.spi.Operation;
import brume.spi.Permission;
import brume.wire.OperationModel;
import java.util.List;

/** Lists the tags of a state machine or an activity. */
public final class ListTagsForResource
        implements Operation<ListTagsForResourceInput, ListTagsForResourceOutput> {

    private final Tagging tagging;

    public ListTagsForResource(Tagging tagging) {
        this.tagging = tagging;
    }

    @Override
    public OperationModel<ListTagsForResourceInput, ListTagsForResourceOutput> model() {
        return StatesApi.LIST_TAGS_FOR_RESOURCE;
    }

    @Override
    public List<Permission> permissions(ListTagsForResourceInput input, Call call) {
        return List.of(Permission.of(model().action(), input.resourceArn()));
    }

    @Override
    public ListTagsForResourceOutput handle(ListTagsForResourceInput input, Call call) {
        return ListTagsForResourceOutput.builder()
                .tags(
                        tagging.get(call, input.resourceArn()).entrySet().stream()
                                .map(tag ->
                                        Tag.builder()
                                                .key(tag.getKey())
                                                .value(tag.getValue())
                                                .build())
                                .toList())
                .build();
    }
}
