package brume.services.iam;

import static brume.services.iam.IamHarness.assertError;
import static org.assertj.core.api.Assertions.assertThat;

import brume.api.iam.AddRoleToInstanceProfileRequest;
import brume.api.iam.AddUserToGroupRequest;
import brume.api.iam.AttachGroupPolicyRequest;
import brume.api.iam.AttachedPolicy;
import brume.api.iam.CreateGroupRequest;
import brume.api.iam.CreateInstanceProfileRequest;
import brume.api.iam.CreatePolicyRequest;
import brume.api.iam.CreateRoleRequest;
import brume.api.iam.CreateUserRequest;
import brume.api.iam.GetAccountAuthorizationDetailsRequest;
import brume.api.iam.GetAccountAuthorizationDetailsResponse;
import brume.api.iam.IamApi;
import brume.api.iam.PutUserPolicyRequest;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** GetAccountAuthorizationDetails. Source: IAM API Reference. */
@NullUnmarked // Members of answers are optional by type; one that is missing fails the test.
class AuthorizationDetailsTest {

    private static final String READ_ONLY = "arn:aws:iam::aws:policy/ReadOnlyAccess";
    private static final String ALLOW =
            """
            {"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"s3:*","Resource":"*"}]}\
            """;
    private static final String TRUST =
            """
            {"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"sts:AssumeRole",\
            "Principal":{"Service":"ec2.amazonaws.com"}}]}\
            """;

    @TempDir Path folder;
    private IamHarness iam;

    @BeforeEach
    void open() {
        iam = new IamHarness(folder);
        for (String user : List.of("Ann", "bob")) {
            iam.call(
                    IamApi.CREATE_USER,
                    CreateUserRequest.builder().userName(user).path("/staff/").build());
        }
        iam.call(IamApi.CREATE_GROUP, CreateGroupRequest.builder().groupName("readers").build());
        iam.call(
                IamApi.ADD_USER_TO_GROUP,
                AddUserToGroupRequest.builder().userName("Ann").groupName("readers").build());
        iam.call(
                IamApi.PUT_USER_POLICY,
                PutUserPolicyRequest.builder()
                        .userName("Ann")
                        .policyName("own")
                        .policyDocument(ALLOW)
                        .build());
        iam.call(
                IamApi.ATTACH_GROUP_POLICY,
                AttachGroupPolicyRequest.builder()
                        .groupName("readers")
                        .policyArn(READ_ONLY)
                        .build());
        iam.call(
                IamApi.CREATE_ROLE,
                CreateRoleRequest.builder()
                        .roleName("machine")
                        .assumeRolePolicyDocument(TRUST)
                        .build());
        iam.call(
                IamApi.CREATE_INSTANCE_PROFILE,
                CreateInstanceProfileRequest.builder().instanceProfileName("profile").build());
        iam.call(
                IamApi.ADD_ROLE_TO_INSTANCE_PROFILE,
                AddRoleToInstanceProfileRequest.builder()
                        .instanceProfileName("profile")
                        .roleName("machine")
                        .build());
        iam.call(
                IamApi.CREATE_POLICY,
                CreatePolicyRequest.builder().policyName("local").policyDocument(ALLOW).build());
    }

    @AfterEach
    void close() {
        iam.close();
    }

    private GetAccountAuthorizationDetailsResponse get(
            GetAccountAuthorizationDetailsRequest.Builder input) {
        return iam.call(IamApi.GET_ACCOUNT_AUTHORIZATION_DETAILS, input.build());
    }

    private static GetAccountAuthorizationDetailsRequest.Builder input() {
        return GetAccountAuthorizationDetailsRequest.builder();
    }

    @Test
    void everythingThatGrants() {
        GetAccountAuthorizationDetailsResponse all = get(input());
        assertThat(all.isTruncated()).isFalse();
        assertThat(all.userDetailList())
                .extracting("userName")
                .as("whatever their case")
                .containsExactly("Ann", "bob");
        var ann = all.userDetailList().getFirst();
        assertThat(ann.groupList()).containsExactly("readers");
        assertThat(ann.arn()).endsWith(":user/staff/Ann");
        assertThat(
                        URLDecoder.decode(
                                ann.userPolicyList().getFirst().policyDocument(),
                                StandardCharsets.UTF_8))
                .isEqualTo(ALLOW);
        assertThat(all.groupDetailList().getFirst().attachedManagedPolicies())
                .extracting(AttachedPolicy::policyArn)
                .containsExactly(READ_ONLY);
        var role = all.roleDetailList().getFirst();
        assertThat(role.instanceProfileList().getFirst().instanceProfileName())
                .isEqualTo("profile");
        assertThat(all.policies())
                .extracting("policyName")
                .containsExactly("local", "ReadOnlyAccess");
        assertThat(all.policies().getLast().attachmentCount()).isEqualTo(1);
        assertThat(all.policies().getFirst().policyVersionList().getFirst().document()).isNotNull();
    }

    @Test
    void onlyTheKindsOfTheFilter() {
        GetAccountAuthorizationDetailsResponse some =
                get(input().filter(List.of("Role", "LocalManagedPolicy")));
        assertThat(some.userDetailList()).isEmpty();
        assertThat(some.groupDetailList()).isEmpty();
        assertThat(some.roleDetailList()).hasSize(1);
        assertThat(some.policies()).extracting("policyName").containsExactly("local");
    }

    @Test
    void pagesGoOnFromOneKindToTheNext() {
        for (int size = 1; size <= 7; size++) {
            List<Object> names = new ArrayList<>();
            String marker = null;
            do {
                GetAccountAuthorizationDetailsResponse page =
                        get(input().maxItems(size).marker(marker));
                int before = names.size();
                page.userDetailList().forEach(one -> names.add(one.userName()));
                page.groupDetailList().forEach(one -> names.add(one.groupName()));
                page.roleDetailList().forEach(one -> names.add(one.roleName()));
                page.policies().forEach(one -> names.add(one.policyName()));
                assertThat(names.size() - before).isLessThanOrEqualTo(size);
                marker = page.marker();
                assertThat(page.isTruncated()).isEqualTo(marker != null);
            } while (marker != null);
            assertThat(names)
                    .as("pages of " + size)
                    .containsExactly("Ann", "bob", "readers", "machine", "local", "ReadOnlyAccess");
        }
    }

    @Test
    void anotherMarkerIsRefused() {
        assertError(() -> get(input().marker("eA")), "ValidationError", "Invalid Marker.");
    }
}
