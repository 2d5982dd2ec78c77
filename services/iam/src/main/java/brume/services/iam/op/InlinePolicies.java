package brume.services.iam.op;

import brume.api.iam.DeleteGroupPolicyRequest;
import brume.api.iam.DeleteRolePolicyRequest;
import brume.api.iam.DeleteUserPolicyRequest;
import brume.api.iam.GetGroupPolicyRequest;
import brume.api.iam.GetGroupPolicyResponse;
import brume.api.iam.GetRolePolicyRequest;
import brume.api.iam.GetRolePolicyResponse;
import brume.api.iam.GetUserPolicyRequest;
import brume.api.iam.GetUserPolicyResponse;
import brume.api.iam.IamErrors;
import brume.api.iam.ListGroupPoliciesRequest;
import brume.api.iam.ListGroupPoliciesResponse;
import brume.api.iam.ListRolePoliciesRequest;
import brume.api.iam.ListRolePoliciesResponse;
import brume.api.iam.ListUserPoliciesRequest;
import brume.api.iam.ListUserPoliciesResponse;
import brume.api.iam.PutGroupPolicyRequest;
import brume.api.iam.PutRolePolicyRequest;
import brume.api.iam.PutUserPolicyRequest;
import brume.iam.PolicyKind;
import brume.services.iam.domain.EntityKind;
import brume.services.iam.domain.Grants;
import brume.services.iam.domain.IamQuotas;
import brume.services.iam.domain.IamRole;
import brume.services.iam.domain.Identity;
import brume.services.iam.domain.PolicyText;
import brume.services.iam.store.IamStore;
import brume.services.iam.store.Page;
import brume.spi.Call;
import brume.store.Reader;
import brume.wire.Unit;
import java.util.ArrayList;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** Policies that belong to one user, group or role: the same four operations for each of them. */
public final class InlinePolicies {

    private final IamStore store;

    public InlinePolicies(IamStore store) {
        this.store = store;
    }

    // Put

    public Unit putUser(PutUserPolicyRequest input, Call call) {
        return put(
                call,
                EntityKind.USER,
                input.userName(),
                input.policyName(),
                input.policyDocument());
    }

    public Unit putGroup(PutGroupPolicyRequest input, Call call) {
        return put(
                call,
                EntityKind.GROUP,
                input.groupName(),
                input.policyName(),
                input.policyDocument());
    }

    public Unit putRole(PutRolePolicyRequest input, Call call) {
        return put(
                call,
                EntityKind.ROLE,
                input.roleName(),
                input.policyName(),
                input.policyDocument());
    }

    private Unit put(Call call, EntityKind kind, String name, String policy, String document) {
        Checks.policy(document, PolicyKind.IDENTITY);
        return change(
                call,
                kind,
                name,
                identity -> {
                    Grants grants = identity.grants().withInline(policy, document);
                    int sizeMax = inlineSizeMax(identity);
                    if (grants.inlineSize() > sizeMax) {
                        throw IamErrors.limitExceededException(
                                "Maximum policy size of "
                                        + sizeMax
                                        + " bytes exceeded for "
                                        + kind.word()
                                        + ' '
                                        + identity.name());
                    }
                    return identity.withGrants(grants);
                });
    }

    private static int inlineSizeMax(Identity identity) {
        return Math.toIntExact(
                switch (identity.kind()) {
                    case USER -> IamQuotas.INLINE_SIZE_USER.value();
                    case GROUP -> IamQuotas.INLINE_SIZE_GROUP.value();
                    default -> IamQuotas.INLINE_SIZE_ROLE.value();
                });
    }

    // Get

    public GetUserPolicyResponse getUser(GetUserPolicyRequest input, Call call) {
        return GetUserPolicyResponse.builder()
                .userName(input.userName())
                .policyName(input.policyName())
                .policyDocument(
                        document(call, EntityKind.USER, input.userName(), input.policyName()))
                .build();
    }

    public GetGroupPolicyResponse getGroup(GetGroupPolicyRequest input, Call call) {
        return GetGroupPolicyResponse.builder()
                .groupName(input.groupName())
                .policyName(input.policyName())
                .policyDocument(
                        document(call, EntityKind.GROUP, input.groupName(), input.policyName()))
                .build();
    }

    public GetRolePolicyResponse getRole(GetRolePolicyRequest input, Call call) {
        return GetRolePolicyResponse.builder()
                .roleName(input.roleName())
                .policyName(input.policyName())
                .policyDocument(
                        document(call, EntityKind.ROLE, input.roleName(), input.policyName()))
                .build();
    }

    private String document(Call call, EntityKind kind, String name, String policy) {
        Identity identity = store.read(reader -> get(reader, call, kind, name));
        String document = identity.grants().inline().get(policy);
        if (document == null) {
            throw missing(kind, policy);
        }
        return PolicyText.encoded(document);
    }

    private static RuntimeException missing(EntityKind kind, String policy) {
        return IamErrors.noSuchEntityException(
                "The " + kind.word() + " policy with name " + policy + " cannot be found.");
    }

    // Delete

    public Unit deleteUser(DeleteUserPolicyRequest input, Call call) {
        return delete(call, EntityKind.USER, input.userName(), input.policyName());
    }

    public Unit deleteGroup(DeleteGroupPolicyRequest input, Call call) {
        return delete(call, EntityKind.GROUP, input.groupName(), input.policyName());
    }

    public Unit deleteRole(DeleteRolePolicyRequest input, Call call) {
        return delete(call, EntityKind.ROLE, input.roleName(), input.policyName());
    }

    private Unit delete(Call call, EntityKind kind, String name, String policy) {
        return change(
                call,
                kind,
                name,
                identity -> {
                    if (!identity.grants().inline().containsKey(policy)) {
                        throw missing(kind, policy);
                    }
                    return identity.withGrants(identity.grants().withoutInline(policy));
                });
    }

    // List

    public ListUserPoliciesResponse listUser(ListUserPoliciesRequest input, Call call) {
        Page<String> page =
                names(call, EntityKind.USER, input.userName(), input.marker(), input.maxItems());
        return ListUserPoliciesResponse.builder()
                .policyNames(page.items())
                .isTruncated(page.truncated())
                .marker(page.marker())
                .build();
    }

    public ListGroupPoliciesResponse listGroup(ListGroupPoliciesRequest input, Call call) {
        Page<String> page =
                names(call, EntityKind.GROUP, input.groupName(), input.marker(), input.maxItems());
        return ListGroupPoliciesResponse.builder()
                .policyNames(page.items())
                .isTruncated(page.truncated())
                .marker(page.marker())
                .build();
    }

    public ListRolePoliciesResponse listRole(ListRolePoliciesRequest input, Call call) {
        Page<String> page =
                names(call, EntityKind.ROLE, input.roleName(), input.marker(), input.maxItems());
        return ListRolePoliciesResponse.builder()
                .policyNames(page.items())
                .isTruncated(page.truncated())
                .marker(page.marker())
                .build();
    }

    private Page<String> names(
            Call call,
            EntityKind kind,
            String name,
            @Nullable String marker,
            @Nullable Integer maxItems) {
        Identity identity = store.read(reader -> get(reader, call, kind, name));
        return Page.of(
                new ArrayList<>(identity.grants().inline().keySet()),
                policy -> policy,
                new Page.Request(marker, maxItems));
    }

    // Shared

    private Unit change(Call call, EntityKind kind, String name, UnaryOperator<Identity> change) {
        return store.transact(tx -> {
            Identity identity = get(tx, call, kind, name);
            if (identity instanceof IamRole role) {
                Roles.requireOwn(role);
            }
            store.update(tx, call.account(), identity, change.apply(identity));
            return Unit.INSTANCE;
        });
    }

    private Identity get(Reader reader, Call call, EntityKind kind, String name) {
        return switch (kind) {
            case USER -> store.getUser(reader, call.account(), name);
            case GROUP -> store.getGroup(reader, call.account(), name);
            default -> store.getRole(reader, call.account(), name);
        };
    }
}
