package brume.services.sts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import brume.api.sts.AssumeRoleRequest;
import brume.api.sts.AssumeRoleResponse;
import brume.api.sts.DecodeAuthorizationMessageRequest;
import brume.api.sts.GetCallerIdentityRequest;
import brume.api.sts.GetCallerIdentityResponse;
import brume.api.sts.GetFederationTokenRequest;
import brume.api.sts.GetFederationTokenResponse;
import brume.api.sts.PolicyDescriptorType;
import brume.api.sts.StsApi;
import brume.api.sts.Tag;
import brume.base.AccountId;
import brume.base.MovableClock;
import brume.base.Region;
import brume.base.Scope;
import brume.services.sts.op.AssumeRole;
import brume.services.sts.op.DecodeAuthorizationMessage;
import brume.services.sts.op.GetCallerIdentity;
import brume.services.sts.op.GetFederationToken;
import brume.spi.Call;
import brume.spi.IdentityDirectory;
import brume.spi.Permission;
import brume.spi.Principal;
import brume.spi.Sessions;
import brume.wire.ServiceException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.Test;

@NullUnmarked // Members of answers are optional by type; one that is missing fails the test.
class StsServiceTest {

    private static final AccountId ACCOUNT = new AccountId("111122223333");
    private static final String ROLE = "arn:aws:iam::111122223333:role/reader";
    private static final Principal ANN =
            new Principal.User(ACCOUNT, "/", "ann", "AIDAANN", "AKIAANN");

    private final MovableClock clock = new MovableClock();
    private final Map<String, IdentityDirectory.Role> roles = new HashMap<>();
    private final List<Principal.RoleSession> issued = new ArrayList<>();
    private final List<Principal.FederatedUser> federated = new ArrayList<>();
    private final AssumeRole assumeRole = new AssumeRole(new Directory(), new Issuer());

    private Call call(Principal principal) {
        return new Call(
                "id",
                principal,
                new Scope(ACCOUNT, Region.US_EAST_1),
                clock.now(),
                "127.0.0.1",
                "localhost");
    }

    private void role(String principal, String condition) {
        String trust =
                """
                {"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":%s,
                 "Action":["sts:AssumeRole","sts:TagSession","sts:SetSourceIdentity"]%s}]}\
                """
                        .formatted(principal, condition);
        roles.put(ROLE, new IdentityDirectory.Role(ROLE, "/", "reader", "AROAREAD", trust, 7200));
    }

    private static AssumeRoleRequest request() {
        return AssumeRoleRequest.builder().roleArn(ROLE).roleSessionName("s1").build();
    }

    private void assertDenied(AssumeRoleRequest input, Principal principal) {
        assertThatThrownBy(() -> assumeRole.handle(input, call(principal)))
                .isInstanceOfSatisfying(
                        ServiceException.class,
                        e -> {
                            assertThat(e.error().code()).isEqualTo("AccessDenied");
                            assertThat(e.getMessage())
                                    .startsWith(
                                            "User: "
                                                    + principal.arn()
                                                    + " is not authorized to perform: sts:");
                        });
    }

    @Test
    void aTrustedUserGetsASession() {
        role("{\"AWS\":\"arn:aws:iam::111122223333:root\"}", "");
        AssumeRoleResponse answer = assumeRole.handle(request(), call(ANN));
        assertThat(answer.assumedRoleUser().arn())
                .isEqualTo("arn:aws:sts::111122223333:assumed-role/reader/s1");
        assertThat(answer.assumedRoleUser().assumedRoleId()).isEqualTo("AROAREAD:s1");
        assertThat(answer.packedPolicySize()).isNull();
        assertThat(issued).hasSize(1);
    }

    @Test
    void theTrustPolicyMustNameTheCallerAlsoWithinTheAccount() {
        role("{\"Service\":\"lambda.amazonaws.com\"}", "");
        assertDenied(request(), ANN);
        assertDenied(request(), new Principal.Root(ACCOUNT));
        assertDenied(
                request().toBuilder().roleArn("arn:aws:iam::111122223333:role/none").build(), ANN);
    }

    @Test
    void conditionsAreChecked() {
        role(
                "{\"AWS\":\"" + ANN.arn() + "\"}",
                ",\"Condition\":{\"StringEquals\":{\"sts:ExternalId\":\"x-1\"}}");
        assertDenied(request(), ANN);
        assertDenied(request().toBuilder().externalId("other").build(), ANN);
        assumeRole.handle(request().toBuilder().externalId("x-1").build(), call(ANN));
        assertThat(issued).hasSize(1);
    }

    @Test
    void thePipelineIsGivenTheTrustPolicyAndTheContext() {
        role("\"*\"", "");
        AssumeRoleRequest input =
                request().toBuilder()
                        .tags(List.of(Tag.builder().key("team").value("a").build()))
                        .build();
        List<Permission> permissions = assumeRole.permissions(input, call(ANN));
        assertThat(permissions)
                .extracting(Permission::action)
                .containsExactly("sts:AssumeRole", "sts:TagSession");
        assertThat(permissions.getFirst().resourcePolicy()).isPresent();
        assertThat(permissions.getFirst().context())
                .containsEntry("aws:RequestTag/team", List.of("a"))
                .containsEntry("sts:RoleSessionName", List.of("s1"));
        assumeRole.handle(input, call(ANN));
        assertThat(issued.getFirst().session().tags()).containsEntry("team", "a");
    }

    @Test
    void durationsAreLimited() {
        role("{\"AWS\":\"*\"}", "");
        AssumeRoleRequest twoHours = request().toBuilder().durationSeconds(7200).build();
        assumeRole.handle(twoHours, call(ANN));
        assertThatThrownBy(() ->
                        assumeRole.handle(
                                request().toBuilder().durationSeconds(7201).build(), call(ANN)))
                .hasMessage(
                        "The requested DurationSeconds exceeds the MaxSessionDuration set for this"
                                + " role.");
        Principal session =
                new Principal.RoleSession(
                        ACCOUNT, "/", "other", "AROAOTHER", "s", List.of(), Map.of());
        assertThatThrownBy(() -> assumeRole.handle(twoHours, call(session)))
                .hasMessage(
                        "The requested DurationSeconds exceeds the 1 hour session limit for roles"
                                + " assumed by role chaining");
    }

    @Test
    void wrongInputIsNamed() {
        assertThatThrownBy(() ->
                        assumeRole.permissions(
                                request().toBuilder()
                                        .roleArn("arn:a::::something/test-role")
                                        .build(),
                                call(ANN)))
                .hasMessage("arn:a::::something/test-role is invalid");
        role("{\"AWS\":\"*\"}", "");
        assertThatThrownBy(() ->
                        assumeRole.handle(request().toBuilder().policy("{}").build(), call(ANN)))
                .isInstanceOfSatisfying(
                        ServiceException.class,
                        e -> assertThat(e.error().code()).isEqualTo("MalformedPolicyDocument"));
        Tag one = Tag.builder().key("A").value("1").build();
        Tag two = Tag.builder().key("a").value("2").build();
        assertThatThrownBy(() ->
                        assumeRole.handle(
                                request().toBuilder().tags(List.of(one, two)).build(), call(ANN)))
                .hasMessage(
                        "Duplicate tag keys found. Please note that Tag keys are case"
                                + " insensitive.");
    }

    private static Tag tag(String key, String value) {
        return Tag.builder().key(key).value(value).build();
    }

    @Test
    void transitiveTagsAndTheSourceIdentityGoOnFromRoleToRole() {
        role("{\"AWS\":\"*\"}", "");
        AssumeRoleRequest first =
                request().toBuilder()
                        .tags(List.of(tag("Team", "a"), tag("own", "b")))
                        .transitiveTagKeys(List.of("team"))
                        .sourceIdentity("ann")
                        .build();
        assertThat(assumeRole.permissions(first, call(ANN)))
                .extracting(Permission::action)
                .containsExactly("sts:AssumeRole", "sts:TagSession", "sts:SetSourceIdentity");
        assertThat(assumeRole.permissions(first, call(ANN)).getFirst().context())
                .containsEntry("sts:SourceIdentity", List.of("ann"))
                .containsEntry("sts:TransitiveTagKeys", List.of("team"));
        assertThat(assumeRole.handle(first, call(ANN)).sourceIdentity()).isEqualTo("ann");
        Principal session = issued.getFirst();
        assertThat(assumeRole.permissions(request(), call(session)))
                .extracting(Permission::action)
                .containsExactly("sts:AssumeRole", "sts:TagSession", "sts:SetSourceIdentity");
        assertThat(assumeRole.handle(request(), call(session)).sourceIdentity()).isEqualTo("ann");
        assertThat(issued.getLast().session().tags()).isEqualTo(Map.of("Team", "a"));
        assertThat(issued.getLast().session().transitiveTagKeys()).containsExactly("Team");
        assertThatThrownBy(() ->
                        assumeRole.handle(
                                request().toBuilder().tags(List.of(tag("team", "c"))).build(),
                                call(session)))
                .hasMessageStartingWith("One of the specified transitive tag keys can't be set");
        assertDenied(request().toBuilder().sourceIdentity("bob").build(), session);
        assertThatThrownBy(() ->
                        assumeRole.handle(
                                request().toBuilder().transitiveTagKeys(List.of("x")).build(),
                                call(ANN)))
                .hasMessage(
                        "The specified transitive tag key must be included in the requested tags.");
    }

    @Test
    void managedPoliciesLimitASession() {
        role("{\"AWS\":\"*\"}", "");
        assumeRole.handle(withPolicy("arn:aws:iam::111122223333:policy/mine"), call(ANN));
        assertThat(issued.getFirst().session().policyArns())
                .containsExactly("arn:aws:iam::111122223333:policy/mine");
        assertThat(issued.getFirst().session().limited()).isTrue();
        for (String other :
                List.of(
                        "arn:aws:iam::111122223333:policy/none",
                        "arn:aws:iam::444455556666:policy/mine")) {
            assertThatThrownBy(() -> assumeRole.handle(withPolicy(other), call(ANN)))
                    .hasMessage("Policy ARN " + other + " does not exist or is not attachable.");
        }
    }

    private static AssumeRoleRequest withPolicy(String arn) {
        return request().toBuilder()
                .policyArns(List.of(PolicyDescriptorType.builder().arn(arn).build()))
                .build();
    }

    @Test
    void aUserFederatesSomebodyElse() {
        GetFederationToken operation = new GetFederationToken(new Directory(), new Issuer());
        GetFederationTokenRequest input =
                GetFederationTokenRequest.builder()
                        .name("guest")
                        .tags(List.of(tag("team", "a")))
                        .build();
        assertThat(operation.permissions(input, call(ANN)))
                .extracting(Permission::action, Permission::resource)
                .containsExactly(
                        tuple(
                                "sts:GetFederationToken",
                                "arn:aws:sts::111122223333:federated-user/guest"),
                        tuple("sts:TagSession", "arn:aws:sts::111122223333:federated-user/guest"));
        GetFederationTokenResponse answer = operation.handle(input, call(ANN));
        assertThat(answer.federatedUser().federatedUserId()).isEqualTo("111122223333:guest");
        assertThat(answer.federatedUser().arn())
                .isEqualTo("arn:aws:sts::111122223333:federated-user/guest");
        assertThat(answer.credentials().expiration())
                .isBetween(clock.now().plusSeconds(43_190), clock.now().plusSeconds(43_200));
        Principal guest = federated.getFirst();
        assertThatThrownBy(() -> operation.handle(input, call(guest)))
                .hasMessage("Cannot call GetFederationToken with session credentials");
        assertThat(
                        new GetCallerIdentity()
                                .handle(GetCallerIdentityRequest.builder().build(), call(guest))
                                .userId())
                .isEqualTo("111122223333:guest");
    }

    @Test
    void thereIsNoMessageToDecode() {
        assertThatThrownBy(() ->
                        new DecodeAuthorizationMessage()
                                .handle(
                                        DecodeAuthorizationMessageRequest.builder()
                                                .encodedMessage("abc")
                                                .build(),
                                        call(ANN)))
                .isInstanceOfSatisfying(
                        ServiceException.class,
                        e ->
                                assertThat(e.error().code())
                                        .isEqualTo("InvalidAuthorizationMessageException"));
    }

    @Test
    void everybodyMayAskWhoTheyAre() {
        GetCallerIdentity operation = new GetCallerIdentity();
        GetCallerIdentityRequest input = GetCallerIdentityRequest.builder().build();
        assertThat(operation.model()).isSameAs(StsApi.GET_CALLER_IDENTITY);
        assertThat(operation.permissions(input, call(ANN))).isEmpty();
        GetCallerIdentityResponse root = operation.handle(input, call(new Principal.Root(ACCOUNT)));
        assertThat(root.arn()).isEqualTo("arn:aws:iam::111122223333:root");
        assertThat(root.userId()).isEqualTo("111122223333");
        assertThat(operation.handle(input, call(ANN)).userId()).isEqualTo("AIDAANN");
    }

    private final class Issuer implements Sessions {
        @Override
        public Credentials issue(Principal.RoleSession session, Duration validFor) {
            issued.add(session);
            return new Credentials("ASIA", "secret", "token", clock.now().plus(validFor));
        }

        @Override
        public Credentials issue(Principal.FederatedUser user, Duration validFor) {
            federated.add(user);
            return new Credentials("ASIA", "secret", "token", clock.now().plus(validFor));
        }

        @Override
        public Credentials issue(Principal.User user, Duration validFor) {
            return new Credentials("ASIA", "secret", "token", clock.now().plus(validFor));
        }
    }

    private final class Directory implements IdentityDirectory {
        @Override
        public Optional<AccessKey> findAccessKey(String accessKeyId) {
            return Optional.empty();
        }

        @Override
        public Optional<Role> findRole(String roleArn) {
            return Optional.ofNullable(roles.get(roleArn));
        }

        @Override
        public Policies policiesOf(Principal principal) {
            return Policies.NONE;
        }

        @Override
        public Optional<String> findPolicy(String policyArn) {
            return policyArn.endsWith(":policy/mine") ? Optional.of("{}") : Optional.empty();
        }
    }
}
