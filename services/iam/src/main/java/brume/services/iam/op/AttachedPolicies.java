package brume.services.iam.op;

import brume.api.iam.AttachGroupPolicyRequest;
import brume.api.iam.AttachRolePolicyRequest;
import brume.api.iam.AttachUserPolicyRequest;
import brume.api.iam.AttachedPolicy;
import brume.api.iam.DetachGroupPolicyRequest;
import brume.api.iam.DetachRolePolicyRequest;
import brume.api.iam.DetachUserPolicyRequest;
import brume.api.iam.IamErrors;
import brume.api.iam.ListAttachedGroupPoliciesRequest;
import brume.api.iam.ListAttachedGroupPoliciesResponse;
import brume.api.iam.ListAttachedRolePoliciesRequest;
import brume.api.iam.ListAttachedRolePoliciesResponse;
import brume.api.iam.ListAttachedUserPoliciesRequest;
import brume.api.iam.ListAttachedUserPoliciesResponse;
import brume.base.AccountId;
import brume.services.iam.domain.EntityKind;
import brume.services.iam.domain.IamQuotas;
import brume.services.iam.domain.IamRole;
import brume.services.iam.domain.Identity;
import brume.services.iam.domain.ManagedPolicy;
import brume.services.iam.store.IamStore;
import brume.services.iam.store.Page;
import brume.spi.Call;
import brume.spi.Quota;
import brume.store.Reader;
import brume.wire.Unit;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Managed policies of users, groups and roles: the same three operations for each of them. */
public final class AttachedPolicies {

    private final IamStore store;

    public AttachedPolicies(IamStore store) {
        this.store = store;
    }

    // Attach

    public Unit attachUser(AttachUserPolicyRequest input, Call call) {
        return attach(call, EntityKind.USER, input.userName(), input.policyArn());
    }

    public Unit attachGroup(AttachGroupPolicyRequest input, Call call) {
        return attach(call, EntityKind.GROUP, input.groupName(), input.policyArn());
    }

    public Unit attachRole(AttachRolePolicyRequest input, Call call) {
        return attach(call, EntityKind.ROLE, input.roleName(), input.policyArn());
    }

    private Unit attach(Call call, EntityKind kind, String name, String policyArn) {
        Checks.policyArn(policyArn);
        AccountId account = call.account();
        return store.transact(tx -> {
            Identity identity = get(tx, call, kind, name);
            requireOwn(identity);
            if (store.findPolicy(tx, account, policyArn).isEmpty()) {
                throw IamErrors.noSuchEntityException(
                        "Policy " + policyArn + " does not exist or is not attachable.");
            }
            if (!identity.grants().attached().contains(policyArn)) {
                Checks.quota(quota(kind), identity.grants().attached().size() + 1L);
                store.update(
                        tx,
                        account,
                        identity,
                        identity.withGrants(identity.grants().withAttached(policyArn)));
            }
            return Unit.INSTANCE;
        });
    }

    private static Quota quota(EntityKind kind) {
        return switch (kind) {
            case USER -> IamQuotas.POLICIES_PER_USER;
            case GROUP -> IamQuotas.POLICIES_PER_GROUP;
            default -> IamQuotas.POLICIES_PER_ROLE;
        };
    }

    // Detach

    public Unit detachUser(DetachUserPolicyRequest input, Call call) {
        return detach(call, EntityKind.USER, input.userName(), input.policyArn());
    }

    public Unit detachGroup(DetachGroupPolicyRequest input, Call call) {
        return detach(call, EntityKind.GROUP, input.groupName(), input.policyArn());
    }

    public Unit detachRole(DetachRolePolicyRequest input, Call call) {
        return detach(call, EntityKind.ROLE, input.roleName(), input.policyArn());
    }

    private Unit detach(Call call, EntityKind kind, String name, String policyArn) {
        Checks.policyArn(policyArn);
        return store.transact(tx -> {
            Identity identity = get(tx, call, kind, name);
            requireOwn(identity);
            if (!identity.grants().attached().contains(policyArn)) {
                throw IamErrors.noSuchEntityException("Policy " + policyArn + " was not found.");
            }
            store.update(
                    tx,
                    call.account(),
                    identity,
                    identity.withGrants(identity.grants().withoutAttached(policyArn)));
            return Unit.INSTANCE;
        });
    }

    private static void requireOwn(Identity identity) {
        if (identity instanceof IamRole role) {
            Roles.requireOwn(role);
        }
    }

    // List

    public ListAttachedUserPoliciesResponse listUser(
            ListAttachedUserPoliciesRequest input, Call call) {
        Page<AttachedPolicy> page =
                attached(
                        call,
                        EntityKind.USER,
                        input.userName(),
                        input.pathPrefix(),
                        new Page.Request(input.marker(), input.maxItems()));
        return ListAttachedUserPoliciesResponse.builder()
                .attachedPolicies(page.items())
                .isTruncated(page.truncated())
                .marker(page.marker())
                .build();
    }

    public ListAttachedGroupPoliciesResponse listGroup(
            ListAttachedGroupPoliciesRequest input, Call call) {
        Page<AttachedPolicy> page =
                attached(
                        call,
                        EntityKind.GROUP,
                        input.groupName(),
                        input.pathPrefix(),
                        new Page.Request(input.marker(), input.maxItems()));
        return ListAttachedGroupPoliciesResponse.builder()
                .attachedPolicies(page.items())
                .isTruncated(page.truncated())
                .marker(page.marker())
                .build();
    }

    public ListAttachedRolePoliciesResponse listRole(
            ListAttachedRolePoliciesRequest input, Call call) {
        Page<AttachedPolicy> page =
                attached(
                        call,
                        EntityKind.ROLE,
                        input.roleName(),
                        input.pathPrefix(),
                        new Page.Request(input.marker(), input.maxItems()));
        return ListAttachedRolePoliciesResponse.builder()
                .attachedPolicies(page.items())
                .isTruncated(page.truncated())
                .marker(page.marker())
                .build();
    }

    private Page<AttachedPolicy> attached(
            Call call,
            EntityKind kind,
            String name,
            @Nullable String pathPrefix,
            Page.Request request) {
        AccountId account = call.account();
        List<ManagedPolicy> policies =
                store.read(reader ->
                        get(reader, call, kind, name).grants().attached().stream()
                                .flatMap(arn -> store.findPolicy(reader, account, arn).stream())
                                .filter(policy -> Checks.under(pathPrefix, policy.path()))
                                .sorted(Comparator.comparing(policy -> policy.arn(account)))
                                .toList());
        return Page.of(policies, policy -> policy.arn(account), request)
                .map(policy ->
                        AttachedPolicy.builder()
                                .policyName(policy.name())
                                .policyArn(policy.arn(account))
                                .build());
    }

    private Identity get(Reader reader, Call call, EntityKind kind, String name) {
        return switch (kind) {
            case USER -> store.getUser(reader, call.account(), name);
            case GROUP -> store.getGroup(reader, call.account(), name);
            default -> store.getRole(reader, call.account(), name);
        };
    }
}
