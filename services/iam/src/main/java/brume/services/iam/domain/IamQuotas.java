package brume.services.iam.domain;

import brume.spi.Quota;
import java.util.List;

/** IAM's limits. The numbers of entities per account stand with their kinds. */
public final class IamQuotas {

    private static final String SOURCE =
            "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html";

    public static final Quota ACCESS_KEYS_PER_USER = quota("AccessKeysPerUser", 2);
    public static final Quota GROUPS_PER_USER = quota("GroupsPerUser", 10);
    public static final Quota POLICIES_PER_USER = quota("PoliciesPerUser", 10);
    public static final Quota POLICIES_PER_GROUP = quota("PoliciesPerGroup", 10);
    public static final Quota POLICIES_PER_ROLE = quota("PoliciesPerRole", 10);
    public static final Quota VERSIONS_PER_POLICY = quota("VersionsPerPolicy", 5);
    public static final Quota POLICY_SIZE = quota("PolicySize", 6144);
    public static final Quota INLINE_SIZE_USER = quota("UserPolicySize", 2048);
    public static final Quota INLINE_SIZE_GROUP = quota("GroupPolicySize", 5120);
    public static final Quota INLINE_SIZE_ROLE = quota("RolePolicySize", 10_240);
    public static final Quota TRUST_POLICY_SIZE = quota("ACLSizePerRole", 2048);
    public static final Quota TAGS_PER_ENTITY = quota("TagsPerEntity", 50);
    public static final Quota ROLES_PER_PROFILE = quota("InstanceSessionsPerInstanceProfile", 1);
    public static final Quota OPEN_ID_CONNECT_PROVIDERS =
            quota("OpenIdConnectProvidersPerAccount", 100);
    public static final Quota CLIENT_IDS_PER_PROVIDER =
            quota("ClientIdsPerOpenIdConnectProvider", 100);
    public static final Quota THUMBPRINTS_PER_PROVIDER =
            quota("ThumbprintsPerOpenIdConnectProvider", 5);

    private IamQuotas() {}

    public static List<Quota> all() {
        return List.of(
                ACCESS_KEYS_PER_USER,
                GROUPS_PER_USER,
                POLICIES_PER_USER,
                POLICIES_PER_GROUP,
                POLICIES_PER_ROLE,
                VERSIONS_PER_POLICY,
                POLICY_SIZE,
                INLINE_SIZE_USER,
                INLINE_SIZE_GROUP,
                INLINE_SIZE_ROLE,
                TRUST_POLICY_SIZE,
                TAGS_PER_ENTITY,
                ROLES_PER_PROFILE,
                OPEN_ID_CONNECT_PROVIDERS,
                CLIENT_IDS_PER_PROVIDER,
                THUMBPRINTS_PER_PROVIDER);
    }

    private static Quota quota(String name, long value) {
        return new Quota(name, value, SOURCE);
    }
}
