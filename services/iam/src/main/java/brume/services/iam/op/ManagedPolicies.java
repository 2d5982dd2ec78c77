package brume.services.iam.op;

import brume.api.iam.CreatePolicyRequest;
import brume.api.iam.CreatePolicyResponse;
import brume.api.iam.DeletePolicyRequest;
import brume.api.iam.EntityType;
import brume.api.iam.GetPolicyRequest;
import brume.api.iam.GetPolicyResponse;
import brume.api.iam.IamErrors;
import brume.api.iam.ListEntitiesForPolicyRequest;
import brume.api.iam.ListEntitiesForPolicyResponse;
import brume.api.iam.ListPoliciesRequest;
import brume.api.iam.ListPoliciesResponse;
import brume.api.iam.PolicyGroup;
import brume.api.iam.PolicyRole;
import brume.api.iam.PolicyScopeType;
import brume.api.iam.PolicyUsageType;
import brume.api.iam.PolicyUser;
import brume.base.AccountId;
import brume.base.Clock;
import brume.iam.PolicyKind;
import brume.services.iam.domain.EntityKind;
import brume.services.iam.domain.IamQuotas;
import brume.services.iam.domain.Identity;
import brume.services.iam.domain.ManagedPolicy;
import brume.services.iam.domain.PolicyText;
import brume.services.iam.domain.Reference;
import brume.services.iam.store.AwsManagedPolicies;
import brume.services.iam.store.IamStore;
import brume.services.iam.store.Page;
import brume.spi.Call;
import brume.store.Reader;
import brume.wire.CommonErrors;
import brume.wire.Unit;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Managed policies and who has them. */
public final class ManagedPolicies {

    private final IamStore store;
    private final Clock clock;

    public ManagedPolicies(IamStore store, Clock clock) {
        this.store = store;
        this.clock = clock;
    }

    public CreatePolicyResponse create(CreatePolicyRequest input, Call call) {
        AccountId account = call.account();
        checkDocument(input.policyDocument());
        Instant now = Checks.now(clock);
        TreeMap<Integer, ManagedPolicy.Version> versions = new TreeMap<>();
        versions.put(1, new ManagedPolicy.Version(input.policyDocument(), now));
        ManagedPolicy policy =
                new ManagedPolicy(
                        false,
                        Checks.path(input.path()),
                        input.policyName(),
                        Checks.newId(EntityKind.POLICY),
                        now,
                        now,
                        input.description(),
                        Checks.tags(input.tags()),
                        1,
                        1,
                        versions);
        return store.transact(tx -> {
            store.create(tx, account, policy);
            return CreatePolicyResponse.builder()
                    .policy(
                            Shapes.policy(store, tx, account, policy).toBuilder()
                                    .tags(
                                            policy.tags().isEmpty()
                                                    ? null
                                                    : Shapes.tags(policy.tags()))
                                    .build())
                    .build();
        });
    }

    static void checkDocument(String document) {
        Checks.policy(document, PolicyKind.IDENTITY);
        Checks.quota(IamQuotas.POLICY_SIZE, PolicyText.size(document));
    }

    public GetPolicyResponse get(GetPolicyRequest input, Call call) {
        Checks.policyArn(input.policyArn());
        AccountId account = call.account();
        return store.read(reader ->
                GetPolicyResponse.builder()
                        .policy(
                                Shapes.policyDetail(
                                        store,
                                        reader,
                                        account,
                                        store.getPolicy(reader, account, input.policyArn())))
                        .build());
    }

    public Unit delete(DeletePolicyRequest input, Call call) {
        Checks.policyArn(input.policyArn());
        AccountId account = call.account();
        return store.transact(tx -> {
            ManagedPolicy policy = getOwn(store, tx, account, input.policyArn());
            if (used(tx, account, policy, null)) {
                throw IamErrors.deleteConflictException(
                        "Cannot delete a policy attached to entities.");
            }
            if (policy.versions().size() > 1) {
                throw IamErrors.deleteConflictException(
                        "This policy has more than one version. Before you delete a"
                                + " policy, you must delete the policy's versions. The"
                                + " default version is deleted with the policy.");
            }
            store.delete(tx, account, policy);
            return Unit.INSTANCE;
        });
    }

    /** A policy of the account itself, which may be changed. */
    static ManagedPolicy getOwn(IamStore store, Reader reader, AccountId account, String arn) {
        ManagedPolicy policy = store.getPolicy(reader, account, arn);
        if (policy.awsOwned()) {
            throw CommonErrors.accessDenied(
                    brume.api.iam.IamApi.MODEL,
                    "Cannot perform the operation on the policy "
                            + arn
                            + ", which is managed by AWS.");
        }
        return policy;
    }

    private boolean used(
            Reader reader, AccountId account, ManagedPolicy policy, @Nullable String usage) {
        String arn = policy.arn(account);
        boolean attached =
                !PolicyUsageType.PERMISSIONS_BOUNDARY.equals(usage)
                        && !referrers(reader, account, Reference.Relation.ATTACHED, arn).isEmpty();
        return attached
                || (!PolicyUsageType.PERMISSIONS_POLICY.equals(usage)
                        && !referrers(reader, account, Reference.Relation.BOUNDED, arn).isEmpty());
    }

    private List<IamStore.Referrer> referrers(
            Reader reader, AccountId account, Reference.Relation relation, String arn) {
        return store.referrers(reader, account, new Reference(relation, arn));
    }

    public ListPoliciesResponse list(ListPoliciesRequest input, Call call) {
        AccountId account = call.account();
        String scope = Optional.ofNullable(input.scope()).orElse(PolicyScopeType.ALL);
        Page.Request request = new Page.Request(input.marker(), input.maxItems());
        return store.read(reader -> {
            List<ManagedPolicy> policies = new ArrayList<>();
            if (!scope.equals(PolicyScopeType.LOCAL)) {
                policies.addAll(AwsManagedPolicies.all());
            }
            if (!scope.equals(PolicyScopeType.AWS)) {
                policies.addAll(own(reader, account));
            }
            policies.removeIf(policy -> !listed(reader, account, policy, input));
            policies.sort(Comparator.comparing(policy -> policy.arn(account)));
            Page<ManagedPolicy> page = Page.of(policies, policy -> policy.arn(account), request);
            return ListPoliciesResponse.builder()
                    .policies(
                            page.map(policy -> Shapes.policy(store, reader, account, policy))
                                    .items())
                    .isTruncated(page.truncated())
                    .marker(page.marker())
                    .build();
        });
    }

    private List<ManagedPolicy> own(Reader reader, AccountId account) {
        Page.Request all = new Page.Request(null, EntityKind.POLICY.countMax());
        return store.list(
                        reader,
                        account,
                        EntityKind.POLICY,
                        ManagedPolicy.class,
                        policy -> true,
                        all)
                .items();
    }

    private boolean listed(
            Reader reader, AccountId account, ManagedPolicy policy, ListPoliciesRequest input) {
        if (!Checks.under(input.pathPrefix(), policy.path())) {
            return false;
        }
        boolean onlyUsed =
                Boolean.TRUE.equals(input.onlyAttached()) || input.policyUsageFilter() != null;
        return !onlyUsed || used(reader, account, policy, input.policyUsageFilter());
    }

    public ListEntitiesForPolicyResponse listEntities(
            ListEntitiesForPolicyRequest input, Call call) {
        Checks.policyArn(input.policyArn());
        AccountId account = call.account();
        return store.read(reader -> {
            String arn = store.getPolicy(reader, account, input.policyArn()).arn(account);
            List<Identity> identities = identities(reader, account, arn, input);
            identities.removeIf(identity -> !Checks.under(input.pathPrefix(), identity.path()));
            Page<Identity> page =
                    Page.of(
                            identities,
                            ManagedPolicies::sortKey,
                            new Page.Request(input.marker(), input.maxItems()));
            return answer(page);
        });
    }

    private static String sortKey(Identity identity) {
        return identity.kind().word() + '/' + identity.name();
    }

    private List<Identity> identities(
            Reader reader, AccountId account, String arn, ListEntitiesForPolicyRequest input) {
        List<IamStore.Referrer> found = new ArrayList<>();
        if (!PolicyUsageType.PERMISSIONS_BOUNDARY.equals(input.policyUsageFilter())) {
            found.addAll(referrers(reader, account, Reference.Relation.ATTACHED, arn));
        }
        if (!PolicyUsageType.PERMISSIONS_POLICY.equals(input.policyUsageFilter())) {
            found.addAll(referrers(reader, account, Reference.Relation.BOUNDED, arn));
        }
        List<Identity> identities = new ArrayList<>();
        for (IamStore.Referrer referrer : found.stream().distinct().toList()) {
            String kind = referrer.kind();
            String name = referrer.name();
            if (kind.equals(EntityKind.USER.word()) && wanted(input, EntityType.USER)) {
                identities.add(store.getUser(reader, account, name));
            } else if (kind.equals(EntityKind.GROUP.word()) && wanted(input, EntityType.GROUP)) {
                identities.add(store.getGroup(reader, account, name));
            } else if (kind.equals(EntityKind.ROLE.word()) && wanted(input, EntityType.ROLE)) {
                identities.add(store.getRole(reader, account, name));
            }
        }
        identities.sort(Comparator.comparing(ManagedPolicies::sortKey));
        return identities;
    }

    private static boolean wanted(ListEntitiesForPolicyRequest input, String type) {
        return input.entityFilter() == null || input.entityFilter().equals(type);
    }

    private static ListEntitiesForPolicyResponse answer(Page<Identity> page) {
        List<PolicyUser> users = new ArrayList<>();
        List<PolicyGroup> groups = new ArrayList<>();
        List<PolicyRole> roles = new ArrayList<>();
        for (Identity identity : page.items()) {
            switch (identity.kind()) {
                case USER ->
                        users.add(
                                PolicyUser.builder()
                                        .userName(identity.name())
                                        .userId(identity.id())
                                        .build());
                case GROUP ->
                        groups.add(
                                PolicyGroup.builder()
                                        .groupName(identity.name())
                                        .groupId(identity.id())
                                        .build());
                default ->
                        roles.add(
                                PolicyRole.builder()
                                        .roleName(identity.name())
                                        .roleId(identity.id())
                                        .build());
            }
        }
        return ListEntitiesForPolicyResponse.builder()
                .policyUsers(users)
                .policyGroups(groups)
                .policyRoles(roles)
                .isTruncated(page.truncated())
                .marker(page.marker())
                .build();
    }
}
