package brume.services.lambda;

import static brume.services.lambda.LambdaHarness.assertError;
import static brume.services.lambda.LambdaHarness.request;
import static org.assertj.core.api.Assertions.assertThat;

import brume.api.lambda.AllowedPublishers;
import brume.api.lambda.CodeSigningConfig;
import brume.api.lambda.CodeSigningPolicies;
import brume.api.lambda.CreateCodeSigningConfigRequest;
import brume.api.lambda.DeleteCodeSigningConfigRequest;
import brume.api.lambda.FunctionConfiguration;
import brume.api.lambda.GetCodeSigningConfigRequest;
import brume.api.lambda.GetFunctionRecursionConfigRequest;
import brume.api.lambda.GetProvisionedConcurrencyConfigRequest;
import brume.api.lambda.LambdaApi;
import brume.api.lambda.ListFunctionsByCodeSigningConfigRequest;
import brume.api.lambda.ListProvisionedConcurrencyConfigsRequest;
import brume.api.lambda.LoggingConfig;
import brume.api.lambda.PublishVersionRequest;
import brume.api.lambda.PutFunctionCodeSigningConfigRequest;
import brume.api.lambda.PutFunctionRecursionConfigRequest;
import brume.api.lambda.PutRuntimeManagementConfigRequest;
import brume.api.lambda.UpdateFunctionConfigurationRequest;
import brume.wire.Documents;
import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Single settings of functions. Texts are those that LocalStack recorded from AWS in
 * tests/aws/services/lambda_/test_lambda_api.snapshot.json (TestLoggingConfig, TestLambdaRecursion,
 * TestLambdaProvisionedConcurrency).
 */
class SettingsTest {

    private static final String ARN = "arn:aws:lambda:us-east-1:111122223333:function:";

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

    private static LoggingConfig.Builder json() {
        return LoggingConfig.builder().logFormat("JSON");
    }

    private static LoggingConfig update(String name, LoggingConfig.Builder logging) {
        FunctionConfiguration changed =
                lambda.call(
                        LambdaApi.UPDATE_FUNCTION_CONFIGURATION,
                        UpdateFunctionConfigurationRequest.builder()
                                .functionName(name)
                                .loggingConfig(logging.build())
                                .build());
        var ignored = lambda.awaitSettled(name);
        return changed.loggingConfig();
    }

    private static List<JsonNode> log(String name) {
        String tail =
                new String(
                        Base64.getDecoder().decode(lambda.invoke(name, "{}").logResult()),
                        StandardCharsets.UTF_8);
        return tail.lines().map(Documents::parse).toList();
    }

    @Test
    void aLogCanBeJson() {
        String source =
                """
                import logging
                def handler(event, context):
                    logging.getLogger().info("seen %s", 1)
                    logging.getLogger().warning("odd", extra={"n": 2})
                """;
        lambda.create(request("json", source).loggingConfig(json().build()).build());
        assertThat(lambda.configuration("json").loggingConfig())
                .isEqualTo(new LoggingConfig("JSON", "INFO", "INFO", "/aws/lambda/json"));
        List<JsonNode> lines = log("json");
        assertThat(lines).hasSize(4);
        assertThat(lines.getFirst().path("type").asText()).isEqualTo("platform.start");
        assertThat(lines.getFirst().path("record").path("version").asText()).isEqualTo("$LATEST");
        assertThat(lines.get(1).path("level").asText()).isEqualTo("INFO");
        assertThat(lines.get(1).path("message").asText()).isEqualTo("seen 1");
        assertThat(lines.get(1).path("requestId").asText())
                .isEqualTo(lines.getFirst().path("record").path("requestId").asText());
        assertThat(lines.get(2).path("n").asInt()).isEqualTo(2);
        JsonNode report = lines.getLast();
        assertThat(report.path("type").asText()).isEqualTo("platform.report");
        assertThat(report.path("record").path("status").asText()).isEqualTo("success");
        assertThat(report.path("record").path("metrics").path("memorySizeMB").asInt())
                .isEqualTo(128);

        LoggingConfig warn =
                update("json", json().applicationLogLevel("WARN").systemLogLevel("WARN"));
        assertThat(warn.applicationLogLevel()).isEqualTo("WARN");
        assertThat(log("json"))
                .singleElement()
                .satisfies(line -> assertThat(line.path("message").asText()).isEqualTo("odd"));
        assertThat(update("json", LoggingConfig.builder().logFormat("Text")))
                .isEqualTo(new LoggingConfig("Text", null, null, "/aws/lambda/json"));
    }

    @Test
    void partOfALoggingConfigCanBeChanged() {
        lambda.create("part", "def handler(event, context): return 1\n");
        assertThat(update("part", LoggingConfig.builder().logGroup("cool_lambda")))
                .isEqualTo(new LoggingConfig("Text", null, null, "cool_lambda"));
        assertThat(update("part", json().systemLogLevel("DEBUG")))
                .isEqualTo(new LoggingConfig("JSON", "INFO", "DEBUG", "cool_lambda"));
        lambda.create("text", "def handler(event, context): return 1\n");
        assertError(
                () ->
                        update(
                                "text",
                                LoggingConfig.builder().logFormat("Text").systemLogLevel("DEBUG")),
                "InvalidParameterValueException",
                "LogLevel is not supported when LogFormat is set to \"Text\". Remove LogLevel from"
                        + " your request or change the LogFormat to \"JSON\" and try again.");
    }

    @Test
    void recursionAndRuntimeManagement() {
        lambda.create("set", "def handler(event, context): return 1\n");
        GetFunctionRecursionConfigRequest get = new GetFunctionRecursionConfigRequest("set");
        assertThat(lambda.call(LambdaApi.GET_FUNCTION_RECURSION_CONFIG, get).recursiveLoop())
                .isEqualTo("Terminate");
        var unused =
                lambda.call(
                        LambdaApi.PUT_FUNCTION_RECURSION_CONFIG,
                        new PutFunctionRecursionConfigRequest("set", "Allow"));
        assertThat(lambda.call(LambdaApi.GET_FUNCTION_RECURSION_CONFIG, get).recursiveLoop())
                .isEqualTo("Allow");
        PutRuntimeManagementConfigRequest.Builder put =
                PutRuntimeManagementConfigRequest.builder().functionName("set");
        assertThat(
                        lambda.call(
                                        LambdaApi.PUT_RUNTIME_MANAGEMENT_CONFIG,
                                        put.updateRuntimeOn("Auto").build())
                                .functionArn())
                .isEqualTo(ARN + "set:$LATEST");
        assertError(
                () ->
                        lambda.call(
                                LambdaApi.PUT_RUNTIME_MANAGEMENT_CONFIG,
                                put.updateRuntimeOn("FunctionUpdate").build()),
                "NotImplemented",
                "Brume does not implement UpdateRuntimeOn FunctionUpdate of Lambda yet.");
    }

    private static void provisioned(String qualifier, String code, String message) {
        assertError(
                () ->
                        lambda.call(
                                LambdaApi.GET_PROVISIONED_CONCURRENCY_CONFIG,
                                new GetProvisionedConcurrencyConfigRequest("pre", qualifier)),
                code,
                message);
    }

    @Test
    void noConcurrencyIsProvisioned() {
        lambda.create("pre", "def handler(event, context): return 1\n");
        var unused =
                lambda.call(
                        LambdaApi.PUBLISH_VERSION,
                        PublishVersionRequest.builder().functionName("pre").build());
        provisioned(
                "1",
                "ProvisionedConcurrencyConfigNotFoundException",
                "No Provisioned Concurrency Config found for this function");
        provisioned(
                "$LATEST",
                "InvalidParameterValueException",
                "The function resource provided must be an alias or a published version.");
        provisioned("10", "ResourceNotFoundException", "Function not found: " + ARN + "pre:10");
        provisioned(
                "none", "ResourceNotFoundException", "Cannot find alias arn: " + ARN + "pre:none");
        assertThat(
                        lambda.call(
                                        LambdaApi.LIST_PROVISIONED_CONCURRENCY_CONFIGS,
                                        ListProvisionedConcurrencyConfigsRequest.builder()
                                                .functionName("pre")
                                                .build())
                                .provisionedConcurrencyConfigs())
                .isEmpty();
    }

    private static CodeSigningConfig codeSigning(String policy) {
        return lambda.call(
                        LambdaApi.CREATE_CODE_SIGNING_CONFIG,
                        CreateCodeSigningConfigRequest.builder()
                                .allowedPublishers(
                                        new AllowedPublishers(
                                                List.of(
                                                        "arn:aws:signer:us-east-1:111122223333:"
                                                                + "/signing-profiles/test")))
                                .codeSigningPolicies(new CodeSigningPolicies(policy))
                                .build())
                .codeSigningConfig();
    }

    @Test
    void codeThatNobodySignedIsRefusedWhereSignaturesAreEnforced() {
        String warn = codeSigning("Warn").codeSigningConfigArn();
        String enforce = codeSigning("Enforce").codeSigningConfigArn();
        String source = "def handler(event, context): return 1\n";
        assertError(
                () ->
                        lambda.call(
                                LambdaApi.CREATE_FUNCTION,
                                request("signed", source).codeSigningConfigArn(enforce).build()),
                "CodeVerificationFailedException",
                "Lambda cannot deploy the function. The function or layer might be signed using a"
                        + " signature that the client is not configured to accept.");
        lambda.create(request("signed", source).codeSigningConfigArn(warn).build());
        assertThat(
                        lambda.call(
                                        LambdaApi.LIST_FUNCTIONS_BY_CODE_SIGNING_CONFIG,
                                        ListFunctionsByCodeSigningConfigRequest.builder()
                                                .codeSigningConfigArn(warn)
                                                .build())
                                .functionArns())
                .containsExactly(ARN + "signed");
        assertError(
                () ->
                        lambda.call(
                                LambdaApi.DELETE_CODE_SIGNING_CONFIG,
                                new DeleteCodeSigningConfigRequest(warn)),
                "ResourceConflictException",
                "The code signing configuration is used by a function.");
        var unusedPut =
                lambda.call(
                        LambdaApi.PUT_FUNCTION_CODE_SIGNING_CONFIG,
                        new PutFunctionCodeSigningConfigRequest(enforce, "signed"));
        var unusedDelete =
                lambda.call(
                        LambdaApi.DELETE_CODE_SIGNING_CONFIG,
                        new DeleteCodeSigningConfigRequest(warn));
        assertError(
                () ->
                        lambda.call(
                                LambdaApi.PUT_FUNCTION_CODE_SIGNING_CONFIG,
                                new PutFunctionCodeSigningConfigRequest(warn, "signed")),
                "CodeSigningConfigNotFoundException",
                "The code signing configuration cannot be found. Check that the provided"
                        + " configuration is not deleted: "
                        + warn
                        + ".");
        assertError(
                () ->
                        lambda.call(
                                LambdaApi.GET_CODE_SIGNING_CONFIG,
                                new GetCodeSigningConfigRequest(warn)),
                "ResourceNotFoundException",
                "The Lambda code signing configuration " + warn + " can not be found.");
    }
}
