package brume.services.lambda;

import static brume.services.lambda.LambdaHarness.assertError;
import static org.assertj.core.api.Assertions.assertThat;

import brume.api.lambda.Cors;
import brume.api.lambda.CreateAliasRequest;
import brume.api.lambda.CreateFunctionUrlConfigRequest;
import brume.api.lambda.CreateFunctionUrlConfigResponse;
import brume.api.lambda.DeleteFunctionUrlConfigRequest;
import brume.api.lambda.GetFunctionUrlConfigRequest;
import brume.api.lambda.GetFunctionUrlConfigResponse;
import brume.api.lambda.LambdaApi;
import brume.api.lambda.ListFunctionUrlConfigsRequest;
import brume.api.lambda.UpdateFunctionUrlConfigRequest;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Configurations of function URLs. Texts are those that LocalStack recorded from AWS in
 * tests/aws/services/lambda_/test_lambda_api.snapshot.json (TestLambdaUrl).
 */
class UrlConfigsTest {

    private static final String ARN = "arn:aws:lambda:us-east-1:111122223333:function:";
    private static final String MISSING = "ResourceNotFoundException";
    private static final String NOTHING = "The resource you requested does not exist.";

    @TempDir private static Path folder;
    private static LambdaHarness lambda;

    @BeforeAll
    static void start() {
        lambda = new LambdaHarness(folder);
        lambda.create("f", "def handler(event, context): return 1\n");
    }

    @AfterAll
    static void stop() {
        lambda.close();
    }

    private static CreateFunctionUrlConfigResponse create(String name, String qualifier) {
        return lambda.call(
                LambdaApi.CREATE_FUNCTION_URL_CONFIG,
                CreateFunctionUrlConfigRequest.builder()
                        .functionName(name)
                        .qualifier(qualifier)
                        .authType("NONE")
                        .build());
    }

    private static GetFunctionUrlConfigResponse get(String name, String qualifier) {
        return lambda.call(
                LambdaApi.GET_FUNCTION_URL_CONFIG,
                new GetFunctionUrlConfigRequest(name, qualifier));
    }

    @Test
    void aFunctionAndEachAliasHaveOneUrl() {
        CreateFunctionUrlConfigResponse created = create("f", null);
        assertThat(created.functionUrl())
                .matches("http://[a-z0-9]{32}\\.lambda-url\\.us-east-1\\.localhost:\\d+/");
        assertThat(created.functionArn()).isEqualTo(ARN + "f");
        assertThat(created.invokeMode()).isNull();
        assertError(
                () -> create("f", null),
                "ResourceConflictException",
                "Failed to create function url config for [functionArn = "
                        + ARN
                        + "f]. Error message:  FunctionUrlConfig exists for this Lambda function");
        assertThat(get("f", null).invokeMode()).isEqualTo("BUFFERED");

        var unusedAlias =
                lambda.call(
                        LambdaApi.CREATE_ALIAS,
                        CreateAliasRequest.builder()
                                .functionName("f")
                                .name("live")
                                .functionVersion("$LATEST")
                                .build());
        assertThat(create("f", "live").functionUrl()).isNotEqualTo(created.functionUrl());
        var first =
                lambda.call(
                        LambdaApi.LIST_FUNCTION_URL_CONFIGS,
                        ListFunctionUrlConfigsRequest.builder()
                                .functionName("f")
                                .maxItems(1)
                                .build());
        assertThat(first.functionUrlConfigs()).extracting("functionArn").containsExactly(ARN + "f");
        var rest =
                lambda.call(
                        LambdaApi.LIST_FUNCTION_URL_CONFIGS,
                        ListFunctionUrlConfigsRequest.builder()
                                .functionName("f")
                                .marker(first.nextMarker())
                                .build());
        assertThat(rest.functionUrlConfigs())
                .extracting("functionArn")
                .containsExactly(ARN + "f:live");

        var changed =
                lambda.call(
                        LambdaApi.UPDATE_FUNCTION_URL_CONFIG,
                        UpdateFunctionUrlConfigRequest.builder()
                                .functionName("f")
                                .authType("AWS_IAM")
                                .cors(Cors.builder().allowOrigins(List.of("*")).build())
                                .build());
        assertThat(changed.functionUrl()).isEqualTo(created.functionUrl());
        assertThat(get("f", null).cors().allowOrigins()).containsExactly("*");
        var unusedDelete =
                lambda.call(
                        LambdaApi.DELETE_FUNCTION_URL_CONFIG,
                        DeleteFunctionUrlConfigRequest.builder().functionName("f").build());
        assertError(() -> get("f", null), MISSING, NOTHING);
        assertThat(get("f", "live").authType()).isEqualTo("NONE");
    }

    @Test
    void refusesWhatIsNotThere() {
        assertError(() -> create("none", null), MISSING, "Function does not exist");
        assertError(() -> create("f", "none"), MISSING, "Function does not exist");
        assertError(() -> get("none", null), MISSING, NOTHING);
    }

    @Test
    void keepsTheInvokeMode() {
        lambda.create("streamed", "def handler(event, context): return 1\n");
        var created =
                lambda.call(
                        LambdaApi.CREATE_FUNCTION_URL_CONFIG,
                        CreateFunctionUrlConfigRequest.builder()
                                .functionName("streamed")
                                .authType("NONE")
                                .invokeMode("RESPONSE_STREAM")
                                .build());
        assertThat(created.invokeMode()).isEqualTo("RESPONSE_STREAM");
        assertThat(get("streamed", null).invokeMode()).isEqualTo("RESPONSE_STREAM");
    }
}
