package brume.services.states;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import brume.api.states.CreateStateMachineAliasInput;
import brume.api.states.CreateStateMachineInput;
import brume.api.states.DeleteStateMachineAliasInput;
import brume.api.states.DeleteStateMachineVersionInput;
import brume.api.states.DescribeExecutionOutput;
import brume.api.states.DescribeStateMachineAliasInput;
import brume.api.states.DescribeStateMachineInput;
import brume.api.states.DescribeStateMachineOutput;
import brume.api.states.ExecutionListItem;
import brume.api.states.ListExecutionsInput;
import brume.api.states.ListStateMachineAliasesInput;
import brume.api.states.ListStateMachineVersionsInput;
import brume.api.states.ListStateMachineVersionsOutput;
import brume.api.states.PublishStateMachineVersionInput;
import brume.api.states.RoutingConfigurationListItem;
import brume.api.states.StateMachineAliasListItem;
import brume.api.states.StateMachineVersionListItem;
import brume.api.states.StatesApi;
import brume.api.states.UpdateStateMachineAliasInput;
import brume.api.states.UpdateStateMachineInput;
import brume.api.states.UpdateStateMachineOutput;
import brume.wire.ServiceException;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Versions and aliases. Answers and error texts are those that LocalStack's repository records from
 * AWS (v2/test_sfn_api_versioning, v2/test_sfn_api_aliasing).
 */
class VersionTest {

    private static final String ARN = "arn:aws:states:us-east-1:000000000000:stateMachine:m";
    private StatesFixture states;

    @BeforeEach
    void open(@TempDir Path folder) {
        states = new StatesFixture(folder);
    }

    @AfterEach
    void close() {
        states.close();
    }

    private static String pass(int number) {
        return """
        {"StartAt": "P", "States": {"P": {"Type": "Pass", "Result": %d, "End": true}}}
        """
                .formatted(number);
    }

    private @Nullable String create(boolean publish) {
        return states.call(
                        StatesApi.CREATE_STATE_MACHINE,
                        CreateStateMachineInput.builder()
                                .name("m")
                                .roleArn(StatesFixture.ROLE)
                                .definition(pass(1))
                                .publish(publish)
                                .build())
                .stateMachineVersionArn();
    }

    private UpdateStateMachineOutput update(int number, boolean publish) {
        return states.call(
                StatesApi.UPDATE_STATE_MACHINE,
                UpdateStateMachineInput.builder()
                        .stateMachineArn(ARN)
                        .definition(pass(number))
                        .publish(publish)
                        .build());
    }

    private String publish(@Nullable String revision) {
        return states.call(
                        StatesApi.PUBLISH_STATE_MACHINE_VERSION,
                        PublishStateMachineVersionInput.builder()
                                .stateMachineArn(ARN)
                                .revisionId(revision)
                                .description("d")
                                .build())
                .stateMachineVersionArn();
    }

    private ListStateMachineVersionsOutput versions(int size, @Nullable String token) {
        return states.call(
                StatesApi.LIST_STATE_MACHINE_VERSIONS,
                ListStateMachineVersionsInput.builder()
                        .stateMachineArn(ARN)
                        .maxResults(size)
                        .nextToken(token)
                        .build());
    }

    /** LocalStack, v2/test_sfn_api_aliasing. */
    @Test
    void aTextThatIsNoTokenIsRefused() {
        create(true);

        assertThatThrownBy(() -> versions(1, "InvalidToken"))
                .hasMessage("Invalid Token: 'Invalid token'");
    }

    private void delete(String version) {
        states.call(
                StatesApi.DELETE_STATE_MACHINE_VERSION,
                DeleteStateMachineVersionInput.builder().stateMachineVersionArn(version).build());
    }

    private DescribeStateMachineOutput describe(String arn) {
        return states.call(
                StatesApi.DESCRIBE_STATE_MACHINE,
                DescribeStateMachineInput.builder().stateMachineArn(arn).build());
    }

    private static RoutingConfigurationListItem route(String version, int weight) {
        return RoutingConfigurationListItem.builder()
                .stateMachineVersionArn(version)
                .weight(weight)
                .build();
    }

    private String alias(String name, RoutingConfigurationListItem... routes) {
        return states.call(
                        StatesApi.CREATE_STATE_MACHINE_ALIAS,
                        CreateStateMachineAliasInput.builder()
                                .name(name)
                                .routingConfiguration(List.of(routes))
                                .build())
                .stateMachineAliasArn();
    }

    private static void assertError(ThrowingCallable body, String code, String message) {
        assertThatThrownBy(body)
                .isInstanceOfSatisfying(
                        ServiceException.class,
                        e -> {
                            assertThat(e.error().name()).isEqualTo(code);
                            assertThat(e.getMessage()).isEqualTo(message);
                        });
    }

    @Test
    void versionsKeepWhatTheMachineWas() {
        assertThat(create(true)).isEqualTo(ARN + ":1");
        UpdateStateMachineOutput updated = update(2, true);
        assertThat(updated.stateMachineVersionArn()).isEqualTo(ARN + ":2");

        assertThat(describe(ARN + ":1").definition()).isEqualTo(pass(1));
        assertThat(describe(ARN + ":2").revisionId()).isEqualTo(updated.revisionId());
        ListStateMachineVersionsOutput first = versions(1, null);
        assertThat(first.stateMachineVersions())
                .extracting(StateMachineVersionListItem::stateMachineVersionArn)
                .containsExactly(ARN + ":2");
        assertThat(versions(1, first.nextToken()).stateMachineVersions())
                .extracting(StateMachineVersionListItem::stateMachineVersionArn)
                .containsExactly(ARN + ":1");
        assertError(
                () -> describe(ARN + ":3"),
                "StateMachineDoesNotExist",
                "State Machine Does Not Exist: '" + ARN + ":3'");
    }

    @Test
    void publishingTwiceIsPublishingOnce() {
        create(false);
        assertThat(publish(null)).isEqualTo(ARN + ":1");
        assertThat(publish("INITIAL")).isEqualTo(ARN + ":1");
        UpdateStateMachineOutput same = update(1, true);
        assertThat(same.stateMachineVersionArn()).isEqualTo(ARN + ":1");
        assertThat(same.revisionId()).isNull();
        assertThat(describe(ARN + ":1").description()).isEqualTo("d");
    }

    @Test
    void theNumberOfADeletedVersionIsNotUsedAgain() {
        create(true);
        update(2, true);
        delete(ARN + ":2");
        delete(ARN + ":2");
        assertThat(publish(null)).isEqualTo(ARN + ":3");
    }

    @Test
    void anOlderRevisionIsNotPublished() {
        create(false);
        String before = Objects.requireNonNull(update(2, false).revisionId());
        String now = update(3, false).revisionId();
        assertError(
                () -> publish(before),
                "ConflictException",
                "Failed to publish the State Machine version for revision "
                        + before
                        + ". The current State Machine revision is "
                        + now
                        + ".");
    }

    @Test
    void executionsUseTheVersionThatTheyWereStartedWith() {
        create(true);
        update(2, true);
        String alias = alias("live", route(ARN + ":1", 100));

        DescribeExecutionOutput byVersion = states.await(states.start(ARN + ":1", "{}"));
        DescribeExecutionOutput byAlias = states.await(states.start(alias, "{}"));
        DescribeExecutionOutput plain = states.await(states.start(ARN, "{}"));

        assertThat(byVersion.output()).isEqualTo("1");
        assertThat(byVersion.stateMachineArn()).isEqualTo(ARN);
        assertThat(byVersion.stateMachineVersionArn()).isEqualTo(ARN + ":1");
        assertThat(byVersion.stateMachineAliasArn()).isNull();
        assertThat(byAlias.output()).isEqualTo("1");
        assertThat(byAlias.stateMachineVersionArn()).isEqualTo(ARN + ":1");
        assertThat(byAlias.stateMachineAliasArn()).isEqualTo(alias);
        assertThat(plain.output()).isEqualTo("2");
        assertThat(plain.stateMachineVersionArn()).isNull();
        assertThat(executions(ARN + ":1")).hasSize(2);
        assertThat(executions(alias))
                .extracting(ExecutionListItem::executionArn)
                .containsExactly(byAlias.executionArn());
        assertThat(executions(ARN)).hasSize(3);
    }

    private List<ExecutionListItem> executions(String arn) {
        return states.call(
                        StatesApi.LIST_EXECUTIONS,
                        ListExecutionsInput.builder().stateMachineArn(arn).build())
                .executions();
    }

    @Test
    void anAliasLeadsToVersionsByTheirWeights() {
        create(true);
        update(2, true);
        String alias = alias("live", route(ARN + ":1", 0), route(ARN + ":2", 100));

        for (int i = 0; i < 10; i++) {
            assertThat(states.await(states.start(alias, "{}")).output()).isEqualTo("2");
        }
        states.call(
                StatesApi.UPDATE_STATE_MACHINE_ALIAS,
                UpdateStateMachineAliasInput.builder()
                        .stateMachineAliasArn(alias)
                        .routingConfiguration(List.of(route(ARN + ":1", 100)))
                        .description("new")
                        .build());
        var described =
                states.call(
                        StatesApi.DESCRIBE_STATE_MACHINE_ALIAS,
                        DescribeStateMachineAliasInput.builder()
                                .stateMachineAliasArn(alias)
                                .build());
        assertThat(described.name()).isEqualTo("live");
        assertThat(described.description()).isEqualTo("new");
        assertThat(described.routingConfiguration()).containsExactly(route(ARN + ":1", 100));
        assertThat(states.await(states.start(alias, "{}")).output()).isEqualTo("1");
    }

    @Test
    void aVersionWithAnAliasStays() {
        create(true);
        String alias = alias("live", route(ARN + ":1", 100));
        assertError(
                () -> delete(ARN + ":1"),
                "ConflictException",
                "Version to be deleted must not be referenced by an alias. Current list of aliases"
                        + " referencing this version: [live]");
        var deletion = DeleteStateMachineAliasInput.builder().stateMachineAliasArn(alias).build();
        states.call(StatesApi.DELETE_STATE_MACHINE_ALIAS, deletion);
        states.call(StatesApi.DELETE_STATE_MACHINE_ALIAS, deletion);
        delete(ARN + ":1");
        assertThat(versions(10, null).stateMachineVersions()).isEmpty();
    }

    @Test
    void aliasesAreCheckedAndListed() {
        create(true);
        update(2, true);
        String one = ARN + ":1";
        String two = ARN + ":2";
        alias("b", route(one, 100));
        alias("b", route(one, 100));
        alias("a", route(two, 100));
        var listed =
                states.call(
                        StatesApi.LIST_STATE_MACHINE_ALIASES,
                        ListStateMachineAliasesInput.builder().stateMachineArn(ARN).build());
        assertThat(listed.stateMachineAliases())
                .extracting(StateMachineAliasListItem::stateMachineAliasArn)
                .containsExactly(ARN + ":a", ARN + ":b");
        assertError(
                () -> alias("b", route(two, 100)),
                "ConflictException",
                "Failed to create alias because an alias with the same name and a different routing"
                        + " configuration already exists.");
        assertError(
                () -> alias("c", route(ARN, 50), route(two, 50)),
                "ValidationException",
                "Routing configuration must contain state machine version ARNs. Received: ["
                        + ARN
                        + ", "
                        + two
                        + "]");
        assertError(
                () -> alias("c", route(one, 50), route(one, 50)),
                "ValidationException",
                "Routing configuration must contain distinct state machine version ARNs. Received:"
                        + " ["
                        + one
                        + ", "
                        + one
                        + "]");
        assertError(
                () -> alias("c", route(one, 70), route(two, 29)),
                "ValidationException",
                "Sum of routing configuration weights must equal 100. Received: [70, 29]");
        assertError(
                () ->
                        states.call(
                                StatesApi.UPDATE_STATE_MACHINE_ALIAS,
                                UpdateStateMachineAliasInput.builder()
                                        .stateMachineAliasArn(ARN + ":none")
                                        .description("d")
                                        .build()),
                "ResourceNotFound",
                "Request references a resource that does not exist.");
    }
}
