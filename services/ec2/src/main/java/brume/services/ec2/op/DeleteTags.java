package brume.services.ec2.op;

import brume.api.ec2.DeleteTagsRequest;
import brume.api.ec2.Ec2Api;
import brume.api.ec2.Tag;
import brume.services.ec2.store.Ec2Store;
import brume.spi.Call;
import brume.spi.Permission;
import brume.wire.OperationModel;
import brume.wire.Unit;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Takes tags away: all of them, those with a key, or those with a key and value. */
public final class DeleteTags implements Ec2Operation<DeleteTagsRequest, Unit> {

    private final Ec2Store store;

    public DeleteTags(Ec2Store store) {
        this.store = store;
    }

    @Override
    public OperationModel<DeleteTagsRequest, Unit> model() {
        return Ec2Api.DELETE_TAGS;
    }

    @Override
    public List<Permission> permissions(DeleteTagsRequest input, Call call) {
        List<Tag> tags = input.tags() == null ? List.of() : input.tags();
        return input.resources().stream()
                .map(id ->
                        CreateTags.withTags(
                                Access.on(
                                        store,
                                        model().action(),
                                        TaggedResources.kind(id),
                                        id,
                                        call),
                                tags))
                .toList();
    }

    @Override
    public Unit perform(DeleteTagsRequest input, Call call) {
        new TaggedResources(store)
                .change(input.resources(), call, present -> without(present, input.tags()));
        return Unit.INSTANCE;
    }

    private static SortedMap<String, String> without(
            SortedMap<String, String> present, @Nullable List<Tag> removed) {
        if (removed == null || removed.isEmpty()) {
            return new TreeMap<>();
        }
        SortedMap<String, String> rest = new TreeMap<>(present);
        for (Tag tag : removed) {
            String key = tag.key();
            if (key != null && (tag.value() == null || tag.value().equals(rest.get(key)))) {
                rest.remove(key);
            }
        }
        return rest;
    }
}
