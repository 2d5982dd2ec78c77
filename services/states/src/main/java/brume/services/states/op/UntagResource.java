package brume.services.states.op;

import brume.api.states.StatesApi;
import brume.api.states.UntagResourceInput;
import brume.api.states.UntagResourceOutput;
import brume.spi.Call;
import brume.spi.Operation;
import brume.spi.Permission;
import brume.wire.OperationModel;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Removes tags from a state machine or an activity. */
public final class UntagResource implements Operation<UntagResourceInput, UntagResourceOutput> {

    private final Tagging tagging;

    public UntagResource(Tagging tagging) {
        this.tagging = tagging;
    }

    @Override
    public OperationModel<UntagResourceInput, UntagResourceOutput> model() {
        return StatesApi.UNTAG_RESOURCE;
    }

    @Override
    public List<Permission> permissions(UntagResourceInput input, Call call) {
        return List.of(Permission.of(model().action(), input.resourceArn()));
    }

    @Override
    public UntagResourceOutput handle(UntagResourceInput input, Call call) {
        tagging.change(
                call,
                input.resourceArn(),
                tags -> {
                    Map<String, String> left = new LinkedHashMap<>(tags);
                    left.keySet().removeAll(input.tagKeys());
                    return left;
                });
        return UntagResourceOutput.builder().build();
    }
}
