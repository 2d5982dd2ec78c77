package brume.services.states;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import brume.api.states.DeleteStateMachineInput;
import brume.api.states.DescribeExecutionOutput;
import brume.api.states.DescribeStateMachineForExecutionInput;
import brume.api.states.DescribeStateMachineInput;
import brume.api.states.GetExecutionHistoryInput;
import brume.api.states.GetExecutionHistoryOutput;
import brume.api.states.ListExecutionsInput;
import brume.api.states.ListExecutionsOutput;
import brume.api.states.ListTagsForResourceInput;
import brume.api.states.SendTaskHeartbeatInput;
import brume.api.states.SendTaskSuccessInput;
import brume.api.states.StartExecutionInput;
import brume.api.states.StatesApi;
import brume.api.states.StopExecutionInput;
import brume.api.states.Tag;
import brume.api.states.TagResourceInput;
import brume.api.states.UpdateStateMachineInput;
import brume.wire.Documents;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The operations on state machines and executions. Texts are those that AWS answers. */
class ManagementTest {

    private static final String WAIT =
            """
            {"StartAt": "W", "States": {"W": {"Type": "Wait", "Seconds": 1000, "End": true}}}
            """;
    private static final String PASS =
            """
            {"StartAt": "P", "States": {"P": {"Type": "Pass", "End": true}}}
            """;

    private StatesFixture states;

    @BeforeEach
    void open(@TempDir Path folder) {
        states = new StatesFixture(folder);
    }

    @AfterEach
    void close() {
        states.close();
    }

    @Test
    void aBrokenDefinitionIsRefusedInTheWordsOfAws() {
        assertThatThrownBy(() -> states.create("m", "{\"StartAt\": \"A\"}"))
                .hasMessage(
                        "Invalid State Machine Definition: 'SCHEMA_VALIDATION_FAILED: These fields"
                                + " are required: [States] at /'");
        assertThatThrownBy(
                        () -> states.create("m", PASS.replace("\"End\": true", "\"Next\": \"Q\"")))
                .hasMessage(
                        "Invalid State Machine Definition: 'MISSING_TRANSITION_TARGET: Missing"
                                + " 'Next' target: Q at /States/P/Next'");
    }

    @Test
    void theSameMachineCanBeCreatedAgainButNotAnotherOne() {
        String arn = states.create("m", PASS);

        assertThat(states.create("m", PASS)).isEqualTo(arn);
        assertThatThrownBy(() -> states.create("m", WAIT))
                .hasMessage("State Machine Already Exists: '" + arn + "'");
    }

    @Test
    void anExecutionKeepsTheDefinitionThatItWasStartedWith() {
        String machine = states.create("m", WAIT);
        String execution = states.start(machine, "{}");
        states.call(
                StatesApi.UPDATE_STATE_MACHINE,
                UpdateStateMachineInput.builder()
                        .stateMachineArn(machine)
                        .definition(PASS)
                        .build());

        assertThat(
                        states.call(
                                        StatesApi.DESCRIBE_STATE_MACHINE,
                                        DescribeStateMachineInput.builder()
                                                .stateMachineArn(machine)
                                                .build())
                                .definition())
                .isEqualTo(PASS);
        assertThat(
                        states.call(
                                        StatesApi.DESCRIBE_STATE_MACHINE_FOR_EXECUTION,
                                        DescribeStateMachineForExecutionInput.builder()
                                                .executionArn(execution)
                                                .build())
                                .definition())
                .isEqualTo(WAIT);
        states.clock.advance(Duration.ofSeconds(1000));
        assertThat(states.await(execution).status()).isEqualTo("SUCCEEDED");
    }

    @Test
    void aNameAndInputThatRunAnswerTheSameExecution() {
        String machine = states.create("m", WAIT);
        StartExecutionInput input =
                StartExecutionInput.builder()
                        .stateMachineArn(machine)
                        .name("one")
                        .input("{}")
                        .build();
        var first = states.call(StatesApi.START_EXECUTION, input);

        assertThat(states.call(StatesApi.START_EXECUTION, input)).isEqualTo(first);
        assertThatThrownBy(() ->
                        states.call(
                                StatesApi.START_EXECUTION,
                                input.toBuilder().input("{\"a\":1}").build()))
                .hasMessage("Execution Already Exists: '" + first.executionArn() + "'");
    }

    @Test
    void inputThatIsNotJsonIsRefused() {
        String machine = states.create("m", PASS);

        assertThatThrownBy(() -> states.start(machine, "not JSON"))
                .hasMessage(
                        "Invalid State Machine Execution Input: 'Unrecognized token 'not': was"
                                + " expecting (JSON String, Number, Array, Object or token 'null',"
                                + " 'true' or 'false')'");
    }

    @Test
    void aStoppedExecutionIsAborted() {
        String execution = states.start(states.create("m", WAIT), "{}");
        states.call(
                StatesApi.STOP_EXECUTION,
                StopExecutionInput.builder().executionArn(execution).error("E").cause("C").build());

        DescribeExecutionOutput end = states.describe(execution);
        assertThat(end.status()).isEqualTo("ABORTED");
        assertThat(end.error()).isEqualTo("E");
        assertThat(states.events(execution))
                .containsExactly(
                        "1<0 ExecutionStarted", "2<0 WaitStateEntered", "3<0 ExecutionAborted");
    }

    @Test
    void executionsOfADeletedMachineEndAtTheirNextTransition() {
        String machine = states.create("m", WAIT);
        String execution = states.start(machine, "{}");
        states.call(
                StatesApi.DELETE_STATE_MACHINE,
                DeleteStateMachineInput.builder().stateMachineArn(machine).build());
        states.clock.advance(Duration.ofSeconds(1000));

        assertThat(states.await(execution).status()).isEqualTo("ABORTED");
        assertThatThrownBy(() -> states.start(machine, "{}"))
                .hasMessage("State Machine Does Not Exist: '" + machine + "'");
    }

    @Test
    void executionsAreListedNewestFirstInPagesAndByStatus() {
        String machine = states.create("m", PASS);
        List<String> started = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            started.add(states.start(machine, "{}"));
            states.clock.advance(Duration.ofSeconds(1));
        }
        List<String> listed = new ArrayList<>();
        ListExecutionsInput input =
                ListExecutionsInput.builder().stateMachineArn(machine).maxResults(2).build();
        ListExecutionsOutput page = states.call(StatesApi.LIST_EXECUTIONS, input);
        page.executions().forEach(item -> listed.add(item.executionArn()));
        while (page.nextToken() != null) {
            page =
                    states.call(
                            StatesApi.LIST_EXECUTIONS,
                            input.toBuilder().nextToken(page.nextToken()).build());
            page.executions().forEach(item -> listed.add(item.executionArn()));
        }

        assertThat(listed).containsExactlyElementsOf(started.reversed());
        assertThat(
                        states.call(
                                        StatesApi.LIST_EXECUTIONS,
                                        input.toBuilder().statusFilter("RUNNING").build())
                                .executions())
                .isEmpty();
    }

    @Test
    void theHistoryIsPagedInBothDirections() {
        String execution = states.start(states.create("m", PASS), "{}");

        assertThat(pages(execution, false)).containsExactly(1L, 2L, 3L, 4L);
        assertThat(pages(execution, true)).containsExactly(4L, 3L, 2L, 1L);
    }

    private List<Long> pages(String execution, boolean reverse) {
        List<Long> ids = new ArrayList<>();
        String token = null;
        do {
            GetExecutionHistoryOutput page =
                    states.call(
                            StatesApi.GET_EXECUTION_HISTORY,
                            GetExecutionHistoryInput.builder()
                                    .executionArn(execution)
                                    .maxResults(3)
                                    .reverseOrder(reverse)
                                    .nextToken(token)
                                    .build());
            page.events().forEach(event -> ids.add(event.id()));
            token = page.nextToken();
        } while (token != null);
        return ids;
    }

    @Test
    void tagsAreKept() {
        String machine = states.create("m", PASS);
        states.call(
                StatesApi.TAG_RESOURCE,
                TagResourceInput.builder()
                        .resourceArn(machine)
                        .tags(List.of(Tag.builder().key("k").value("v").build()))
                        .build());

        assertThat(
                        states.call(
                                        StatesApi.LIST_TAGS_FOR_RESOURCE,
                                        ListTagsForResourceInput.builder()
                                                .resourceArn(machine)
                                                .build())
                                .tags())
                .extracting(Tag::key, Tag::value)
                .containsExactly(org.assertj.core.groups.Tuple.tuple("k", "v"));
    }

    @Test
    void anOptimisedIntegrationTakesJsonAndAnswersNamesWithCapitals() {
        states.calls.operation(
                "states:startExecution",
                input -> {
                    assertThat(input.get("Input").textValue()).isEqualTo("{\"a\":1}");
                    return Documents.object().put("executionArn", "arn:x");
                });
        DescribeExecutionOutput end =
                states.run(
                        """
                        {"StartAt": "T", "States": {"T": {"Type": "Task", "End": true,
                          "Resource": "arn:aws:states:::states:startExecution",
                          "Parameters": {"StateMachineArn": "m", "Input": {"a": 1}},
                          "OutputPath": "$.ExecutionArn"}}}
                        """,
                        "{}");

        assertThat(end.output()).isEqualTo("\"arn:x\"");
    }

    /** LocalStack, v2/services/test_aws_sdk_task_service. */
    @Test
    void anOperationThatTakesATextIsGivenThatOfAnObject() {
        states.calls.operation(
                "sfn:startExecution",
                input -> {
                    assertThat(input.get("Input").textValue()).isEqualTo("{\"a\":[1]}");
                    return Documents.object().put("executionArn", "arn:x");
                });

        assertThat(
                        states.run(
                                        """
                                        {"StartAt": "T", "States": {"T": {"Type": "Task", "End": true,
                                          "Resource": "arn:aws:states:::aws-sdk:sfn:startExecution",
                                          "Parameters": {"StateMachineArn": "m", "Input": {"a": [1]}}}}}
                                        """,
                                        "{}")
                                .status())
                .isEqualTo("SUCCEEDED");
    }

    @Test
    void aParameterThatTheOperationDoesNotHaveFailsTheTask() {
        DescribeExecutionOutput end =
                states.run(
                        """
                        {"StartAt": "T", "States": {"T": {"Type": "Task", "End": true,
                          "Resource": "arn:aws:states:::aws-sdk:dynamodb:getItem",
                          "Parameters": {"Tabel": "t"}}}}
                        """,
                        "{}");

        assertThat(end.error()).isEqualTo("States.Runtime");
        assertThat(end.cause())
                .isEqualTo(
                        "The Parameters '{\"Tabel\":\"t\"}' could not be used to start the Task:"
                                + " [The field \"Tabel\" is not supported by Step Functions]");
    }

    @Test
    void aTaskWithATokenEndsWhenItsHolderReports() {
        AtomicReference<String> token = new AtomicReference<>("");
        states.calls.operation(
                "dynamodb:putItem",
                input -> {
                    token.set(input.at("/Item/token/S").textValue());
                    return Documents.object();
                });
        String execution =
                states.start(
                        states.create(
                                "m",
                                """
                                {"StartAt": "T", "States": {"T": {"Type": "Task", "End": true,
                                  "Resource": "arn:aws:states:::aws-sdk:dynamodb:putItem.waitForTaskToken",
                                  "HeartbeatSeconds": 60,
                                  "Parameters": {"TableName": "t", "Item": {"token": {"S.$": "$$.Task.Token"}}}}}}
                                """),
                        "{}");
        states.awaitThat(() -> states.history(execution).size() == 5);
        states.clock.advance(Duration.ofSeconds(50));
        states.call(
                StatesApi.SEND_TASK_HEARTBEAT,
                SendTaskHeartbeatInput.builder().taskToken(token.get()).build());
        states.clock.advance(Duration.ofSeconds(50));
        SendTaskSuccessInput report =
                SendTaskSuccessInput.builder().taskToken(token.get()).output("{\"r\":1}").build();
        states.call(StatesApi.SEND_TASK_SUCCESS, report);

        assertThat(states.await(execution).output()).isEqualTo("{\"r\":1}");
        assertThat(states.events(execution))
                .containsExactly(
                        "1<0 ExecutionStarted",
                        "2<0 TaskStateEntered",
                        "3<2 TaskScheduled",
                        "4<3 TaskStarted",
                        "5<4 TaskSubmitted",
                        "6<5 TaskSucceeded",
                        "7<6 TaskStateExited",
                        "8<7 ExecutionSucceeded");
        assertThatThrownBy(() -> states.call(StatesApi.SEND_TASK_SUCCESS, report))
                .hasMessage("Task Timed Out: 'Provided task does not exist anymore'");
    }
}
