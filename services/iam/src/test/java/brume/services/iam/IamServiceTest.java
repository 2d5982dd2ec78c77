package brume.services.iam;

import static brume.services.iam.IamHarness.ACCOUNT;
import static brume.services.iam.IamHarness.assertError;
import static org.assertj.core.api.Assertions.assertThat;

import brume.api.iam.AccessKey;
import brume.api.iam.AddRoleToInstanceProfileRequest;
import brume.api.iam.AddUserToGroupRequest;
import brume.api.iam.AttachRolePolicyRequest;
import brume.api.iam.CreateAccessKeyRequest;
import brume.api.iam.CreateGroupRequest;
import brume.api.iam.CreateInstanceProfileRequest;
import brume.api.iam.CreatePolicyRequest;
import brume.api.iam.CreatePolicyVersionRequest;
import brume.api.iam.CreateRoleRequest;
import brume.api.iam.CreateUserRequest;
import brume.api.iam.DeletePolicyRequest;
import brume.api.iam.DeleteRolePolicyRequest;
import brume.api.iam.DeleteRoleRequest;
import brume.api.iam.DetachRolePolicyRequest;
import brume.api.iam.GetPolicyRequest;
import brume.api.iam.GetPolicyVersionRequest;
import brume.api.iam.GetRolePolicyRequest;
import brume.api.iam.GetRolePolicyResponse;
import brume.api.iam.GetRoleRequest;
import brume.api.iam.GetUserRequest;
import brume.api.iam.IamApi;
import brume.api.iam.InstanceProfile;
import brume.api.iam.ListEntitiesForPolicyRequest;
import brume.api.iam.ListInstanceProfilesForRoleRequest;
import brume.api.iam.ListPolicyVersionsRequest;
import brume.api.iam.ListUsersRequest;
import brume.api.iam.ListUsersResponse;
import brume.api.iam.Policy;
import brume.api.iam.PolicyRole;
import brume.api.iam.PolicyVersion;
import brume.api.iam.PutGroupPolicyRequest;
import brume.api.iam.PutRolePolicyRequest;
import brume.api.iam.PutUserPermissionsBoundaryRequest;
import brume.api.iam.Role;
import brume.api.iam.Tag;
import brume.api.iam.TagUserRequest;
import brume.api.iam.UpdateAccessKeyRequest;
import brume.api.iam.UpdateUserRequest;
import brume.api.iam.User;
import brume.spi.IdentityDirectory;
import brume.spi.Permission;
import brume.spi.Principal;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@NullUnmarked // Members of answers are optional by type; one that is missing fails the test.
class IamServiceTest {

    private static final String TRUST =
            """
            {"Version":"2012-10-17","Statement":[{"Effect":"Allow",
             "Principal":{"Service":"lambda.amazonaws.com"},"Action":"sts:AssumeRole"}]}\
            """;
    private static final String ALLOW =
            """
            {"Version":"2012-10-17","Statement":[{"Effect":"Allow",
             "Action":"ec2:Describe*","Resource":"*"}]}\
            """;
    private static final String BASIC =
            "arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole";

    @TempDir Path folder;
    private IamHarness iam;

    @BeforeEach
    void open() {
        iam = new IamHarness(folder.resolve("store"));
    }

    @AfterEach
    void close() {
        iam.close();
    }

    private Role createRole(String name) {
        return iam.call(
                        IamApi.CREATE_ROLE,
                        CreateRoleRequest.builder()
                                .roleName(name)
                                .assumeRolePolicyDocument(TRUST)
                                .build())
                .role();
    }

    private User createUser(String name) {
        return iam.call(
                        IamApi.CREATE_USER,
                        CreateUserRequest.builder().userName(name).path("/team/").build())
                .user();
    }

    private String createPolicy(String name) {
        return iam.call(
                        IamApi.CREATE_POLICY,
                        CreatePolicyRequest.builder()
                                .policyName(name)
                                .policyDocument(ALLOW)
                                .build())
                .policy()
                .arn();
    }

    @Test
    void aRoleIsFoundAsItWasMade() {
        Role made = createRole("cleaner");
        assertThat(made.arn()).isEqualTo("arn:aws:iam::111122223333:role/cleaner");
        assertThat(made.roleId()).startsWith("AROA").hasSize(21);
        assertThat(made.maxSessionDuration()).isNull();
        assertThat(made.assumeRolePolicyDocument()).doesNotContain(" ").contains("%7B%22Version");
        assertThat(URLDecoder.decode(made.assumeRolePolicyDocument(), StandardCharsets.UTF_8))
                .isEqualTo(TRUST);

        iam.restart();
        Role found =
                iam.call(IamApi.GET_ROLE, GetRoleRequest.builder().roleName("cleaner").build())
                        .role();
        assertThat(found.roleId()).isEqualTo(made.roleId());
        assertThat(found.maxSessionDuration()).isEqualTo(3600);
        assertThat(found.createDate()).isEqualTo(made.createDate());
    }

    @Test
    void rolesAnswerAwsErrors() {
        createRole("cleaner");
        assertError(
                () -> createRole("Cleaner"),
                "EntityAlreadyExists",
                "Role with name Cleaner already exists.");
        assertError(
                () ->
                        iam.call(
                                IamApi.GET_ROLE,
                                GetRoleRequest.builder().roleName("nobody").build()),
                "NoSuchEntity",
                "The role with name nobody cannot be found.");
        assertError(
                () ->
                        iam.call(
                                IamApi.CREATE_ROLE,
                                CreateRoleRequest.builder()
                                        .roleName("broken")
                                        .assumeRolePolicyDocument("{not json")
                                        .build()),
                "MalformedPolicyDocument",
                "This policy contains invalid Json");
        iam.call(
                IamApi.ATTACH_ROLE_POLICY,
                AttachRolePolicyRequest.builder().roleName("cleaner").policyArn(BASIC).build());
        DeleteRoleRequest delete = DeleteRoleRequest.builder().roleName("cleaner").build();
        assertError(
                () -> iam.call(IamApi.DELETE_ROLE, delete),
                "DeleteConflict",
                "Cannot delete entity, must detach all policies first.");
        iam.call(
                IamApi.DETACH_ROLE_POLICY,
                DetachRolePolicyRequest.builder().roleName("cleaner").policyArn(BASIC).build());
        iam.call(IamApi.DELETE_ROLE, delete);
        createRole("cleaner");
    }

    @Test
    void inlinePoliciesAreKeptAndLimited() {
        createRole("cleaner");
        PutRolePolicyRequest put =
                PutRolePolicyRequest.builder()
                        .roleName("cleaner")
                        .policyName("snapshots")
                        .policyDocument(ALLOW)
                        .build();
        iam.call(IamApi.PUT_ROLE_POLICY, put);
        GetRolePolicyResponse got =
                iam.call(
                        IamApi.GET_ROLE_POLICY,
                        GetRolePolicyRequest.builder()
                                .roleName("cleaner")
                                .policyName("snapshots")
                                .build());
        assertThat(URLDecoder.decode(got.policyDocument(), StandardCharsets.UTF_8))
                .isEqualTo(ALLOW);
        String large = ALLOW.replace("ec2:Describe*", "ec2:" + "D".repeat(10_300));
        assertError(
                () ->
                        iam.call(
                                IamApi.PUT_ROLE_POLICY,
                                put.toBuilder().policyDocument(large).build()),
                "LimitExceeded",
                "Maximum policy size of 10240 bytes exceeded for role cleaner");
        assertError(
                () ->
                        iam.call(
                                IamApi.DELETE_ROLE_POLICY,
                                DeleteRolePolicyRequest.builder()
                                        .roleName("cleaner")
                                        .policyName("other")
                                        .build()),
                "NoSuchEntity",
                "The role policy with name other cannot be found.");
    }

    @Test
    void managedPoliciesHaveVersionsAndUsers() {
        String arn = createPolicy("describe");
        createRole("cleaner");
        iam.call(
                IamApi.ATTACH_ROLE_POLICY,
                AttachRolePolicyRequest.builder().roleName("cleaner").policyArn(arn).build());
        assertThat(
                        iam.call(
                                        IamApi.GET_POLICY,
                                        GetPolicyRequest.builder().policyArn(arn).build())
                                .policy()
                                .attachmentCount())
                .isEqualTo(1);
        assertThat(
                        iam.call(
                                        IamApi.LIST_ENTITIES_FOR_POLICY,
                                        ListEntitiesForPolicyRequest.builder()
                                                .policyArn(arn)
                                                .build())
                                .policyRoles())
                .extracting(PolicyRole::roleName)
                .containsExactly("cleaner");
        DeletePolicyRequest delete = DeletePolicyRequest.builder().policyArn(arn).build();
        assertError(
                () -> iam.call(IamApi.DELETE_POLICY, delete),
                "DeleteConflict",
                "Cannot delete a policy attached to entities.");

        CreatePolicyVersionRequest version =
                CreatePolicyVersionRequest.builder()
                        .policyArn(arn)
                        .policyDocument(ALLOW)
                        .setAsDefault(true)
                        .build();
        for (int i = 2; i <= 5; i++) {
            assertThat(iam.call(IamApi.CREATE_POLICY_VERSION, version).policyVersion().versionId())
                    .isEqualTo("v" + i);
        }
        assertError(
                () -> iam.call(IamApi.CREATE_POLICY_VERSION, version),
                "LimitExceeded",
                "A managed policy can have up to 5 versions. Before you create a new version, you"
                        + " must delete an existing version.");
        List<PolicyVersion> versions =
                iam.call(
                                IamApi.LIST_POLICY_VERSIONS,
                                ListPolicyVersionsRequest.builder().policyArn(arn).build())
                        .versions();
        assertThat(versions)
                .extracting(PolicyVersion::versionId)
                .containsExactly("v5", "v4", "v3", "v2", "v1");
        assertThat(versions.getFirst().isDefaultVersion()).isTrue();
    }

    @Test
    void awsPoliciesAreThere() {
        Policy policy =
                iam.call(IamApi.GET_POLICY, GetPolicyRequest.builder().policyArn(BASIC).build())
                        .policy();
        assertThat(policy.path()).isEqualTo("/service-role/");
        String document =
                iam.call(
                                IamApi.GET_POLICY_VERSION,
                                GetPolicyVersionRequest.builder()
                                        .policyArn(BASIC)
                                        .versionId(policy.defaultVersionId())
                                        .build())
                        .policyVersion()
                        .document();
        assertThat(URLDecoder.decode(document, StandardCharsets.UTF_8))
                .contains("logs:PutLogEvents");
        assertError(
                () ->
                        iam.call(
                                IamApi.ATTACH_ROLE_POLICY,
                                AttachRolePolicyRequest.builder()
                                        .roleName(createRole("r").roleName())
                                        .policyArn("AWSLambdaBasicExecutionRole")
                                        .build()),
                "ValidationError",
                "Invalid ARN:  Could not be parsed!");
    }

    @Test
    void accessKeysAuthenticateUntilTheyAreSwitchedOff() {
        User user = createUser("ann");
        AccessKey key =
                iam.call(
                                IamApi.CREATE_ACCESS_KEY,
                                CreateAccessKeyRequest.builder().userName("ann").build())
                        .accessKey();
        IdentityDirectory.AccessKey found =
                iam.directory().findAccessKey(key.accessKeyId()).orElseThrow();
        assertThat(found.secret()).isEqualTo(key.secretAccessKey());
        assertThat(found.user().arn()).isEqualTo("arn:aws:iam::111122223333:user/team/ann");
        assertThat(found.user().userId()).isEqualTo(user.userId());

        iam.call(
                IamApi.UPDATE_USER,
                UpdateUserRequest.builder().userName("ann").newUserName("anne").build());
        assertThat(iam.directory().findAccessKey(key.accessKeyId()).map(k -> k.user().name()))
                .contains("anne");
        iam.restart();
        assertThat(iam.directory().findAccessKey(key.accessKeyId())).isPresent();
        iam.call(
                IamApi.UPDATE_ACCESS_KEY,
                UpdateAccessKeyRequest.builder()
                        .userName("anne")
                        .accessKeyId(key.accessKeyId())
                        .status("Inactive")
                        .build());
        assertThat(iam.directory().findAccessKey(key.accessKeyId())).isEmpty();
    }

    @Test
    void policiesOfAUserIncludeItsGroupsAndBoundary() {
        User user = createUser("ann");
        iam.call(IamApi.CREATE_GROUP, CreateGroupRequest.builder().groupName("ops").build());
        iam.call(
                IamApi.ADD_USER_TO_GROUP,
                AddUserToGroupRequest.builder().groupName("ops").userName("ann").build());
        Principal principal = new Principal.User(ACCOUNT, "/team/", "ann", user.userId(), "AKIA");
        assertThat(iam.directory().policiesOf(principal).identityPolicies()).isEmpty();
        iam.call(
                IamApi.PUT_GROUP_POLICY,
                PutGroupPolicyRequest.builder()
                        .groupName("ops")
                        .policyName("p")
                        .policyDocument(ALLOW)
                        .build());
        iam.call(
                IamApi.PUT_USER_PERMISSIONS_BOUNDARY,
                PutUserPermissionsBoundaryRequest.builder()
                        .userName("ann")
                        .permissionsBoundary(createPolicy("limit"))
                        .build());
        iam.call(
                IamApi.TAG_USER,
                TagUserRequest.builder()
                        .userName("ann")
                        .tags(List.of(Tag.builder().key("dept").value("x").build()))
                        .build());
        IdentityDirectory.Policies policies = iam.directory().policiesOf(principal);
        assertThat(policies.identityPolicies()).containsExactly(ALLOW);
        assertThat(policies.permissionsBoundary()).contains(ALLOW);
        assertThat(policies.tags()).containsEntry("dept", "x");
        Principal namesake = new Principal.User(ACCOUNT, "/team/", "ann", "AIDAOTHER", "AKIA");
        assertThat(iam.directory().policiesOf(namesake).identityPolicies()).isEmpty();
    }

    @Test
    void rolesAreFoundByTheirWholeArn() {
        createRole("cleaner");
        assertThat(iam.directory().findRole("arn:aws:iam::111122223333:role/cleaner"))
                .map(IdentityDirectory.Role::trustPolicy)
                .contains(TRUST);
        assertThat(iam.directory().findRole("arn:aws:iam::111122223333:role/other/cleaner"))
                .isEqualTo(Optional.empty());
        assertThat(iam.directory().findRole("arn:aws:iam::444455556666:role/cleaner")).isEmpty();
    }

    @Test
    void listsComeInPages() {
        for (int i = 0; i < 7; i++) {
            createUser("user" + i);
        }
        List<String> names = new ArrayList<>();
        ListUsersRequest request = ListUsersRequest.builder().maxItems(3).build();
        ListUsersResponse page = iam.call(IamApi.LIST_USERS, request);
        page.users().forEach(user -> names.add(user.userName()));
        assertThat(page.isTruncated()).isTrue();
        while (Boolean.TRUE.equals(page.isTruncated())) {
            page = iam.call(IamApi.LIST_USERS, request.toBuilder().marker(page.marker()).build());
            page.users().forEach(user -> names.add(user.userName()));
        }
        assertThat(names)
                .containsExactly("user0", "user1", "user2", "user3", "user4", "user5", "user6");
        assertThat(
                        iam.call(
                                        IamApi.LIST_USERS,
                                        ListUsersRequest.builder().pathPrefix("/x").build())
                                .users())
                .isEmpty();
    }

    @Test
    void instanceProfilesHoldOneRole() {
        createRole("cleaner");
        createRole("second");
        iam.call(
                IamApi.CREATE_INSTANCE_PROFILE,
                CreateInstanceProfileRequest.builder().instanceProfileName("web").build());
        AddRoleToInstanceProfileRequest add =
                AddRoleToInstanceProfileRequest.builder()
                        .instanceProfileName("web")
                        .roleName("cleaner")
                        .build();
        iam.call(IamApi.ADD_ROLE_TO_INSTANCE_PROFILE, add);
        assertError(
                () ->
                        iam.call(
                                IamApi.ADD_ROLE_TO_INSTANCE_PROFILE,
                                add.toBuilder().roleName("second").build()),
                "LimitExceeded",
                "Cannot exceed quota for InstanceSessionsPerInstanceProfile: 1");
        assertThat(
                        iam.call(
                                        IamApi.LIST_INSTANCE_PROFILES_FOR_ROLE,
                                        ListInstanceProfilesForRoleRequest.builder()
                                                .roleName("cleaner")
                                                .build())
                                .instanceProfiles())
                .extracting(InstanceProfile::instanceProfileName)
                .containsExactly("web");
        assertError(
                () ->
                        iam.call(
                                IamApi.DELETE_ROLE,
                                DeleteRoleRequest.builder().roleName("cleaner").build()),
                "DeleteConflict",
                "Cannot delete entity, must remove roles from instance profile first.");
    }

    @Test
    void permissionsNameTheUserWithItsPath() {
        createUser("ann");
        GetUserRequest input = GetUserRequest.builder().userName("ann").build();
        assertThat(
                        iam.operation(IamApi.GET_USER)
                                .permissions(input, iam.circumstances(new Principal.Root(ACCOUNT))))
                .containsExactly(
                        Permission.of("iam:GetUser", "arn:aws:iam::111122223333:user/team/ann"));
        assertThat(iam.call(IamApi.GET_USER, GetUserRequest.builder().build()).user().arn())
                .isEqualTo("arn:aws:iam::111122223333:root");
    }
}
