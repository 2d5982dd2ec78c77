package brume.services.iam.op;

import brume.api.iam.AttachedPolicy;
import brume.api.iam.GetAccountAuthorizationDetailsRequest;
import brume.api.iam.GetAccountAuthorizationDetailsResponse;
import brume.api.iam.GroupDetail;
import brume.api.iam.IamApi;
import brume.api.iam.InstanceProfile;
import brume.api.iam.ManagedPolicyDetail;
import brume.api.iam.Policy;
import brume.api.iam.PolicyDetail;
import brume.api.iam.RoleDetail;
import brume.api.iam.RoleLastUsed;
import brume.api.iam.UserDetail;
import brume.base.AccountId;
import brume.services.iam.domain.Entity;
import brume.services.iam.domain.EntityKind;
import brume.services.iam.domain.Grants;
import brume.services.iam.domain.IamGroup;
import brume.services.iam.domain.IamRole;
import brume.services.iam.domain.IamUser;
import brume.services.iam.domain.ManagedPolicy;
import brume.services.iam.domain.PolicyText;
import brume.services.iam.domain.Reference;
import brume.services.iam.store.AwsManagedPolicies;
import brume.services.iam.store.IamStore;
import brume.services.iam.store.Page;
import brume.spi.Call;
import brume.store.Reader;
import brume.wire.CommonErrors;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/**
 * GetAccountAuthorizationDetails: all users, groups, roles and managed policies with everything
 * that grants or limits. Of the policies that AWS provides those are listed that something in the
 * account uses. A page goes on where the one before ended, also from one kind to the next.
 */
public final class AuthorizationDetails {

    /** The kinds of the filter, in the order in which the pages have them. */
    private static final List<String> KINDS =
            List.of("User", "Group", "Role", "LocalManagedPolicy", "AWSManagedPolicy");

    private static final char SEPARATOR = '/';

    private final IamStore store;

    public AuthorizationDetails(IamStore store) {
        this.store = store;
    }

    public GetAccountAuthorizationDetailsResponse get(
            GetAccountAuthorizationDetailsRequest input, Call call) {
        return store.read(reader -> new Listing(reader, call.account(), input).list());
    }

    /** One page in the making, read from one snapshot. */
    private final class Listing {

        private final Reader reader;
        private final AccountId account;
        private final GetAccountAuthorizationDetailsRequest input;
        private final GetAccountAuthorizationDetailsResponse.Builder answer =
                GetAccountAuthorizationDetailsResponse.builder()
                        .userDetailList(List.of())
                        .groupDetailList(List.of())
                        .roleDetailList(List.of())
                        .policies(List.of())
                        .isTruncated(false);
        private final List<ManagedPolicyDetail> policies = new ArrayList<>();

        Listing(Reader reader, AccountId account, GetAccountAuthorizationDetailsRequest input) {
            this.reader = reader;
            this.account = account;
            this.input = input;
        }

        GetAccountAuthorizationDetailsResponse list() {
            Page.Request request = new Page.Request(input.marker(), input.maxItems());
            String position = request.after();
            int first = firstKind(position);
            String after = position.substring(position.indexOf(SEPARATOR) + 1);
            int left = request.size();
            for (int kind = first; kind < KINDS.size(); kind++) {
                List<String> filter = input.filter();
                if (filter != null && !filter.isEmpty() && !filter.contains(KINDS.get(kind))) {
                    continue;
                }
                if (left == 0) {
                    return truncated(kind, "");
                }
                String start = kind == first ? after : "";
                Page<? extends Entity> page =
                        page(
                                KINDS.get(kind),
                                new Page.Request(
                                        start.isEmpty() ? null : Page.markerAfter(start), left));
                left -= page.items().size();
                if (page.truncated()) {
                    return truncated(kind, sortName(page.items().getLast()));
                }
            }
            return answer.policies(policies).build();
        }

        private static int firstKind(String position) {
            if (position.isEmpty()) {
                return 0;
            }
            int kind = position.charAt(0) - '0';
            if (kind < 0 || kind >= KINDS.size() || position.indexOf(SEPARATOR) != 1) {
                throw CommonErrors.validation(IamApi.MODEL, "Invalid Marker.");
            }
            return kind;
        }

        private GetAccountAuthorizationDetailsResponse truncated(int kind, String name) {
            String position = Integer.toString(kind) + SEPARATOR + name;
            return answer.policies(policies)
                    .isTruncated(true)
                    .marker(Page.markerAfter(position))
                    .build();
        }

        private Page<? extends Entity> page(String kind, Page.Request request) {
            return switch (kind) {
                case "User" -> {
                    Page<IamUser> page = page(EntityKind.USER, IamUser.class, request);
                    answer.userDetailList(page.items().stream().map(this::user).toList());
                    yield page;
                }
                case "Group" -> {
                    Page<IamGroup> page = page(EntityKind.GROUP, IamGroup.class, request);
                    answer.groupDetailList(page.items().stream().map(this::group).toList());
                    yield page;
                }
                case "Role" -> {
                    Page<IamRole> page = page(EntityKind.ROLE, IamRole.class, request);
                    answer.roleDetailList(page.items().stream().map(this::role).toList());
                    yield page;
                }
                case "LocalManagedPolicy" ->
                        policies(page(EntityKind.POLICY, ManagedPolicy.class, request));
                default -> policies(Page.of(provided(), AuthorizationDetails::sortName, request));
            };
        }

        private <E extends Entity> Page<E> page(
                EntityKind kind, Class<E> type, Page.Request request) {
            return store.list(reader, account, kind, type, entity -> true, request);
        }

        private Page<ManagedPolicy> policies(Page<ManagedPolicy> page) {
            page.items().forEach(policy -> policies.add(policy(policy)));
            return page;
        }

        private List<ManagedPolicy> provided() {
            return AwsManagedPolicies.all().stream()
                    .filter(policy -> inUse(policy.arn(account)))
                    .sorted(Comparator.comparing(AuthorizationDetails::sortName))
                    .toList();
        }

        private boolean inUse(String arn) {
            return !store.referrers(
                                    reader,
                                    account,
                                    new Reference(Reference.Relation.ATTACHED, arn))
                            .isEmpty()
                    || !store.referrers(
                                    reader, account, new Reference(Reference.Relation.BOUNDED, arn))
                            .isEmpty();
        }

        private UserDetail user(IamUser user) {
            return UserDetail.builder()
                    .path(user.path())
                    .userName(user.name())
                    .userId(user.id())
                    .arn(user.arn(account))
                    .createDate(user.created())
                    .userPolicyList(inline(user.grants()))
                    .groupList(user.groups())
                    .attachedManagedPolicies(attached(user.grants()))
                    .permissionsBoundary(Shapes.boundary(user.boundary()))
                    .tags(Shapes.tags(user.tags()))
                    .build();
        }

        private GroupDetail group(IamGroup group) {
            return GroupDetail.builder()
                    .path(group.path())
                    .groupName(group.name())
                    .groupId(group.id())
                    .arn(group.arn(account))
                    .createDate(group.created())
                    .groupPolicyList(inline(group.grants()))
                    .attachedManagedPolicies(attached(group.grants()))
                    .build();
        }

        private RoleDetail role(IamRole role) {
            Reference inProfile = Reference.toName(Reference.Relation.CONTAINS, role.name());
            List<InstanceProfile> profiles =
                    store.referrers(reader, account, inProfile).stream()
                            .map(found -> store.getProfile(reader, account, found.name()))
                            .map(found -> Shapes.profile(store, reader, account, found))
                            .toList();
            return RoleDetail.builder()
                    .path(role.path())
                    .roleName(role.name())
                    .roleId(role.id())
                    .arn(role.arn(account))
                    .createDate(role.created())
                    .assumeRolePolicyDocument(PolicyText.encoded(role.trustPolicy()))
                    .instanceProfileList(profiles)
                    .rolePolicyList(inline(role.grants()))
                    .attachedManagedPolicies(attached(role.grants()))
                    .permissionsBoundary(Shapes.boundary(role.boundary()))
                    .tags(Shapes.tags(role.tags()))
                    .roleLastUsed(RoleLastUsed.builder().build())
                    .build();
        }

        private ManagedPolicyDetail policy(ManagedPolicy policy) {
            Policy described = Shapes.policy(store, reader, account, policy);
            return ManagedPolicyDetail.builder()
                    .policyName(described.policyName())
                    .policyId(described.policyId())
                    .arn(described.arn())
                    .path(described.path())
                    .defaultVersionId(described.defaultVersionId())
                    .attachmentCount(described.attachmentCount())
                    .permissionsBoundaryUsageCount(described.permissionsBoundaryUsageCount())
                    .isAttachable(described.isAttachable())
                    .description(policy.description())
                    .createDate(described.createDate())
                    .updateDate(described.updateDate())
                    .policyVersionList(
                            policy.versions().keySet().stream()
                                    .sorted(Comparator.reverseOrder())
                                    .map(number -> Shapes.version(policy, number, true))
                                    .toList())
                    .build();
        }

        private List<AttachedPolicy> attached(Grants grants) {
            return grants.attached().stream()
                    .flatMap(arn -> store.findPolicy(reader, account, arn).stream())
                    .map(policy ->
                            AttachedPolicy.builder()
                                    .policyName(policy.name())
                                    .policyArn(policy.arn(account))
                                    .build())
                    .toList();
        }
    }

    private static List<PolicyDetail> inline(Grants grants) {
        return grants.inline().entrySet().stream()
                .map(policy ->
                        PolicyDetail.builder()
                                .policyName(policy.getKey())
                                .policyDocument(PolicyText.encoded(policy.getValue()))
                                .build())
                .toList();
    }

    private static String sortName(Entity entity) {
        return entity.name().toLowerCase(Locale.ROOT);
    }
}
