package brume.services.iam.op;

import brume.api.iam.ListInstanceProfileTagsRequest;
import brume.api.iam.ListInstanceProfileTagsResponse;
import brume.api.iam.ListPolicyTagsRequest;
import brume.api.iam.ListPolicyTagsResponse;
import brume.api.iam.ListRoleTagsRequest;
import brume.api.iam.ListRoleTagsResponse;
import brume.api.iam.ListUserTagsRequest;
import brume.api.iam.ListUserTagsResponse;
import brume.api.iam.Tag;
import brume.api.iam.TagInstanceProfileRequest;
import brume.api.iam.TagPolicyRequest;
import brume.api.iam.TagRoleRequest;
import brume.api.iam.TagUserRequest;
import brume.api.iam.UntagInstanceProfileRequest;
import brume.api.iam.UntagPolicyRequest;
import brume.api.iam.UntagRoleRequest;
import brume.api.iam.UntagUserRequest;
import brume.services.iam.domain.Entity;
import brume.services.iam.domain.Tagged;
import brume.services.iam.store.IamStore;
import brume.services.iam.store.Page;
import brume.spi.Call;
import brume.store.Reader;
import brume.wire.Unit;
import java.util.List;
import java.util.SortedMap;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** Tags of users, roles, policies and instance profiles. */
public final class Tagging {

    private final IamStore store;

    public Tagging(IamStore store) {
        this.store = store;
    }

    // Tag

    public Unit tagUser(TagUserRequest input, Call call) {
        return tag(call, tx -> store.getUser(tx, call.account(), input.userName()), input.tags());
    }

    public Unit tagRole(TagRoleRequest input, Call call) {
        return tag(call, tx -> store.getRole(tx, call.account(), input.roleName()), input.tags());
    }

    public Unit tagPolicy(TagPolicyRequest input, Call call) {
        return tag(
                call,
                tx -> ManagedPolicies.getOwn(store, tx, call.account(), input.policyArn()),
                input.tags());
    }

    public Unit tagProfile(TagInstanceProfileRequest input, Call call) {
        return tag(
                call,
                tx -> store.getProfile(tx, call.account(), input.instanceProfileName()),
                input.tags());
    }

    private <E extends Entity & Tagged<? extends Entity>> Unit tag(
            Call call, Function<Reader, E> get, List<Tag> tags) {
        return change(call, get, present -> Checks.merged(present, tags));
    }

    // Untag

    public Unit untagUser(UntagUserRequest input, Call call) {
        return untag(
                call, tx -> store.getUser(tx, call.account(), input.userName()), input.tagKeys());
    }

    public Unit untagRole(UntagRoleRequest input, Call call) {
        return untag(
                call, tx -> store.getRole(tx, call.account(), input.roleName()), input.tagKeys());
    }

    public Unit untagPolicy(UntagPolicyRequest input, Call call) {
        return untag(
                call,
                tx -> ManagedPolicies.getOwn(store, tx, call.account(), input.policyArn()),
                input.tagKeys());
    }

    public Unit untagProfile(UntagInstanceProfileRequest input, Call call) {
        return untag(
                call,
                tx -> store.getProfile(tx, call.account(), input.instanceProfileName()),
                input.tagKeys());
    }

    private <E extends Entity & Tagged<? extends Entity>> Unit untag(
            Call call, Function<Reader, E> get, List<String> keys) {
        return change(call, get, present -> Checks.without(present, keys));
    }

    private <E extends Entity & Tagged<? extends Entity>> Unit change(
            Call call, Function<Reader, E> get, UnaryOperator<SortedMap<String, String>> change) {
        return store.transact(tx -> {
            E entity = get.apply(tx);
            store.update(tx, call.account(), entity, entity.withTags(change.apply(entity.tags())));
            return Unit.INSTANCE;
        });
    }

    // List

    public ListUserTagsResponse listUser(ListUserTagsRequest input, Call call) {
        Page<Tag> page =
                list(
                        reader -> store.getUser(reader, call.account(), input.userName()),
                        input.marker(),
                        input.maxItems());
        return ListUserTagsResponse.builder()
                .tags(page.items())
                .isTruncated(page.truncated())
                .marker(page.marker())
                .build();
    }

    public ListRoleTagsResponse listRole(ListRoleTagsRequest input, Call call) {
        Page<Tag> page =
                list(
                        reader -> store.getRole(reader, call.account(), input.roleName()),
                        input.marker(),
                        input.maxItems());
        return ListRoleTagsResponse.builder()
                .tags(page.items())
                .isTruncated(page.truncated())
                .marker(page.marker())
                .build();
    }

    public ListPolicyTagsResponse listPolicy(ListPolicyTagsRequest input, Call call) {
        Page<Tag> page =
                list(
                        reader -> store.getPolicy(reader, call.account(), input.policyArn()),
                        input.marker(),
                        input.maxItems());
        return ListPolicyTagsResponse.builder()
                .tags(page.items())
                .isTruncated(page.truncated())
                .marker(page.marker())
                .build();
    }

    public ListInstanceProfileTagsResponse listProfile(
            ListInstanceProfileTagsRequest input, Call call) {
        Page<Tag> page =
                list(
                        reader ->
                                store.getProfile(
                                        reader, call.account(), input.instanceProfileName()),
                        input.marker(),
                        input.maxItems());
        return ListInstanceProfileTagsResponse.builder()
                .tags(page.items())
                .isTruncated(page.truncated())
                .marker(page.marker())
                .build();
    }

    private Page<Tag> list(
            Function<Reader, Tagged<?>> get, @Nullable String marker, @Nullable Integer maxItems) {
        SortedMap<String, String> tags = store.read(get).tags();
        return Page.of(Shapes.tags(tags), Tag::key, new Page.Request(marker, maxItems));
    }
}
