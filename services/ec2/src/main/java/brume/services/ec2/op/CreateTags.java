package brume.services.ec2.op;

import brume.api.ec2.CreateTagsRequest;
import brume.api.ec2.Ec2Api;
import brume.api.ec2.Tag;
import brume.services.ec2.domain.TagRules;
import brume.services.ec2.store.Ec2Store;
import brume.spi.Call;
import brume.spi.Permission;
import brume.wire.OperationModel;
import brume.wire.Unit;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** Adds tags to resources, or replaces their values. */
public final class CreateTags implements Ec2Operation<CreateTagsRequest, Unit> {

    private final Ec2Store store;

    public CreateTags(Ec2Store store) {
        this.store = store;
    }

    @Override
    public OperationModel<CreateTagsRequest, Unit> model() {
        return Ec2Api.CREATE_TAGS;
    }

    @Override
    public List<Permission> permissions(CreateTagsRequest input, Call call) {
        return input.resources().stream()
                .map(id ->
                        withTags(
                                Access.on(
                                        store,
                                        model().action(),
                                        TaggedResources.kind(id),
                                        id,
                                        call),
                                input.tags()))
                .toList();
    }

    static Permission withTags(Permission permission, List<Tag> tags) {
        Map<String, List<String>> context = new HashMap<>(permission.context());
        for (Tag tag : tags) {
            if (tag.value() != null) {
                context.put("aws:RequestTag/" + tag.key(), List.of(tag.value()));
            }
        }
        List<String> keys = tags.stream().map(Tag::key).filter(Objects::nonNull).toList();
        if (!keys.isEmpty()) {
            context.put("aws:TagKeys", keys);
        }
        return permission.withContext(context);
    }

    @Override
    public Unit perform(CreateTagsRequest input, Call call) {
        new TaggedResources(store)
                .change(input.resources(), call, present -> TagRules.merged(present, input.tags()));
        return Unit.INSTANCE;
    }
}
