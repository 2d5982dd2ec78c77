package brume.services.iam;

import brume.api.iam.AddRoleToInstanceProfileRequest;
import brume.api.iam.AddUserToGroupRequest;
import brume.api.iam.AttachGroupPolicyRequest;
import brume.api.iam.AttachRolePolicyRequest;
import brume.api.iam.AttachUserPolicyRequest;
import brume.api.iam.CreateAccessKeyRequest;
import brume.api.iam.CreateGroupRequest;
import brume.api.iam.CreateInstanceProfileRequest;
import brume.api.iam.CreatePolicyRequest;
import brume.api.iam.CreatePolicyVersionRequest;
import brume.api.iam.CreateRoleRequest;
import brume.api.iam.CreateUserRequest;
import brume.api.iam.DeleteAccessKeyRequest;
import brume.api.iam.DeleteGroupPolicyRequest;
import brume.api.iam.DeleteGroupRequest;
import brume.api.iam.DeleteInstanceProfileRequest;
import brume.api.iam.DeletePolicyRequest;
import brume.api.iam.DeletePolicyVersionRequest;
import brume.api.iam.DeleteRolePermissionsBoundaryRequest;
import brume.api.iam.DeleteRolePolicyRequest;
import brume.api.iam.DeleteRoleRequest;
import brume.api.iam.DeleteServiceLinkedRoleRequest;
import brume.api.iam.DeleteUserPermissionsBoundaryRequest;
import brume.api.iam.DeleteUserPolicyRequest;
import brume.api.iam.DeleteUserRequest;
import brume.api.iam.DetachGroupPolicyRequest;
import brume.api.iam.DetachRolePolicyRequest;
import brume.api.iam.DetachUserPolicyRequest;
import brume.api.iam.GetGroupPolicyRequest;
import brume.api.iam.GetGroupRequest;
import brume.api.iam.GetInstanceProfileRequest;
import brume.api.iam.GetPolicyRequest;
import brume.api.iam.GetPolicyVersionRequest;
import brume.api.iam.GetRolePolicyRequest;
import brume.api.iam.GetRoleRequest;
import brume.api.iam.GetUserPolicyRequest;
import brume.api.iam.GetUserRequest;
import brume.api.iam.IamApi;
import brume.api.iam.ListAccessKeysRequest;
import brume.api.iam.ListAttachedGroupPoliciesRequest;
import brume.api.iam.ListAttachedRolePoliciesRequest;
import brume.api.iam.ListAttachedUserPoliciesRequest;
import brume.api.iam.ListEntitiesForPolicyRequest;
import brume.api.iam.ListGroupPoliciesRequest;
import brume.api.iam.ListGroupsForUserRequest;
import brume.api.iam.ListInstanceProfileTagsRequest;
import brume.api.iam.ListInstanceProfilesForRoleRequest;
import brume.api.iam.ListPolicyTagsRequest;
import brume.api.iam.ListPolicyVersionsRequest;
import brume.api.iam.ListRolePoliciesRequest;
import brume.api.iam.ListRoleTagsRequest;
import brume.api.iam.ListUserPoliciesRequest;
import brume.api.iam.ListUserTagsRequest;
import brume.api.iam.PutGroupPolicyRequest;
import brume.api.iam.PutRolePermissionsBoundaryRequest;
import brume.api.iam.PutRolePolicyRequest;
import brume.api.iam.PutUserPermissionsBoundaryRequest;
import brume.api.iam.PutUserPolicyRequest;
import brume.api.iam.RemoveRoleFromInstanceProfileRequest;
import brume.api.iam.RemoveUserFromGroupRequest;
import brume.api.iam.SetDefaultPolicyVersionRequest;
import brume.api.iam.TagInstanceProfileRequest;
import brume.api.iam.TagPolicyRequest;
import brume.api.iam.TagRoleRequest;
import brume.api.iam.TagUserRequest;
import brume.api.iam.UntagInstanceProfileRequest;
import brume.api.iam.UntagPolicyRequest;
import brume.api.iam.UntagRoleRequest;
import brume.api.iam.UntagUserRequest;
import brume.api.iam.UpdateAccessKeyRequest;
import brume.api.iam.UpdateAssumeRolePolicyRequest;
import brume.api.iam.UpdateGroupRequest;
import brume.api.iam.UpdateRoleDescriptionRequest;
import brume.api.iam.UpdateRoleRequest;
import brume.api.iam.UpdateUserRequest;
import brume.services.iam.domain.EntityKind;
import brume.services.iam.op.Access;
import brume.services.iam.op.AccessKeys;
import brume.services.iam.op.Accounts;
import brume.services.iam.op.AttachedPolicies;
import brume.services.iam.op.AuthorizationDetails;
import brume.services.iam.op.Groups;
import brume.services.iam.op.InlinePolicies;
import brume.services.iam.op.InstanceProfiles;
import brume.services.iam.op.ManagedPolicies;
import brume.services.iam.op.OpenIdConnectProviders;
import brume.services.iam.op.PermissionsBoundaries;
import brume.services.iam.op.PolicyVersions;
import brume.services.iam.op.Roles;
import brume.services.iam.op.ServiceLinkedRoleOperations;
import brume.services.iam.op.Simulations;
import brume.services.iam.op.Tagging;
import brume.services.iam.op.Users;
import brume.services.iam.store.IamStore;
import brume.spi.IdentityDirectory;
import brume.spi.Operation;
import brume.spi.Service;
import brume.spi.ServiceContext;
import brume.store.Store;
import brume.wire.ServiceModel;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * IAM: its operations and the directory of identities. Identities belong to the account; the region
 * of a call means nothing here.
 */
public final class IamService implements Service {

    private final IamStore store;
    private final IdentityDirectory identities;
    private final List<Operation<?, ?>> operations;
    private final Store.Watch watch;

    public IamService(ServiceContext context) {
        store = new IamStore(context.store());
        identities = new StoredIdentities(store);
        watch = store.watch();
        operations =
                Stream.of(
                                users(context),
                                groups(context),
                                roles(context),
                                policies(context),
                                inlinePolicies(),
                                attachedPolicies(),
                                profiles(context),
                                account(),
                                simulations(),
                                openIdConnectProviders(context),
                                serviceLinkedRoles(context),
                                tags())
                        .<Operation<?, ?>>flatMap(List::stream)
                        .toList();
    }

    private List<Operation<?, ?>> users(ServiceContext context) {
        Access on = new Access(store);
        Users users = new Users(store, context.clock());
        AccessKeys keys = new AccessKeys(store, context.clock());
        PermissionsBoundaries boundaries = new PermissionsBoundaries(store);
        return List.of(
                on.created(
                        IamApi.CREATE_USER,
                        EntityKind.USER,
                        CreateUserRequest::path,
                        CreateUserRequest::userName,
                        users::create),
                on.user(IamApi.GET_USER, GetUserRequest::userName, users::get),
                on.user(IamApi.UPDATE_USER, UpdateUserRequest::userName, users::update),
                on.user(IamApi.DELETE_USER, DeleteUserRequest::userName, users::delete),
                on.any(IamApi.LIST_USERS, users::list),
                on.user(
                        IamApi.LIST_GROUPS_FOR_USER,
                        ListGroupsForUserRequest::userName,
                        users::listGroups),
                on.user(
                        IamApi.PUT_USER_PERMISSIONS_BOUNDARY,
                        PutUserPermissionsBoundaryRequest::userName,
                        boundaries::putUser),
                on.user(
                        IamApi.DELETE_USER_PERMISSIONS_BOUNDARY,
                        DeleteUserPermissionsBoundaryRequest::userName,
                        boundaries::deleteUser),
                on.user(IamApi.CREATE_ACCESS_KEY, CreateAccessKeyRequest::userName, keys::create),
                on.user(IamApi.LIST_ACCESS_KEYS, ListAccessKeysRequest::userName, keys::list),
                on.user(IamApi.UPDATE_ACCESS_KEY, UpdateAccessKeyRequest::userName, keys::update),
                on.user(IamApi.DELETE_ACCESS_KEY, DeleteAccessKeyRequest::userName, keys::delete),
                on.any(IamApi.GET_ACCESS_KEY_LAST_USED, keys::lastUsed));
    }

    private List<Operation<?, ?>> groups(ServiceContext context) {
        Access on = new Access(store);
        Groups groups = new Groups(store, context.clock());
        return List.of(
                on.created(
                        IamApi.CREATE_GROUP,
                        EntityKind.GROUP,
                        CreateGroupRequest::path,
                        CreateGroupRequest::groupName,
                        groups::create),
                on.group(IamApi.GET_GROUP, GetGroupRequest::groupName, groups::get),
                on.group(IamApi.UPDATE_GROUP, UpdateGroupRequest::groupName, groups::update),
                on.group(IamApi.DELETE_GROUP, DeleteGroupRequest::groupName, groups::delete),
                on.any(IamApi.LIST_GROUPS, groups::list),
                on.group(
                        IamApi.ADD_USER_TO_GROUP,
                        AddUserToGroupRequest::groupName,
                        groups::addUser),
                on.group(
                        IamApi.REMOVE_USER_FROM_GROUP,
                        RemoveUserFromGroupRequest::groupName,
                        groups::removeUser));
    }

    private List<Operation<?, ?>> roles(ServiceContext context) {
        Access on = new Access(store);
        Roles roles = new Roles(store, context.clock());
        PermissionsBoundaries boundaries = new PermissionsBoundaries(store);
        return List.of(
                on.created(
                        IamApi.CREATE_ROLE,
                        EntityKind.ROLE,
                        CreateRoleRequest::path,
                        CreateRoleRequest::roleName,
                        roles::create),
                on.role(IamApi.GET_ROLE, GetRoleRequest::roleName, roles::get),
                on.role(IamApi.UPDATE_ROLE, UpdateRoleRequest::roleName, roles::update),
                on.role(
                        IamApi.UPDATE_ROLE_DESCRIPTION,
                        UpdateRoleDescriptionRequest::roleName,
                        roles::updateDescription),
                on.role(
                        IamApi.UPDATE_ASSUME_ROLE_POLICY,
                        UpdateAssumeRolePolicyRequest::roleName,
                        roles::updateTrustPolicy),
                on.role(IamApi.DELETE_ROLE, DeleteRoleRequest::roleName, roles::delete),
                on.any(IamApi.LIST_ROLES, roles::list),
                on.role(
                        IamApi.PUT_ROLE_PERMISSIONS_BOUNDARY,
                        PutRolePermissionsBoundaryRequest::roleName,
                        boundaries::putRole),
                on.role(
                        IamApi.DELETE_ROLE_PERMISSIONS_BOUNDARY,
                        DeleteRolePermissionsBoundaryRequest::roleName,
                        boundaries::deleteRole));
    }

    private List<Operation<?, ?>> policies(ServiceContext context) {
        Access on = new Access(store);
        ManagedPolicies policies = new ManagedPolicies(store, context.clock());
        PolicyVersions versions = new PolicyVersions(store, context.clock());
        return List.of(
                on.created(
                        IamApi.CREATE_POLICY,
                        EntityKind.POLICY,
                        CreatePolicyRequest::path,
                        CreatePolicyRequest::policyName,
                        policies::create),
                on.policy(IamApi.GET_POLICY, GetPolicyRequest::policyArn, policies::get),
                on.policy(IamApi.DELETE_POLICY, DeletePolicyRequest::policyArn, policies::delete),
                on.any(IamApi.LIST_POLICIES, policies::list),
                on.policy(
                        IamApi.LIST_ENTITIES_FOR_POLICY,
                        ListEntitiesForPolicyRequest::policyArn,
                        policies::listEntities),
                on.policy(
                        IamApi.CREATE_POLICY_VERSION,
                        CreatePolicyVersionRequest::policyArn,
                        versions::create),
                on.policy(
                        IamApi.GET_POLICY_VERSION,
                        GetPolicyVersionRequest::policyArn,
                        versions::get),
                on.policy(
                        IamApi.LIST_POLICY_VERSIONS,
                        ListPolicyVersionsRequest::policyArn,
                        versions::list),
                on.policy(
                        IamApi.SET_DEFAULT_POLICY_VERSION,
                        SetDefaultPolicyVersionRequest::policyArn,
                        versions::setDefault),
                on.policy(
                        IamApi.DELETE_POLICY_VERSION,
                        DeletePolicyVersionRequest::policyArn,
                        versions::delete));
    }

    private List<Operation<?, ?>> simulations() {
        Access on = new Access(store);
        Simulations simulations = new Simulations(store);
        return List.of(
                on.any(IamApi.SIMULATE_CUSTOM_POLICY, simulations::custom),
                on.resource(
                        IamApi.SIMULATE_PRINCIPAL_POLICY,
                        (input, call) -> input.policySourceArn(),
                        simulations::principal),
                on.any(IamApi.GET_CONTEXT_KEYS_FOR_CUSTOM_POLICY, simulations::customKeys),
                on.resource(
                        IamApi.GET_CONTEXT_KEYS_FOR_PRINCIPAL_POLICY,
                        (input, call) -> input.policySourceArn(),
                        simulations::principalKeys));
    }

    private List<Operation<?, ?>> account() {
        Access on = new Access(store);
        Accounts account = new Accounts(store);
        return List.of(
                on.any(IamApi.CREATE_ACCOUNT_ALIAS, account::createAlias),
                on.any(IamApi.DELETE_ACCOUNT_ALIAS, account::deleteAlias),
                on.any(IamApi.LIST_ACCOUNT_ALIASES, account::listAliases),
                on.any(IamApi.UPDATE_ACCOUNT_PASSWORD_POLICY, account::updatePasswordPolicy),
                on.any(IamApi.GET_ACCOUNT_PASSWORD_POLICY, account::getPasswordPolicy),
                on.any(IamApi.DELETE_ACCOUNT_PASSWORD_POLICY, account::deletePasswordPolicy),
                on.any(IamApi.GET_ACCOUNT_SUMMARY, account::summary),
                on.any(
                        IamApi.GET_ACCOUNT_AUTHORIZATION_DETAILS,
                        new AuthorizationDetails(store)::get));
    }

    private List<Operation<?, ?>> openIdConnectProviders(ServiceContext context) {
        Access on = new Access(store);
        OpenIdConnectProviders providers = new OpenIdConnectProviders(store, context.clock());
        return List.of(
                on.resource(
                        IamApi.CREATE_OPEN_ID_CONNECT_PROVIDER,
                        (input, call) -> OpenIdConnectProviders.arn(call.account(), input.url()),
                        providers::create),
                on.resource(
                        IamApi.GET_OPEN_ID_CONNECT_PROVIDER,
                        (input, call) -> input.openIDConnectProviderArn(),
                        providers::get),
                on.any(IamApi.LIST_OPEN_ID_CONNECT_PROVIDERS, providers::list),
                on.resource(
                        IamApi.UPDATE_OPEN_ID_CONNECT_PROVIDER_THUMBPRINT,
                        (input, call) -> input.openIDConnectProviderArn(),
                        providers::updateThumbprints),
                on.resource(
                        IamApi.ADD_CLIENT_ID_TO_OPEN_ID_CONNECT_PROVIDER,
                        (input, call) -> input.openIDConnectProviderArn(),
                        providers::addClientId),
                on.resource(
                        IamApi.REMOVE_CLIENT_ID_FROM_OPEN_ID_CONNECT_PROVIDER,
                        (input, call) -> input.openIDConnectProviderArn(),
                        providers::removeClientId),
                on.resource(
                        IamApi.DELETE_OPEN_ID_CONNECT_PROVIDER,
                        (input, call) -> input.openIDConnectProviderArn(),
                        providers::delete),
                on.resource(
                        IamApi.TAG_OPEN_ID_CONNECT_PROVIDER,
                        (input, call) -> input.openIDConnectProviderArn(),
                        providers::tag),
                on.resource(
                        IamApi.UNTAG_OPEN_ID_CONNECT_PROVIDER,
                        (input, call) -> input.openIDConnectProviderArn(),
                        providers::untag),
                on.resource(
                        IamApi.LIST_OPEN_ID_CONNECT_PROVIDER_TAGS,
                        (input, call) -> input.openIDConnectProviderArn(),
                        providers::listTags));
    }

    private List<Operation<?, ?>> serviceLinkedRoles(ServiceContext context) {
        Access on = new Access(store);
        ServiceLinkedRoleOperations roles = new ServiceLinkedRoleOperations(store, context.clock());
        return List.of(
                Operation.of(
                        IamApi.CREATE_SERVICE_LINKED_ROLE,
                        ServiceLinkedRoleOperations::createPermissions,
                        roles::create),
                on.role(
                        IamApi.DELETE_SERVICE_LINKED_ROLE,
                        DeleteServiceLinkedRoleRequest::roleName,
                        roles::delete),
                on.any(IamApi.GET_SERVICE_LINKED_ROLE_DELETION_STATUS, roles::deletionStatus));
    }

    private List<Operation<?, ?>> inlinePolicies() {
        Access on = new Access(store);
        InlinePolicies inline = new InlinePolicies(store);
        return List.of(
                on.user(IamApi.PUT_USER_POLICY, PutUserPolicyRequest::userName, inline::putUser),
                on.user(IamApi.GET_USER_POLICY, GetUserPolicyRequest::userName, inline::getUser),
                on.user(
                        IamApi.DELETE_USER_POLICY,
                        DeleteUserPolicyRequest::userName,
                        inline::deleteUser),
                on.user(
                        IamApi.LIST_USER_POLICIES,
                        ListUserPoliciesRequest::userName,
                        inline::listUser),
                on.group(
                        IamApi.PUT_GROUP_POLICY,
                        PutGroupPolicyRequest::groupName,
                        inline::putGroup),
                on.group(
                        IamApi.GET_GROUP_POLICY,
                        GetGroupPolicyRequest::groupName,
                        inline::getGroup),
                on.group(
                        IamApi.DELETE_GROUP_POLICY,
                        DeleteGroupPolicyRequest::groupName,
                        inline::deleteGroup),
                on.group(
                        IamApi.LIST_GROUP_POLICIES,
                        ListGroupPoliciesRequest::groupName,
                        inline::listGroup),
                on.role(IamApi.PUT_ROLE_POLICY, PutRolePolicyRequest::roleName, inline::putRole),
                on.role(IamApi.GET_ROLE_POLICY, GetRolePolicyRequest::roleName, inline::getRole),
                on.role(
                        IamApi.DELETE_ROLE_POLICY,
                        DeleteRolePolicyRequest::roleName,
                        inline::deleteRole),
                on.role(
                        IamApi.LIST_ROLE_POLICIES,
                        ListRolePoliciesRequest::roleName,
                        inline::listRole));
    }

    private List<Operation<?, ?>> attachedPolicies() {
        Access on = new Access(store);
        AttachedPolicies attached = new AttachedPolicies(store);
        return List.of(
                on.attachment(
                        IamApi.ATTACH_USER_POLICY,
                        EntityKind.USER,
                        AttachUserPolicyRequest::userName,
                        AttachUserPolicyRequest::policyArn,
                        attached::attachUser),
                on.attachment(
                        IamApi.DETACH_USER_POLICY,
                        EntityKind.USER,
                        DetachUserPolicyRequest::userName,
                        DetachUserPolicyRequest::policyArn,
                        attached::detachUser),
                on.user(
                        IamApi.LIST_ATTACHED_USER_POLICIES,
                        ListAttachedUserPoliciesRequest::userName,
                        attached::listUser),
                on.attachment(
                        IamApi.ATTACH_GROUP_POLICY,
                        EntityKind.GROUP,
                        AttachGroupPolicyRequest::groupName,
                        AttachGroupPolicyRequest::policyArn,
                        attached::attachGroup),
                on.attachment(
                        IamApi.DETACH_GROUP_POLICY,
                        EntityKind.GROUP,
                        DetachGroupPolicyRequest::groupName,
                        DetachGroupPolicyRequest::policyArn,
                        attached::detachGroup),
                on.group(
                        IamApi.LIST_ATTACHED_GROUP_POLICIES,
                        ListAttachedGroupPoliciesRequest::groupName,
                        attached::listGroup),
                on.attachment(
                        IamApi.ATTACH_ROLE_POLICY,
                        EntityKind.ROLE,
                        AttachRolePolicyRequest::roleName,
                        AttachRolePolicyRequest::policyArn,
                        attached::attachRole),
                on.attachment(
                        IamApi.DETACH_ROLE_POLICY,
                        EntityKind.ROLE,
                        DetachRolePolicyRequest::roleName,
                        DetachRolePolicyRequest::policyArn,
                        attached::detachRole),
                on.role(
                        IamApi.LIST_ATTACHED_ROLE_POLICIES,
                        ListAttachedRolePoliciesRequest::roleName,
                        attached::listRole));
    }

    private List<Operation<?, ?>> profiles(ServiceContext context) {
        Access on = new Access(store);
        InstanceProfiles profiles = new InstanceProfiles(store, context.clock());
        return List.of(
                on.created(
                        IamApi.CREATE_INSTANCE_PROFILE,
                        EntityKind.INSTANCE_PROFILE,
                        CreateInstanceProfileRequest::path,
                        CreateInstanceProfileRequest::instanceProfileName,
                        profiles::create),
                on.profile(
                        IamApi.GET_INSTANCE_PROFILE,
                        GetInstanceProfileRequest::instanceProfileName,
                        profiles::get),
                on.profile(
                        IamApi.DELETE_INSTANCE_PROFILE,
                        DeleteInstanceProfileRequest::instanceProfileName,
                        profiles::delete),
                on.any(IamApi.LIST_INSTANCE_PROFILES, profiles::list),
                on.role(
                        IamApi.LIST_INSTANCE_PROFILES_FOR_ROLE,
                        ListInstanceProfilesForRoleRequest::roleName,
                        profiles::listForRole),
                on.profile(
                        IamApi.ADD_ROLE_TO_INSTANCE_PROFILE,
                        AddRoleToInstanceProfileRequest::instanceProfileName,
                        profiles::addRole),
                on.profile(
                        IamApi.REMOVE_ROLE_FROM_INSTANCE_PROFILE,
                        RemoveRoleFromInstanceProfileRequest::instanceProfileName,
                        profiles::removeRole));
    }

    private List<Operation<?, ?>> tags() {
        Access on = new Access(store);
        Tagging tags = new Tagging(store);
        return List.of(
                on.user(IamApi.TAG_USER, TagUserRequest::userName, tags::tagUser),
                on.user(IamApi.UNTAG_USER, UntagUserRequest::userName, tags::untagUser),
                on.user(IamApi.LIST_USER_TAGS, ListUserTagsRequest::userName, tags::listUser),
                on.role(IamApi.TAG_ROLE, TagRoleRequest::roleName, tags::tagRole),
                on.role(IamApi.UNTAG_ROLE, UntagRoleRequest::roleName, tags::untagRole),
                on.role(IamApi.LIST_ROLE_TAGS, ListRoleTagsRequest::roleName, tags::listRole),
                on.policy(IamApi.TAG_POLICY, TagPolicyRequest::policyArn, tags::tagPolicy),
                on.policy(IamApi.UNTAG_POLICY, UntagPolicyRequest::policyArn, tags::untagPolicy),
                on.policy(
                        IamApi.LIST_POLICY_TAGS,
                        ListPolicyTagsRequest::policyArn,
                        tags::listPolicy),
                on.profile(
                        IamApi.TAG_INSTANCE_PROFILE,
                        TagInstanceProfileRequest::instanceProfileName,
                        tags::tagProfile),
                on.profile(
                        IamApi.UNTAG_INSTANCE_PROFILE,
                        UntagInstanceProfileRequest::instanceProfileName,
                        tags::untagProfile),
                on.profile(
                        IamApi.LIST_INSTANCE_PROFILE_TAGS,
                        ListInstanceProfileTagsRequest::instanceProfileName,
                        tags::listProfile));
    }

    @Override
    public ServiceModel model() {
        return IamApi.MODEL;
    }

    @Override
    public List<Operation<?, ?>> operations() {
        return operations;
    }

    @Override
    public Optional<IdentityDirectory> identities() {
        return Optional.of(identities);
    }

    @Override
    public void stop() {
        watch.close();
    }
}
