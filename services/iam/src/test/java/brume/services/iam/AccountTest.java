package brume.services.iam;

import static brume.services.iam.IamHarness.assertError;
import static org.assertj.core.api.Assertions.assertThat;

import brume.api.iam.AddClientIDToOpenIDConnectProviderRequest;
import brume.api.iam.CreateAccountAliasRequest;
import brume.api.iam.CreateOpenIDConnectProviderRequest;
import brume.api.iam.CreateServiceLinkedRoleRequest;
import brume.api.iam.CreateUserRequest;
import brume.api.iam.DeleteAccountAliasRequest;
import brume.api.iam.DeleteOpenIDConnectProviderRequest;
import brume.api.iam.DeleteRoleRequest;
import brume.api.iam.DeleteServiceLinkedRoleRequest;
import brume.api.iam.GetOpenIDConnectProviderRequest;
import brume.api.iam.GetServiceLinkedRoleDeletionStatusRequest;
import brume.api.iam.IamApi;
import brume.api.iam.ListAccountAliasesRequest;
import brume.api.iam.UpdateAccountPasswordPolicyRequest;
import brume.wire.Unit;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What belongs to an account as a whole: alias, password policy, providers, services' roles. */
@NullUnmarked // Members of answers are optional by type; one that is missing fails the test.
class AccountTest {

    @TempDir Path folder;
    private IamHarness iam;

    @BeforeEach
    void open() {
        iam = new IamHarness(folder);
    }

    @AfterEach
    void close() {
        iam.close();
    }

    private CreateAccountAliasRequest alias(String name) {
        return CreateAccountAliasRequest.builder().accountAlias(name).build();
    }

    private List<String> aliases() {
        return iam.call(IamApi.LIST_ACCOUNT_ALIASES, ListAccountAliasesRequest.builder().build())
                .accountAliases();
    }

    @Test
    void anAccountHasOneAlias() {
        iam.call(IamApi.CREATE_ACCOUNT_ALIAS, alias("one"));
        assertError(
                () -> iam.call(IamApi.CREATE_ACCOUNT_ALIAS, alias("one")),
                "EntityAlreadyExists",
                "The account alias one already exists.");
        iam.call(IamApi.CREATE_ACCOUNT_ALIAS, alias("two"));
        iam.restart();
        assertThat(aliases()).containsExactly("two");
        iam.call(IamApi.CREATE_ACCOUNT_ALIAS, alias("one"));
        iam.call(
                IamApi.DELETE_ACCOUNT_ALIAS,
                DeleteAccountAliasRequest.builder().accountAlias("one").build());
        assertThat(aliases()).isEmpty();
    }

    @Test
    void thePasswordPolicyHasAwsDefaults() {
        assertError(
                () -> iam.call(IamApi.GET_ACCOUNT_PASSWORD_POLICY, Unit.INSTANCE),
                "NoSuchEntity",
                "The Password Policy with domain name " + IamHarness.ACCOUNT + " cannot be found.");
        iam.call(
                IamApi.UPDATE_ACCOUNT_PASSWORD_POLICY,
                UpdateAccountPasswordPolicyRequest.builder().requireNumbers(true).build());
        var policy = iam.call(IamApi.GET_ACCOUNT_PASSWORD_POLICY, Unit.INSTANCE).passwordPolicy();
        assertThat(policy.minimumPasswordLength()).isEqualTo(6);
        assertThat(policy.requireNumbers()).isTrue();
        assertThat(policy.requireSymbols()).isFalse();
        assertThat(policy.expirePasswords()).isFalse();
        iam.call(IamApi.DELETE_ACCOUNT_PASSWORD_POLICY, Unit.INSTANCE);
    }

    @Test
    void theSummaryCounts() {
        iam.call(IamApi.CREATE_USER, CreateUserRequest.builder().userName("bob").build());
        assertThat(iam.call(IamApi.GET_ACCOUNT_SUMMARY, Unit.INSTANCE).summaryMap())
                .containsEntry("Users", 1)
                .containsEntry("UsersQuota", 5000)
                .containsEntry("Roles", 0)
                .containsEntry("AttachedPoliciesPerRoleQuota", 10)
                .containsEntry("AccountMFAEnabled", 0);
    }

    @Test
    void providersOfOpenIdConnectAreKept() {
        CreateOpenIDConnectProviderRequest request =
                CreateOpenIDConnectProviderRequest.builder()
                        .url("https://example.com/oidc")
                        .clientIDList(List.of("a"))
                        .build();
        String arn =
                iam.call(IamApi.CREATE_OPEN_ID_CONNECT_PROVIDER, request)
                        .openIDConnectProviderArn();
        assertThat(arn).endsWith(":oidc-provider/example.com/oidc").startsWith("arn:aws:iam::");
        assertError(
                () -> iam.call(IamApi.CREATE_OPEN_ID_CONNECT_PROVIDER, request),
                "EntityAlreadyExists",
                "Provider with url https://example.com/oidc already exists.");
        iam.call(
                IamApi.ADD_CLIENT_ID_TO_OPEN_ID_CONNECT_PROVIDER,
                AddClientIDToOpenIDConnectProviderRequest.builder()
                        .openIDConnectProviderArn(arn)
                        .clientID("b")
                        .build());
        GetOpenIDConnectProviderRequest get =
                GetOpenIDConnectProviderRequest.builder().openIDConnectProviderArn(arn).build();
        var found = iam.call(IamApi.GET_OPEN_ID_CONNECT_PROVIDER, get);
        assertThat(found.url()).isEqualTo("example.com/oidc");
        assertThat(found.clientIDList()).containsExactly("a", "b");
        iam.call(
                IamApi.DELETE_OPEN_ID_CONNECT_PROVIDER,
                DeleteOpenIDConnectProviderRequest.builder().openIDConnectProviderArn(arn).build());
        assertError(
                () -> iam.call(IamApi.GET_OPEN_ID_CONNECT_PROVIDER, get),
                "NoSuchEntity",
                "OpenIDConnect Provider not found for arn " + arn);
    }

    @Test
    void servicesRolesAreMadeAndDeletedByTheirOwnOperations() {
        CreateServiceLinkedRoleRequest request =
                CreateServiceLinkedRoleRequest.builder()
                        .awsServiceName("ecs.amazonaws.com")
                        .build();
        var role = iam.call(IamApi.CREATE_SERVICE_LINKED_ROLE, request).role();
        assertThat(role.arn())
                .endsWith("role/aws-service-role/ecs.amazonaws.com/AWSServiceRoleForECS");
        assertError(
                () -> iam.call(IamApi.CREATE_SERVICE_LINKED_ROLE, request),
                "InvalidInput",
                "Service role name AWSServiceRoleForECS has been taken in this account, please try"
                        + " a different suffix.");
        assertError(
                () ->
                        iam.call(
                                IamApi.DELETE_ROLE,
                                DeleteRoleRequest.builder().roleName(role.roleName()).build()),
                "UnmodifiableEntity",
                "Cannot perform the operation on the protected role 'AWSServiceRoleForECS' - this"
                        + " role is only modifiable by AWS (ecs.amazonaws.com)");
        String task =
                iam.call(
                                IamApi.DELETE_SERVICE_LINKED_ROLE,
                                DeleteServiceLinkedRoleRequest.builder()
                                        .roleName(role.roleName())
                                        .build())
                        .deletionTaskId();
        assertThat(
                        iam.call(
                                        IamApi.GET_SERVICE_LINKED_ROLE_DELETION_STATUS,
                                        GetServiceLinkedRoleDeletionStatusRequest.builder()
                                                .deletionTaskId(task)
                                                .build())
                                .status())
                .isEqualTo("SUCCEEDED");
    }
}
