package brume.services.lambda;

import static brume.services.lambda.LambdaHarness.ROLE;
import static brume.services.lambda.LambdaHarness.assertError;
import static brume.services.lambda.LambdaHarness.request;
import static brume.services.lambda.LambdaHarness.text;
import static brume.services.lambda.LambdaHarness.zip;
import static org.assertj.core.api.Assertions.assertThat;

import brume.api.lambda.AddPermissionRequest;
import brume.api.lambda.DeleteFunctionRequest;
import brume.api.lambda.FunctionConfiguration;
import brume.api.lambda.GetFunctionConcurrencyRequest;
import brume.api.lambda.GetFunctionRequest;
import brume.api.lambda.GetFunctionResponse;
import brume.api.lambda.GetPolicyRequest;
import brume.api.lambda.InvocationRequest;
import brume.api.lambda.InvocationResponse;
import brume.api.lambda.LambdaApi;
import brume.api.lambda.ListFunctionsRequest;
import brume.api.lambda.ListFunctionsResponse;
import brume.api.lambda.ListTagsRequest;
import brume.api.lambda.PutFunctionConcurrencyRequest;
import brume.api.lambda.RemovePermissionRequest;
import brume.api.lambda.TagResourceRequest;
import brume.api.lambda.UntagResourceRequest;
import brume.api.lambda.UpdateFunctionCodeRequest;
import brume.api.lambda.UpdateFunctionConfigurationRequest;
import brume.services.lambda.domain.DeploymentPackage;
import brume.wire.Blob;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LambdaServiceTest {

    private static final String ARN = "arn:aws:lambda:us-east-1:111122223333:function:";
    private static final String ECHO = "def handler(event, context): return event\n";

    @TempDir private static Path folder;
    private static LambdaHarness lambda;

    @BeforeAll
    static void start() {
        lambda = new LambdaHarness(folder);
    }

    @AfterAll
    static void stop() {
        lambda.close();
    }

    @Test
    void createsReadsAndDeletes() {
        FunctionConfiguration created =
                lambda.call(
                        LambdaApi.CREATE_FUNCTION,
                        request("life", ECHO)
                                .environment(LambdaHarness.environment(Map.of("A", "1")))
                                .tags(Map.of("t", "v"))
                                .build());
        assertThat(created.state()).isEqualTo("Pending");
        assertThat(created.stateReasonCode()).isEqualTo("Creating");
        assertThat(created.functionArn()).isEqualTo(ARN + "life");
        assertThat(created.timeout()).isEqualTo(3);
        assertThat(created.memorySize()).isEqualTo(128);
        assertThat(created.lastModified()).matches("\\d{4}-\\d\\d-\\d\\dT[\\d:.]{12}\\+0000");
        FunctionConfiguration active = lambda.awaitSettled("life");
        assertThat(active.state()).isEqualTo("Active");
        assertThat(active.revisionId()).isNotEqualTo(created.revisionId());
        assertError(
                () -> lambda.call(LambdaApi.CREATE_FUNCTION, request("life", ECHO).build()),
                "ResourceConflictException",
                "Function already exist: life");

        GetFunctionResponse found =
                lambda.call(
                        LambdaApi.GET_FUNCTION,
                        GetFunctionRequest.builder()
                                .functionName("111122223333:function:life")
                                .qualifier("$LATEST")
                                .build());
        assertThat(found.tags()).containsEntry("t", "v");
        assertThat(found.configuration()).extracting("functionArn").isEqualTo(ARN + "life:$LATEST");

        var ignored =
                lambda.call(
                        LambdaApi.DELETE_FUNCTION,
                        DeleteFunctionRequest.builder().functionName(ARN + "life").build());
        assertError(
                () -> lambda.configuration("life"),
                "ResourceNotFoundException",
                "Function not found: " + ARN + "life");
        assertError(
                () -> lambda.invoke("life", "{}"),
                "ResourceNotFoundException",
                "Function not found: " + ARN + "life:$LATEST");
    }

    @Test
    void invokesAndReportsTheLog() {
        lambda.create("logs", "def handler(event, context):\n    print('seen', event)\n");
        InvocationResponse response = lambda.invoke("logs", "{\"a\": 1}");
        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.executedVersion()).isEqualTo("$LATEST");
        assertThat(response.functionError()).isNull();
        assertThat(text(response)).isEqualTo("null");
        String tail =
                new String(
                        Base64.getDecoder().decode(response.logResult()), StandardCharsets.UTF_8);
        assertThat(tail)
                .matches(
                        "(?s)START RequestId: \\S{36} Version: \\$LATEST\nseen \\{'a': 1}\nEND"
                                + " RequestId: \\S{36}\nREPORT RequestId: \\S{36}\tDuration:"
                                + " [\\d.]+ ms\tBilled Duration: \\d+ ms\tMemory Size: 128 MB\tMax"
                                + " Memory Used: \\d+ MB\tInit Duration: [\\d.]+ ms\t\n");
        lambda.await(() -> lambda.messages().contains("seen {'a': 1}\n"));
        List<String> messages = lambda.messages();
        int at = messages.indexOf("seen {'a': 1}\n");
        assertThat(messages.get(at - 1)).startsWith("START RequestId: ");
        assertThat(messages.get(at - 2)).startsWith("INIT_START Runtime Version: python:3.12\t");
    }

    @Test
    void reportsFunctionErrors() {
        lambda.create("fails", "def handler(event, context): raise ValueError('no')\n");
        InvocationResponse response = lambda.invoke("fails", "{}");
        assertThat(response.functionError()).isEqualTo("Unhandled");
        assertThat(text(response)).contains("\"errorType\": \"ValueError\"");

        lambda.create("exits", "import os\ndef handler(event, context): os._exit(1)\n");
        InvocationResponse gone = lambda.invoke("exits", "{}");
        assertThat(text(gone)).contains("\"errorType\":\"Runtime.ExitError\"");
        assertThat(new String(Base64.getDecoder().decode(gone.logResult()), StandardCharsets.UTF_8))
                .contains("Error: Runtime exited with error: exit status 1\nRuntime.ExitError\n")
                .contains("Status: error\tError Type: Runtime.ExitError");

        lambda.create(
                request("slow", "import time\ndef handler(event, context): time.sleep(30)\n")
                        .timeout(1)
                        .build());
        InvocationResponse late = lambda.invoke("slow", "{}");
        assertThat(text(late))
                .startsWith("{\"errorType\":\"Sandbox.Timedout\"")
                .endsWith("Error: Task timed out after 1.00 seconds\"}");
    }

    @Test
    void keepsEnvironmentsWarmUntilTheFunctionChanges() {
        String source =
                """
                import os
                count = 0
                def handler(event, context):
                    global count
                    count += 1
                    return [count, os.environ.get("STAGE"), os.environ["AWS_ACCESS_KEY_ID"]]
                """;
        lambda.create("warm", source);
        assertThat(text(lambda.invoke("warm", "{}"))).isEqualTo("[1, null, \"ASIAEXAMPLE\"]");
        assertThat(text(lambda.invoke("warm", "{}"))).isEqualTo("[2, null, \"ASIAEXAMPLE\"]");

        FunctionConfiguration updated =
                lambda.call(
                        LambdaApi.UPDATE_FUNCTION_CONFIGURATION,
                        UpdateFunctionConfigurationRequest.builder()
                                .functionName("warm")
                                .environment(LambdaHarness.environment(Map.of("STAGE", "x")))
                                .build());
        assertThat(updated.lastUpdateStatus()).isEqualTo("InProgress");
        assertThat(updated.state()).isEqualTo("Active");
        lambda.awaitSettled("warm");
        assertThat(text(lambda.invoke("warm", "{}"))).isEqualTo("[1, \"x\", \"ASIAEXAMPLE\"]");

        var ignored =
                lambda.call(
                        LambdaApi.UPDATE_FUNCTION_CODE,
                        UpdateFunctionCodeRequest.builder()
                                .functionName("warm")
                                .zipFile(Blob.of(zip(Map.of("app.py", ECHO))))
                                .build());
        lambda.awaitSettled("warm");
        assertThat(text(lambda.invoke("warm", "\"new\""))).isEqualTo("\"new\"");
        assertError(
                () ->
                        lambda.call(
                                LambdaApi.UPDATE_FUNCTION_CODE,
                                UpdateFunctionCodeRequest.builder()
                                        .functionName("warm")
                                        .zipFile(Blob.of(zip(Map.of("app.py", ECHO))))
                                        .revisionId("other")
                                        .build()),
                "PreconditionFailedException",
                "The Revision Id provided does not match the latest Revision Id. Call the"
                        + " GetFunction/GetAlias API to retrieve the latest Revision Id");
    }

    @Test
    void retriesAsynchronousEventsTwice() {
        lambda.create(
                "later",
                """
                def handler(event, context):
                    print("attempt at", event["n"], context.aws_request_id)
                    raise Exception("again")
                """);
        InvocationResponse accepted =
                lambda.call(
                        LambdaApi.INVOKE,
                        InvocationRequest.builder()
                                .functionName("later")
                                .invocationType("Event")
                                .payload(Blob.ofText("{\"n\": 7}"))
                                .build());
        assertThat(accepted.statusCode()).isEqualTo(202);
        for (int attempt = 1; attempt <= 3; attempt++) {
            int expected = attempt;
            lambda.await(() -> attempts() == expected);
            lambda.clock.advance(Duration.ofMinutes(attempt));
        }
        assertThat(lambda.messages().stream().filter(m -> m.startsWith("attempt at 7")).distinct())
                .hasSize(1);
    }

    private static long attempts() {
        return lambda.messages().stream().filter(m -> m.startsWith("attempt at 7")).count();
    }

    @Test
    void checksPayloads() {
        lambda.create("payload", ECHO);
        assertThat(
                        text(
                                lambda.call(
                                        LambdaApi.INVOKE,
                                        InvocationRequest.builder()
                                                .functionName("payload")
                                                .build())))
                .isEqualTo("{}");
        assertThat(
                        lambda.call(
                                        LambdaApi.INVOKE,
                                        InvocationRequest.builder()
                                                .functionName("payload")
                                                .invocationType("DryRun")
                                                .build())
                                .statusCode())
                .isEqualTo(204);
        org.assertj.core.api.Assertions.assertThatThrownBy(() -> lambda.invoke("payload", "{a"))
                .hasMessageStartingWith(
                        "Could not parse request body into json: Could not parse payload into"
                                + " json: Unexpected character");
        String large = "\"" + "x".repeat(6_291_455) + "\"";
        assertError(
                () -> lambda.invoke("payload", large),
                "RequestTooLargeException",
                "6291457 byte payload is too large for the RequestResponse invocation type (limit"
                        + " 6291456 bytes)");
    }

    @Test
    void refusesWhatIsWrongOrNotBuilt() {
        assertError(
                () ->
                        lambda.call(
                                LambdaApi.CREATE_FUNCTION,
                                request("bad", ECHO).role(ROLE + "x").build()),
                "InvalidParameterValueException",
                "The role defined for the function cannot be assumed by Lambda.");
        assertError(
                () ->
                        lambda.call(
                                LambdaApi.CREATE_FUNCTION,
                                request("bad", ECHO).runtime("python3.7").build()),
                "InvalidParameterValueException",
                "The runtime parameter of python3.7 is no longer supported for creating or"
                        + " updating AWS Lambda functions. We recommend you use a supported runtime"
                        + " while creating or updating functions.");
        assertError(
                () ->
                        lambda.call(
                                LambdaApi.CREATE_FUNCTION,
                                request("bad", ECHO).runtime("dotnet8").build()),
                "NotImplemented",
                "Brume does not implement the runtime dotnet8 of Lambda yet.");
        assertError(
                () ->
                        lambda.call(
                                LambdaApi.CREATE_FUNCTION,
                                request("bad", ECHO)
                                        .environment(
                                                LambdaHarness.environment(
                                                        Map.of("AWS_REGION", "x")))
                                        .build()),
                "InvalidParameterValueException",
                "Lambda was unable to configure your environment variables because the environment"
                        + " variables you have provided contains reserved keys that are currently"
                        + " not supported for modification. Reserved keys used in this request:"
                        + " AWS_REGION");
        for (String name : List.of("../up", "/etc/x", "a//b")) {
            assertError(
                    () -> DeploymentPackage.parse(zip(Map.of(name, "x"))),
                    "InvalidParameterValueException",
                    "Could not unzip uploaded file. Please check your file, then try to upload"
                            + " again.");
        }
        assertError(
                () -> DeploymentPackage.parse(zip(Map.of("a", "x", "a/b", "y"))),
                "InvalidParameterValueException",
                "Could not unzip uploaded file. Please check your file, then try to upload again.");
        assertError(
                () -> DeploymentPackage.parse(new byte[] {1, 2, 3}),
                "InvalidParameterValueException",
                "Could not unzip uploaded file. Please check your file, then try to upload again.");
    }

    @Test
    void policiesSayWhoMayInvoke() {
        lambda.create("policy", ECHO);
        AddPermissionRequest add =
                AddPermissionRequest.builder()
                        .functionName("policy")
                        .statementId("s1")
                        .action("lambda:InvokeFunction")
                        .principal("events.amazonaws.com")
                        .sourceArn("arn:aws:events:us-east-1:111122223333:rule/r")
                        .build();
        String statement =
                "{\"Sid\":\"s1\",\"Effect\":\"Allow\",\"Principal\":{\"Service\":"
                        + "\"events.amazonaws.com\"},\"Action\":\"lambda:InvokeFunction\","
                        + "\"Resource\":\""
                        + ARN
                        + "policy\",\"Condition\":{\"ArnLike\":{\"AWS:SourceArn\":"
                        + "\"arn:aws:events:us-east-1:111122223333:rule/r\"}}}";
        assertThat(lambda.call(LambdaApi.ADD_PERMISSION, add).statement()).isEqualTo(statement);
        assertError(
                () -> lambda.call(LambdaApi.ADD_PERMISSION, add),
                "ResourceConflictException",
                "The statement id (s1) provided already exists. Please provide a new statement id,"
                        + " or remove the existing statement.");
        String policy =
                "{\"Version\":\"2012-10-17\",\"Id\":\"default\",\"Statement\":[" + statement + "]}";
        assertThat(
                        lambda.call(
                                        LambdaApi.GET_POLICY,
                                        GetPolicyRequest.builder().functionName("policy").build())
                                .policy())
                .isEqualTo(policy);
        assertThat(
                        lambda.operation(LambdaApi.INVOKE)
                                .permissions(
                                        InvocationRequest.builder().functionName("policy").build(),
                                        lambda.call())
                                .getFirst())
                .satisfies(p -> {
                    assertThat(p.action()).isEqualTo("lambda:InvokeFunction");
                    assertThat(p.resource()).isEqualTo(ARN + "policy");
                    assertThat(p.resourcePolicy()).contains(policy);
                });
        RemovePermissionRequest remove =
                RemovePermissionRequest.builder().functionName("policy").statementId("s1").build();
        var ignored = lambda.call(LambdaApi.REMOVE_PERMISSION, remove);
        assertError(
                () ->
                        lambda.call(
                                LambdaApi.GET_POLICY,
                                GetPolicyRequest.builder().functionName("policy").build()),
                "ResourceNotFoundException",
                "The resource you requested does not exist.");
    }

    @Test
    void tagsAndListsByPages() {
        for (String name : List.of("page-a", "page-b", "page-c")) {
            lambda.create(name, ECHO);
        }
        ListFunctionsResponse first =
                lambda.call(
                        LambdaApi.LIST_FUNCTIONS,
                        ListFunctionsRequest.builder()
                                .maxItems(1)
                                .marker(
                                        Base64.getEncoder()
                                                .encodeToString(
                                                        "page-".getBytes(StandardCharsets.UTF_8)))
                                .build());
        assertThat(first.functions()).extracting("functionName").containsExactly("page-a");
        ListFunctionsResponse second =
                lambda.call(
                        LambdaApi.LIST_FUNCTIONS,
                        ListFunctionsRequest.builder()
                                .maxItems(1)
                                .marker(first.nextMarker())
                                .build());
        assertThat(second.functions()).extracting("functionName").containsExactly("page-b");
        var unusedTag =
                lambda.call(
                        LambdaApi.TAG_RESOURCE,
                        new TagResourceRequest(ARN + "page-a", Map.of("k", "v", "l", "w")));
        var unusedUntag =
                lambda.call(
                        LambdaApi.UNTAG_RESOURCE,
                        new UntagResourceRequest(ARN + "page-a", List.of("l")));
        assertThat(lambda.call(LambdaApi.LIST_TAGS, new ListTagsRequest(ARN + "page-a")).tags())
                .isEqualTo(Map.of("k", "v"));
    }

    @Test
    void reservedConcurrencyThrottles() throws Exception {
        lambda.create("one", "import time\ndef handler(event, context): time.sleep(1)\n");
        var unusedNone =
                lambda.call(
                        LambdaApi.PUT_FUNCTION_CONCURRENCY,
                        new PutFunctionConcurrencyRequest("one", 0));
        assertError(() -> lambda.invoke("one", "{}"), "TooManyRequestsException", "Rate Exceeded.");
        var unusedOne =
                lambda.call(
                        LambdaApi.PUT_FUNCTION_CONCURRENCY,
                        new PutFunctionConcurrencyRequest("one", 1));
        assertThat(
                        lambda.call(
                                        LambdaApi.GET_FUNCTION_CONCURRENCY,
                                        new GetFunctionConcurrencyRequest("one"))
                                .reservedConcurrentExecutions())
                .isEqualTo(1);
        int served = 0;
        try (var executor = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<InvocationResponse>> running = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                running.add(executor.submit(() -> lambda.invoke("one", "{}")));
            }
            for (Future<InvocationResponse> one1 : running) {
                try {
                    var ignored = one1.get();
                    served++;
                } catch (ExecutionException e) {
                    assertThat(e).hasMessageContaining("Rate Exceeded.");
                }
            }
        }
        assertThat(served).isEqualTo(1);
    }

    @Test
    void functionsSurviveARestart(@TempDir Path own) {
        try (LambdaHarness harness = new LambdaHarness(own)) {
            harness.create("stays", ECHO);
            harness.restart();
            assertThat(text(harness.invoke("stays", "[1]"))).isEqualTo("[1]");
        }
    }
}
