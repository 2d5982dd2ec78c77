package brume.services.states;

import static org.assertj.core.api.Assertions.assertThat;

import brume.api.sns.SnsErrors;
import brume.api.states.DescribeExecutionOutput;
import brume.api.states.HistoryEvent;
import brume.api.states.SendTaskFailureInput;
import brume.api.states.SendTaskSuccessInput;
import brume.api.states.StartExecutionInput;
import brume.api.states.StatesApi;
import brume.api.states.StopExecutionInput;
import brume.wire.Documents;
import brume.wire.ShapeJson;
import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Optimised integrations. Event orders, outputs and texts are those that LocalStack's repository
 * records from AWS (tests/aws/services/stepfunctions/v2/services and v2/callback).
 */
class IntegrationTest {

    private StatesFixture states;

    @BeforeEach
    void open(@TempDir Path folder) {
        states = new StatesFixture(folder);
        states.calls.operation(
                "states:startExecution",
                input ->
                        ShapeJson.toTree(
                                states.call(
                                        StatesApi.START_EXECUTION,
                                        ShapeJson.fromTree(StartExecutionInput.SCHEMA, input))));
        states.calls.operation(
                StatesApi.DESCRIBE_EXECUTION,
                input -> states.call(StatesApi.DESCRIBE_EXECUTION, input));
        states.calls.operation(
                StatesApi.STOP_EXECUTION, input -> states.call(StatesApi.STOP_EXECUTION, input));
    }

    @AfterEach
    void close() {
        states.close();
    }

    private static String task(String resource, String parameters) {
        return """
        {"StartAt": "T", "States": {"T": {"Type": "Task", "End": true,
          "Resource": "arn:aws:states:::%s", "Parameters": %s}}}
        """
                .formatted(resource, parameters);
    }

    @Test
    void messagesAreSentAsText() {
        List<JsonNode> sent = new CopyOnWriteArrayList<>();
        states.calls.operation(
                "sqs:sendMessage",
                input -> {
                    sent.add(input);
                    return Documents.parse(
                            "{\"MD5OfMessageBody\": \"%s\", \"MessageId\": \"%s\"}"
                                    .formatted("0".repeat(32), "1".repeat(36)));
                });

        DescribeExecutionOutput end =
                states.run(
                        task(
                                "sqs:sendMessage",
                                "{\"QueueUrl\": \"q\", \"MessageBody\": {\"a.$\": \"$.x\"}}"),
                        "{\"x\": 1}");

        assertThat(sent.getFirst().get("MessageBody").asText()).isEqualTo("{\"a\":1}");
        JsonNode output = Documents.parse(end.output());
        assertThat(output.get("MessageId").asText()).hasSize(36);
        JsonNode headers = output.at("/SdkHttpMetadata/HttpHeaders");
        assertThat(headers.get("Content-Length").asText()).isEqualTo("106");
        assertThat(headers.get("connection").asText()).isEqualTo("keep-alive");
        assertThat(output.at("/SdkHttpMetadata/AllHttpHeaders/Content-Type/0").asText())
                .isEqualTo("application/x-amz-json-1.0");
    }

    @Test
    void aTopicThatDoesNotExistFailsTheTaskInTheWordsOfTheSdk() {
        states.calls.operation(
                "sns:publish",
                input -> {
                    throw SnsErrors.notFoundException("Topic does not exist");
                });

        DescribeExecutionOutput end =
                states.run(task("sns:publish", "{\"TopicArn\": \"t\", \"Message\": {}}"), "{}");

        assertThat(end.error()).isEqualTo("SNS.NotFoundException");
        assertThat(end.cause())
                .startsWith(
                        "Topic does not exist (Service: AmazonSNS; Status Code: 404; Error Code:"
                                + " NotFound; Request ID: ");
    }

    @Test
    void eventsNameTheExecutionThatSendsThem() {
        List<JsonNode> sent = new CopyOnWriteArrayList<>();
        states.calls.operation(
                "events:putEvents",
                input -> {
                    sent.add(input);
                    return Documents.parse(
                            "{\"FailedEntryCount\": 1, \"Entries\": [{\"ErrorCode\": \"X\"}]}");
                });

        DescribeExecutionOutput end =
                states.run(
                        task(
                                "events:putEvents",
                                "{\"Entries\": [{\"Detail\": {\"a\": 1}, \"Resources\":"
                                        + " [\"r\"]}]}"),
                        "{}");

        JsonNode entry = sent.getFirst().at("/Entries/0");
        assertThat(entry.get("Detail").asText()).isEqualTo("{\"a\":1}");
        assertThat(entry.get("Resources"))
                .extracting(JsonNode::asText)
                .containsExactly("r", end.stateMachineArn(), end.executionArn());
        assertThat(end.error()).isEqualTo("EventBridge.FailedEntry");
    }

    @Test
    void aTaskWaitsForTheExecutionThatItStarts() {
        String child =
                states.create(
                        "child",
                        """
                        {"StartAt": "W", "States": {"W": {"Type": "Task", "End": true,
                          "Resource": "arn:aws:states:::lambda:invoke.waitForTaskToken",
                          "Parameters": {"FunctionName": "f", "Payload": {"t.$": "$$.Task.Token"}}}}}
                        """);
        List<String> tokens = new CopyOnWriteArrayList<>();
        states.calls.function(
                "f",
                input -> {
                    tokens.add(Documents.parse(input).get("t").asText());
                    return FakeCalls.Answer.of("null");
                });
        String arn = states.start(states.create("parent", sync(child, ".sync:2")), "{}");
        states.awaitThat(() -> states.history(arn).size() == 5 && !tokens.isEmpty());
        answer(tokens.getFirst(), "{\"done\": true}");

        DescribeExecutionOutput end = states.await(arn);

        assertThat(states.events(arn))
                .containsExactly(
                        "1<0 ExecutionStarted",
                        "2<0 TaskStateEntered",
                        "3<2 TaskScheduled",
                        "4<3 TaskStarted",
                        "5<4 TaskSubmitted",
                        "6<5 TaskSucceeded",
                        "7<6 TaskStateExited",
                        "8<7 ExecutionSucceeded");
        JsonNode output = Documents.parse(end.output());
        assertThat(output.at("/Output/done").asBoolean()).isTrue();
        assertThat(output.get("Input").isObject()).isTrue();
        assertThat(output.get("Status").asText()).isEqualTo("SUCCEEDED");
        assertThat(output.at("/OutputDetails/Included").asBoolean()).isTrue();
    }

    private static String sync(String machine, String pattern) {
        return task(
                "states:startExecution" + pattern,
                "{\"StateMachineArn\": \"%s\", \"Input\": null, \"Name\": \"child\"}"
                        .formatted(machine));
    }

    private void answer(String token, String output) {
        states.call(
                StatesApi.SEND_TASK_SUCCESS,
                SendTaskSuccessInput.builder().taskToken(token).output(output).build());
    }

    @Test
    void anExecutionThatHasEndedBeforeIsNotWaitedForAndItsFailureIsTold() {
        String child =
                states.create(
                        "failing",
                        """
                        {"StartAt": "F", "States": {"F": {"Type": "Fail", "Error": "E", "Cause": "c"}}}
                        """);

        DescribeExecutionOutput end = states.run(sync(child, ".sync"), "{}");

        assertThat(end.error()).isEqualTo("States.TaskFailed");
        JsonNode cause = Documents.parse(end.cause());
        assertThat(cause.get("Error").asText()).isEqualTo("E");
        assertThat(cause.get("Cause").asText()).isEqualTo("c");
        assertThat(cause.get("Input").asText()).isEqualTo("{}");
        assertThat(cause.get("Status").asText()).isEqualTo("FAILED");
        assertThat(states.events(end.executionArn())).contains("6<5 TaskFailed");
    }

    @Test
    void aStoppedExecutionStopsTheOneThatItWaitsFor() {
        String child =
                states.create(
                        "sleeping",
                        """
                        {"StartAt": "W", "States": {"W": {"Type": "Wait", "Seconds": 9999, "End": true}}}
                        """);
        String arn = states.start(states.create("parent", sync(child, ".sync")), "{}");
        states.awaitThat(() -> states.history(arn).size() == 5);

        states.call(
                StatesApi.STOP_EXECUTION, StopExecutionInput.builder().executionArn(arn).build());

        String childArn = child.replace(":stateMachine:", ":execution:") + ":child";
        assertThat(states.await(childArn).status()).isEqualTo("ABORTED");
    }

    @Test
    void aReportThatIsFasterThanTheCallIsToldAfterTheSubmission() {
        states.calls.operation(
                "sqs:sendMessage",
                input -> {
                    states.call(
                            StatesApi.SEND_TASK_FAILURE,
                            SendTaskFailureInput.builder()
                                    .taskToken(input.get("MessageBody").asText())
                                    .error("Quick")
                                    .build());
                    return Documents.parse("{\"MessageId\": \"m\"}");
                });

        DescribeExecutionOutput end =
                states.run(
                        task(
                                "sqs:sendMessage.waitForTaskToken",
                                "{\"QueueUrl\": \"q\", \"MessageBody.$\": \"$$.Task.Token\"}"),
                        "{}");

        assertThat(end.error()).isEqualTo("Quick");
        assertThat(states.history(end.executionArn()))
                .extracting(HistoryEvent::type)
                .containsSequence("TaskStarted", "TaskSubmitted", "TaskFailed");
    }

    @Test
    void theUrlOfAQueueThatNamesNoneLeadsNowhere() {
        DescribeExecutionOutput end =
                states.run(
                        task(
                                "sqs:sendMessage",
                                "{\"QueueUrl\": \"http://no-such-queue\", \"MessageBody\": \"m\"}"),
                        "{}");

        assertThat(end.error()).isEqualTo("SQS.SdkClientException");
        assertThat(end.cause())
                .isEqualTo(
                        "Unable to execute HTTP request: no-such-queue: Name or service not known");
    }
}
