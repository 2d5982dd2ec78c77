package brume.services.lambda;

import static brume.services.lambda.LambdaHarness.assertError;
import static brume.services.lambda.LambdaHarness.request;
import static brume.services.lambda.LambdaHarness.text;
import static brume.services.lambda.LambdaHarness.zip;
import static org.assertj.core.api.Assertions.assertThat;

import brume.api.lambda.AddLayerVersionPermissionRequest;
import brume.api.lambda.AddLayerVersionPermissionResponse;
import brume.api.lambda.DeleteLayerVersionRequest;
import brume.api.lambda.FunctionConfiguration;
import brume.api.lambda.GetLayerVersionByArnRequest;
import brume.api.lambda.GetLayerVersionPolicyRequest;
import brume.api.lambda.GetLayerVersionRequest;
import brume.api.lambda.InvocationRequest;
import brume.api.lambda.LambdaApi;
import brume.api.lambda.LayerVersionContentInput;
import brume.api.lambda.ListLayerVersionsRequest;
import brume.api.lambda.ListLayersRequest;
import brume.api.lambda.PublishLayerVersionRequest;
import brume.api.lambda.PublishLayerVersionResponse;
import brume.api.lambda.PublishVersionRequest;
import brume.api.lambda.RemoveLayerVersionPermissionRequest;
import brume.api.lambda.UpdateFunctionConfigurationRequest;
import brume.wire.Blob;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Layers. Texts are those that LocalStack recorded from AWS in
 * tests/aws/services/lambda_/test_lambda_api.snapshot.json (TestLambdaLayer).
 */
class LayersTest {

    private static final String ARN = "arn:aws:lambda:us-east-1:111122223333:layer:";
    private static final String INVALID = "InvalidParameterValueException";
    private static final String MISSING = "ResourceNotFoundException";

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

    private static PublishLayerVersionRequest.Builder layer(
            String name, Map<String, String> files) {
        return PublishLayerVersionRequest.builder()
                .layerName(name)
                .content(LayerVersionContentInput.builder().zipFile(Blob.of(zip(files))).build());
    }

    private static PublishLayerVersionResponse publish(String name, Map<String, String> files) {
        return lambda.call(LambdaApi.PUBLISH_LAYER_VERSION, layer(name, files).build());
    }

    private static void delete(String name, long version) {
        var ignored =
                lambda.call(
                        LambdaApi.DELETE_LAYER_VERSION,
                        new DeleteLayerVersionRequest(name, version));
    }

    private static FunctionConfiguration use(String function, List<String> arns) {
        var ignored =
                lambda.call(
                        LambdaApi.UPDATE_FUNCTION_CONFIGURATION,
                        UpdateFunctionConfigurationRequest.builder()
                                .functionName(function)
                                .layers(arns)
                                .build());
        return lambda.awaitSettled(function);
    }

    private static List<Long> versions(ListLayerVersionsRequest.Builder request) {
        List<Long> numbers = new ArrayList<>();
        String marker = null;
        do {
            var page = lambda.call(LambdaApi.LIST_LAYER_VERSIONS, request.marker(marker).build());
            page.layerVersions().forEach(v -> numbers.add(v.version()));
            marker = page.nextMarker();
        } while (marker != null);
        return numbers;
    }

    @Test
    void versionsAreNumberedAndNeverReused() {
        PublishLayerVersionResponse first =
                lambda.call(
                        LambdaApi.PUBLISH_LAYER_VERSION,
                        layer("life", Map.of("a", "1"))
                                .description("d")
                                .licenseInfo("MIT")
                                .compatibleRuntimes(List.of("python3.12"))
                                .compatibleArchitectures(List.of("x86_64"))
                                .build());
        assertThat(first.version()).isEqualTo(1);
        assertThat(first.layerArn()).isEqualTo(ARN + "life");
        assertThat(first.layerVersionArn()).isEqualTo(ARN + "life:1");
        assertThat(first.createdDate()).matches("\\d{4}-\\d\\d-\\d\\dT[\\d:.]{12}\\+0000");
        PublishLayerVersionResponse second = publish("life", Map.of("a", "1"));
        assertThat(second.version()).isEqualTo(2);
        assertThat(second.compatibleRuntimes()).isNull();
        var got = lambda.call(LambdaApi.GET_LAYER_VERSION, new GetLayerVersionRequest("life", 1L));
        assertThat(got.content()).isEqualTo(first.content());
        assertThat(got.licenseInfo()).isEqualTo("MIT");
        assertThat(
                        lambda.call(
                                LambdaApi.GET_LAYER_VERSION_BY_ARN,
                                new GetLayerVersionByArnRequest(ARN + "life:1")))
                .isEqualTo(got);
        ListLayerVersionsRequest.Builder all =
                ListLayerVersionsRequest.builder().layerName("life").maxItems(1);
        assertThat(versions(all)).containsExactly(2L, 1L);
        assertThat(
                        versions(
                                ListLayerVersionsRequest.builder()
                                        .layerName("life")
                                        .compatibleRuntime("python3.12")))
                .containsExactly(1L);
        delete("life", 1);
        delete("life", 2);
        delete("life", 2);
        delete("never-made", 1);
        assertThat(versions(all)).isEmpty();
        assertThat(publish("life", Map.of("a", "1")).version()).isEqualTo(3);
    }

    @Test
    void listsTheNewestMatchingVersionOfEachLayer() {
        for (String name : List.of("list-b", "list-a", "list-c")) {
            var unusedOne = publish(name, Map.of("a", "1"));
            var unusedTwo =
                    lambda.call(
                            LambdaApi.PUBLISH_LAYER_VERSION,
                            layer(name, Map.of("a", "1"))
                                    .compatibleRuntimes(List.of("python3.11"))
                                    .build());
            var unusedThree = publish(name, Map.of("a", "1"));
        }
        List<String> found = new ArrayList<>();
        String marker = null;
        do {
            var page =
                    lambda.call(
                            LambdaApi.LIST_LAYERS,
                            ListLayersRequest.builder()
                                    .compatibleRuntime("python3.11")
                                    .maxItems(2)
                                    .marker(marker)
                                    .build());
            page.layers().forEach(l -> found.add(l.latestMatchingVersion().layerVersionArn()));
            marker = page.nextMarker();
        } while (marker != null);
        assertThat(found).containsExactly(ARN + "list-a:2", ARN + "list-b:2", ARN + "list-c:2");
    }

    @Test
    void layersAreMergedInOrderBelowTheFunctionsOwnCode() {
        String first =
                publish(
                                "lib",
                                Map.of(
                                        "python/lib.py", "name = 'lib 1'\n",
                                        "python/shared.py", "name = 'shared 1'\n",
                                        "python/own.py", "name = 'layer'\n",
                                        "bin/tool", "x"))
                        .layerVersionArn();
        String second =
                publish(
                                "more",
                                Map.of(
                                        "python/shared.py", "name = 'shared 2'\n",
                                        "python/lib/python3.12/site-packages/deep.py",
                                                "name = 'deep'\n"))
                        .layerVersionArn();
        String source =
                """
                import os
                def handler(event, context):
                    import lib, shared, own
                    try:
                        open("/opt/python/lib.py", "w")
                        written = True
                    except OSError:
                        written = False
                    return [lib.name, shared.name, own.name, sorted(os.listdir("/opt")), written]
                """;
        var ignored =
                lambda.call(
                        LambdaApi.CREATE_FUNCTION,
                        request("merged", "")
                                .code(
                                        brume.api.lambda.FunctionCode.builder()
                                                .zipFile(
                                                        Blob.of(
                                                                zip(
                                                                        Map.of(
                                                                                "app.py",
                                                                                source,
                                                                                "own.py",
                                                                                "name = 'own'\n"))))
                                                .build())
                                .layers(List.of(first, second))
                                .build());
        FunctionConfiguration created = lambda.awaitSettled("merged");
        assertThat(created.layers()).extracting("arn").containsExactly(first, second);
        assertThat(text(lambda.invoke("merged", "{}")))
                .isEqualTo("[\"lib 1\", \"shared 2\", \"own\", [\"bin\", \"python\"], false]");
        var version =
                lambda.call(
                        LambdaApi.PUBLISH_VERSION,
                        PublishVersionRequest.builder().functionName("merged").build());
        assertThat(version.layers()).hasSize(2);

        // A function keeps the layers that it has, whether they are deleted or not.
        delete("lib", 1);
        delete("more", 1);
        assertThat(lambda.configuration("merged").layers()).hasSize(2);
        assertThat(use("merged", List.of()).layers()).isNull();
        assertThat(text(lambda.invoke("merged", "{}"))).contains("No module named 'lib'");
        lambda.restart();
        assertThat(
                        text(
                                lambda.call(
                                        LambdaApi.INVOKE,
                                        InvocationRequest.builder()
                                                .functionName("merged")
                                                .qualifier("1")
                                                .build())))
                .startsWith("[\"lib 1\", \"shared 2\"");
    }

    @Test
    void refusesLayersThatCannotBeUsed() {
        for (int i = 1; i <= 2; i++) {
            var unused = publish("twice", Map.of("a", "1"));
        }
        lambda.create("uses", "def handler(event, context): return 1\n");
        String one = ARN + "twice:1";
        String two = ARN + "twice:2";
        for (List<String> pair : List.of(List.of(one, two), List.of(one, one))) {
            assertError(
                    () -> use("uses", pair),
                    INVALID,
                    "Two different versions of the same layer are not allowed to be referenced in"
                            + " the same function. "
                            + pair.get(0)
                            + " and "
                            + pair.get(1)
                            + " are versions of the same layer.");
        }
        assertError(
                () -> use("uses", List.of(ARN + "doesnotexist:1")),
                INVALID,
                "Layer version " + ARN + "doesnotexist:1 does not exist.");
        assertError(
                () -> use("uses", List.of(one.replace("us-east-1", "eu-west-1"))),
                INVALID,
                "Layers are not in the same region as the function. Layers are expected to be in"
                        + " region us-east-1.");
        assertError(
                () -> use("uses", List.of("a:1", "b:1", "c:1", "d:1", "e:1", "f:1")),
                INVALID,
                "Cannot reference more than 5 layers.");
        assertError(
                () ->
                        lambda.call(
                                LambdaApi.GET_LAYER_VERSION,
                                new GetLayerVersionRequest("twice", 0L)),
                INVALID,
                "Layer Version Cannot be less than 1");
        assertError(
                () ->
                        lambda.call(
                                LambdaApi.GET_LAYER_VERSION,
                                new GetLayerVersionRequest("twice", 3L)),
                MISSING,
                "The resource you requested does not exist.");
    }

    private static AddLayerVersionPermissionRequest.Builder permission(String id) {
        return AddLayerVersionPermissionRequest.builder()
                .layerName("shared")
                .versionNumber(1L)
                .statementId(id)
                .action("lambda:GetLayerVersion")
                .principal("*");
    }

    @Test
    void aPolicyLetsOthersUseALayer() {
        var unusedPublished = publish("shared", Map.of("a", "1"));
        GetLayerVersionPolicyRequest get = new GetLayerVersionPolicyRequest("shared", 1L);
        assertError(
                () -> lambda.call(LambdaApi.GET_LAYER_VERSION_POLICY, get),
                MISSING,
                "No policy is associated with the given resource.");
        AddLayerVersionPermissionResponse added =
                lambda.call(LambdaApi.ADD_LAYER_VERSION_PERMISSION, permission("s1").build());
        String statement =
                "{\"Sid\":\"s1\",\"Effect\":\"Allow\",\"Principal\":\"*\",\"Action\":"
                        + "\"lambda:GetLayerVersion\",\"Resource\":\""
                        + ARN
                        + "shared:1\"}";
        assertThat(added.statement()).isEqualTo(statement);
        var policy = lambda.call(LambdaApi.GET_LAYER_VERSION_POLICY, get);
        assertThat(policy.policy())
                .isEqualTo(
                        "{\"Version\":\"2012-10-17\",\"Id\":\"default\",\"Statement\":["
                                + statement
                                + "]}");
        assertThat(policy.revisionId()).isEqualTo(added.revisionId());
        assertThat(
                        lambda.operation(LambdaApi.GET_LAYER_VERSION)
                                .permissions(
                                        new GetLayerVersionRequest("shared", 1L), lambda.call())
                                .getFirst()
                                .resourcePolicy())
                .contains(policy.policy());
        assertError(
                () -> lambda.call(LambdaApi.ADD_LAYER_VERSION_PERMISSION, permission("s1").build()),
                "ResourceConflictException",
                "The statement id (s1) provided already exists. Please provide a new statement id,"
                        + " or remove the existing statement.");
        assertError(
                () ->
                        lambda.call(
                                LambdaApi.ADD_LAYER_VERSION_PERMISSION,
                                permission("s2").revisionId("wrong").build()),
                "PreconditionFailedException",
                "The Revision Id provided does not match the latest Revision Id. Call the"
                        + " GetLayerPolicy API to retrieve the latest Revision Id");
        assertError(
                () ->
                        lambda.call(
                                LambdaApi.ADD_LAYER_VERSION_PERMISSION,
                                permission("s2").versionNumber(2L).build()),
                MISSING,
                "Layer version " + ARN + "shared:2 does not exist.");
        var unusedRemoved =
                lambda.call(
                        LambdaApi.REMOVE_LAYER_VERSION_PERMISSION,
                        RemoveLayerVersionPermissionRequest.builder()
                                .layerName("shared")
                                .versionNumber(1L)
                                .statementId("s1")
                                .build());
        assertError(
                () -> lambda.call(LambdaApi.GET_LAYER_VERSION_POLICY, get),
                MISSING,
                "No policy is associated with the given resource.");
    }
}
