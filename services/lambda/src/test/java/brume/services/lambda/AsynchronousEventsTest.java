package brume.services.lambda;

import static brume.services.lambda.LambdaHarness.assertError;
import static org.assertj.core.api.Assertions.assertThat;

import brume.api.events.PutEventsRequest;
import brume.api.lambda.DeleteFunctionEventInvokeConfigRequest;
import brume.api.lambda.DestinationConfig;
import brume.api.lambda.FunctionEventInvokeConfig;
import brume.api.lambda.GetFunctionEventInvokeConfigRequest;
import brume.api.lambda.InvocationRequest;
import brume.api.lambda.LambdaApi;
import brume.api.lambda.ListFunctionEventInvokeConfigsRequest;
import brume.api.lambda.OnFailure;
import brume.api.lambda.OnSuccess;
import brume.api.lambda.PublishVersionRequest;
import brume.api.lambda.PutFunctionEventInvokeConfigRequest;
import brume.api.lambda.UpdateFunctionEventInvokeConfigRequest;
import brume.wire.Blob;
import brume.wire.Documents;
import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Settings for asynchronous events and their destinations. Texts and records are those that
 * LocalStack recorded from AWS in tests/aws/services/lambda_/test_lambda_api.snapshot.json
 * (TestLambdaEventInvokeConfig) and test_lambda_destinations.snapshot.json.
 */
class AsynchronousEventsTest {

    private static final String ARN = "arn:aws:lambda:us-east-1:111122223333:function:";
    private static final String BUS = "arn:aws:events:us-east-1:111122223333:event-bus/b";
    private static final String INVALID = "InvalidParameterValueException";
    private static final String MISSING = "ResourceNotFoundException";

    @TempDir private Path folder;
    private LambdaHarness lambda;

    @BeforeEach
    void start() {
        lambda = new LambdaHarness(folder);
        lambda.create(
                "f",
                """
                def handler(event, context):
                    if event.get("fail"):
                        raise Exception("intentional failure!")
                    return {"hello": "world"}
                """);
    }

    @AfterEach
    void stop() {
        lambda.close();
    }

    private static PutFunctionEventInvokeConfigRequest.Builder put() {
        return PutFunctionEventInvokeConfigRequest.builder().functionName("f");
    }

    private FunctionEventInvokeConfig put(PutFunctionEventInvokeConfigRequest.Builder request) {
        return lambda.call(LambdaApi.PUT_FUNCTION_EVENT_INVOKE_CONFIG, request.build());
    }

    private static DestinationConfig success(String destination) {
        return DestinationConfig.builder().onSuccess(new OnSuccess(destination)).build();
    }

    private void send(String event) {
        var ignored =
                lambda.call(
                        LambdaApi.INVOKE,
                        InvocationRequest.builder()
                                .functionName("f")
                                .invocationType("Event")
                                .payload(Blob.ofText(event))
                                .build());
    }

    private static void assertRecord(JsonNode document, String condition, int count) {
        assertThat(document.path("version").asText()).isEqualTo("1.0");
        JsonNode context = document.path("requestContext");
        assertThat(context.path("functionArn").asText()).isEqualTo(ARN + "f:$LATEST");
        assertThat(context.path("condition").asText()).isEqualTo(condition);
        assertThat(context.path("approximateInvokeCount").asInt()).isEqualTo(count);
        assertThat(document.path("responseContext").path("statusCode").asInt()).isEqualTo(200);
        assertThat(document.path("responseContext").path("executedVersion").asText())
                .isEqualTo("$LATEST");
    }

    @Test
    void aSuccessIsRecordedOnAnEventBus() {
        var unused = put(put().destinationConfig(success(BUS)));
        send("{\"n\": 1}");
        lambda.await(() -> !lambda.sent.isEmpty());
        assertThat(lambda.sent).hasSize(1);
        var entry = ((PutEventsRequest) lambda.sent.getFirst()).entries().getFirst();
        assertThat(entry.source()).isEqualTo("lambda");
        assertThat(entry.detailType()).isEqualTo("Lambda Function Invocation Result - Success");
        assertThat(entry.eventBusName()).isEqualTo(BUS);
        assertThat(entry.resources()).containsExactly(BUS, ARN + "f:$LATEST");
        JsonNode document = Documents.parse(entry.detail());
        assertRecord(document, "Success", 1);
        assertThat(Documents.text(document.path("requestPayload"))).isEqualTo("{\"n\":1}");
        assertThat(Documents.text(document.path("responsePayload")))
                .isEqualTo("{\"hello\":\"world\"}");
        assertThat(document.path("responseContext").has("functionError")).isFalse();
    }

    @Test
    void anExhaustedEventIsSentToAnotherFunction() {
        lambda.create("other", "def handler(event, context): return 1\n");
        var unused =
                put(
                        put().maximumRetryAttempts(1)
                                .destinationConfig(
                                        DestinationConfig.builder()
                                                .onFailure(new OnFailure(ARN + "other"))
                                                .build()));
        send("{\"fail\": 1}");
        lambda.await(() -> attempts() == 1);
        lambda.clock.advance(Duration.ofMinutes(1));
        lambda.await(() -> !lambda.sent.isEmpty());
        InvocationRequest sent = (InvocationRequest) lambda.sent.getFirst();
        assertThat(sent.functionName()).isEqualTo(ARN + "other");
        assertThat(sent.invocationType()).isEqualTo("Event");
        JsonNode document = Documents.parse(sent.payload().text());
        assertRecord(document, "RetriesExhausted", 2);
        assertThat(document.path("responseContext").path("functionError").asText())
                .isEqualTo("Unhandled");
        assertThat(document.path("responsePayload").path("errorMessage").asText())
                .isEqualTo("intentional failure!");
    }

    private long attempts() {
        return lambda.messages().stream().filter(m -> m.startsWith("END RequestId")).count();
    }

    @Test
    void anEventThatWouldBeTooOldIsNotRetried() {
        var unused =
                put(
                        put().maximumEventAgeInSeconds(60)
                                .destinationConfig(
                                        DestinationConfig.builder()
                                                .onFailure(new OnFailure(BUS))
                                                .build()));
        send("{\"fail\": 1}");
        lambda.await(() -> !lambda.sent.isEmpty());
        var entry = ((PutEventsRequest) lambda.sent.getFirst()).entries().getFirst();
        assertThat(entry.detailType()).isEqualTo("Lambda Function Invocation Result - Failure");
        assertRecord(Documents.parse(entry.detail()), "EventAgeExceeded", 1);
    }

    @Test
    void settingsBelongToAVersionAndAreReplacedOrMerged() {
        FunctionEventInvokeConfig first =
                put(put().maximumRetryAttempts(2).maximumEventAgeInSeconds(60));
        assertThat(first.functionArn()).isEqualTo(ARN + "f:$LATEST");
        assertThat(first.destinationConfig())
                .isEqualTo(new DestinationConfig(new OnSuccess(null), new OnFailure(null)));
        assertThat(put(put().maximumRetryAttempts(0)).maximumEventAgeInSeconds()).isNull();
        var merged =
                lambda.call(
                        LambdaApi.UPDATE_FUNCTION_EVENT_INVOKE_CONFIG,
                        UpdateFunctionEventInvokeConfigRequest.builder()
                                .functionName("f")
                                .maximumEventAgeInSeconds(70)
                                .build());
        assertThat(merged.maximumRetryAttempts()).isZero();
        assertThat(merged.maximumEventAgeInSeconds()).isEqualTo(70);
        var unusedVersion =
                lambda.call(
                        LambdaApi.PUBLISH_VERSION,
                        PublishVersionRequest.builder().functionName("f").build());
        var unusedPut = put(put().qualifier("1").maximumRetryAttempts(1));
        assertThat(
                        lambda.call(
                                        LambdaApi.LIST_FUNCTION_EVENT_INVOKE_CONFIGS,
                                        ListFunctionEventInvokeConfigsRequest.builder()
                                                .functionName("f")
                                                .build())
                                .functionEventInvokeConfigs())
                .extracting("functionArn")
                .containsExactly(ARN + "f:$LATEST", ARN + "f:1");
        var unusedDelete =
                lambda.call(
                        LambdaApi.DELETE_FUNCTION_EVENT_INVOKE_CONFIG,
                        DeleteFunctionEventInvokeConfigRequest.builder().functionName("f").build());
        assertError(
                () ->
                        lambda.call(
                                LambdaApi.GET_FUNCTION_EVENT_INVOKE_CONFIG,
                                GetFunctionEventInvokeConfigRequest.builder()
                                        .functionName("f")
                                        .build()),
                MISSING,
                "The function " + ARN + "f:$LATEST doesn't have an EventInvokeConfig");
    }

    @Test
    void refusesWhatCannotBeADestination() {
        assertError(
                () -> put(put()),
                INVALID,
                "You must specify at least one of error handling or destination setting.");
        assertError(
                () -> put(put().functionName("none").maximumRetryAttempts(1)),
                MISSING,
                "The function doesn't exist.");
        assertError(
                () -> put(put().destinationConfig(success(ARN + "none"))),
                INVALID,
                "The destination ARN " + ARN + "none is invalid.");
        assertError(
                () -> put(put().destinationConfig(success(ARN + "f"))),
                INVALID,
                "You can't specify the function as a destination for itself.");
        // A bucket takes what failed only.
        for (String other :
                List.of("arn:aws:iam:us-east-1:111122223333:function:f", "arn:aws:s3:::bucket")) {
            assertError(
                    () -> put(put().destinationConfig(success(other))),
                    INVALID,
                    "The provided destination config"
                            + " DestinationConfig(onSuccess=OnSuccess(destination="
                            + other
                            + "), onFailure=null) is invalid.");
        }
    }
}
