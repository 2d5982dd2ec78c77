package brume.services.iam.op;

import brume.api.iam.AttachedPermissionsBoundary;
import brume.api.iam.Group;
import brume.api.iam.InstanceProfile;
import brume.api.iam.Policy;
import brume.api.iam.PolicyVersion;
import brume.api.iam.Role;
import brume.api.iam.RoleLastUsed;
import brume.api.iam.Tag;
import brume.api.iam.User;
import brume.base.AccountId;
import brume.services.iam.domain.IamGroup;
import brume.services.iam.domain.IamRole;
import brume.services.iam.domain.IamUser;
import brume.services.iam.domain.InstanceProfileEntity;
import brume.services.iam.domain.ManagedPolicy;
import brume.services.iam.domain.PolicyText;
import brume.services.iam.domain.Reference;
import brume.services.iam.store.IamStore;
import brume.store.Reader;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** How the stored entities look in answers; lists show less than the answer to a Get. */
final class Shapes {

    private Shapes() {}

    static User user(AccountId account, IamUser user) {
        return User.builder()
                .path(user.path())
                .userName(user.name())
                .userId(user.id())
                .arn(user.arn(account))
                .createDate(user.created())
                .build();
    }

    static User userDetail(AccountId account, IamUser user) {
        return user(account, user).toBuilder()
                .permissionsBoundary(boundary(user.boundary()))
                .tags(tagsOrNull(user.tags()))
                .build();
    }

    static Group group(AccountId account, IamGroup group) {
        return Group.builder()
                .path(group.path())
                .groupName(group.name())
                .groupId(group.id())
                .arn(group.arn(account))
                .createDate(group.created())
                .build();
    }

    /** A role in a list. */
    static Role role(AccountId account, IamRole role) {
        return Role.builder()
                .path(role.path())
                .roleName(role.name())
                .roleId(role.id())
                .arn(role.arn(account))
                .createDate(role.created())
                .assumeRolePolicyDocument(PolicyText.encoded(role.trustPolicy()))
                .description(role.description())
                .maxSessionDuration(role.maxSessionSeconds())
                .build();
    }

    /** A role in the answer to CreateRole, which does not repeat the session length. */
    static Role roleCreated(AccountId account, IamRole role) {
        return role(account, role).toBuilder()
                .description(null)
                .maxSessionDuration(null)
                .permissionsBoundary(boundary(role.boundary()))
                .tags(tagsOrNull(role.tags()))
                .build();
    }

    static Role roleDetail(AccountId account, IamRole role) {
        return role(account, role).toBuilder()
                .permissionsBoundary(boundary(role.boundary()))
                .tags(tagsOrNull(role.tags()))
                .roleLastUsed(RoleLastUsed.builder().build())
                .build();
    }

    /** A policy in a list: without description and tags. */
    static Policy policy(IamStore store, Reader reader, AccountId account, ManagedPolicy policy) {
        String arn = policy.arn(account);
        return Policy.builder()
                .policyName(policy.name())
                .policyId(policy.id())
                .arn(arn)
                .path(policy.path())
                .defaultVersionId("v" + policy.defaultVersion())
                .attachmentCount(count(store, reader, account, Reference.Relation.ATTACHED, arn))
                .permissionsBoundaryUsageCount(
                        count(store, reader, account, Reference.Relation.BOUNDED, arn))
                .isAttachable(true)
                .createDate(policy.created())
                .updateDate(policy.updated())
                .build();
    }

    static Policy policyDetail(
            IamStore store, Reader reader, AccountId account, ManagedPolicy policy) {
        return policy(store, reader, account, policy).toBuilder()
                .description(policy.description())
                .tags(tags(policy.tags()))
                .build();
    }

    private static int count(
            IamStore store,
            Reader reader,
            AccountId account,
            Reference.Relation relation,
            String arn) {
        return store.referrers(reader, account, new Reference(relation, arn)).size();
    }

    static PolicyVersion version(ManagedPolicy policy, int number, boolean withDocument) {
        ManagedPolicy.Version version = policy.versions().get(number);
        if (version == null) {
            throw new IllegalArgumentException("no version " + number);
        }
        return PolicyVersion.builder()
                .document(withDocument ? PolicyText.encoded(version.document()) : null)
                .versionId("v" + number)
                .isDefaultVersion(number == policy.defaultVersion())
                .createDate(version.created())
                .build();
    }

    static InstanceProfile profile(
            IamStore store, Reader reader, AccountId account, InstanceProfileEntity profile) {
        List<Role> roles =
                profile.roles().stream()
                        .flatMap(name -> store.findRole(reader, account, name).stream())
                        .map(role ->
                                role(account, role).toBuilder().maxSessionDuration(null).build())
                        .toList();
        return InstanceProfile.builder()
                .path(profile.path())
                .instanceProfileName(profile.name())
                .instanceProfileId(profile.id())
                .arn(profile.arn(account))
                .createDate(profile.created())
                .roles(roles)
                .tags(tags(profile.tags()))
                .build();
    }

    static @Nullable AttachedPermissionsBoundary boundary(@Nullable String arn) {
        return arn == null
                ? null
                : AttachedPermissionsBoundary.builder()
                        .permissionsBoundaryType("Policy")
                        .permissionsBoundaryArn(arn)
                        .build();
    }

    static List<Tag> tags(Map<String, String> tags) {
        return tags.entrySet().stream()
                .map(tag -> Tag.builder().key(tag.getKey()).value(tag.getValue()).build())
                .toList();
    }

    private static @Nullable List<Tag> tagsOrNull(Map<String, String> tags) {
        return tags.isEmpty() ? null : tags(tags);
    }
}
