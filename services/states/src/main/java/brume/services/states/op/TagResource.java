package brume.services.states.op;

import brume.api.states.StatesApi;
import brume.api.states.TagResourceInput;
import brume.api.states.TagResourceOutput;
import brume.spi.Call;
import brume.spi.Operation;
import brume.spi.Permission;
import brume.wire.OperationModel;
import java.util.List;

/** Adds tags to a state machine or an activity. */
public final class TagResource implements Operation<TagResourceInput, TagResourceOutput> {

    private final Tagging tagging;

    public TagResource(Tagging tagging) {
        this.tagging = tagging;
    }

    @Override
    public OperationModel<TagResourceInput, TagResourceOutput> model() {
        return StatesApi.TAG_RESOURCE;
    }

    @Override
    public List<Permission> permissions(TagResourceInput input, Call call) {
        return List.of(Permission.of(model().action(), input.resourceArn()));
    }

    @Override
    public TagResourceOutput handle(TagResourceInput input, Call call) {
        tagging.change(call, input.resourceArn(), tags -> MachineChecks.tags(input.tags(), tags));
        return TagResourceOutput.builder().build();
    }
}
