package brume.services.sts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import brume.api.sts.AssumeRoleRequest;
import brume.api.sts.AssumeRoleResponse;
import brume.api.sts.GetCallerIdentityRequest;
import brume.api.sts.GetCallerIdentityResponse;
import brume.api.sts.StsApi;
import brume.api.sts.Tag;
import brume.base.AccountId;
import brume.base.MovableClock;
import brume.base.Region;
import brume.base.Scope;
import brume.services.sts.op.AssumeRole;
import brume.services.sts.op.GetCallerIdentity;
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
                 "Action":["sts:AssumeRole","sts:TagSession"]%s}]}\
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
        assertThat(issued.getFirst().tags()).containsEntry("team", "a");
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
    }
}
