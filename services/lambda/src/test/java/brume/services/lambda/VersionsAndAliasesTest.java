package brume.services.lambda;

import static brume.services.lambda.LambdaHarness.assertError;
import static brume.services.lambda.LambdaHarness.request;
import static brume.services.lambda.LambdaHarness.text;
import static brume.services.lambda.LambdaHarness.zip;
import static org.assertj.core.api.Assertions.assertThat;

import brume.api.lambda.AddPermissionRequest;
import brume.api.lambda.AliasConfiguration;
import brume.api.lambda.AliasRoutingConfiguration;
import brume.api.lambda.CreateAliasRequest;
import brume.api.lambda.DeleteAliasRequest;
import brume.api.lambda.DeleteFunctionRequest;
import brume.api.lambda.FunctionConfiguration;
import brume.api.lambda.GetAliasRequest;
import brume.api.lambda.GetFunctionConfigurationRequest;
import brume.api.lambda.GetPolicyRequest;
import brume.api.lambda.InvocationRequest;
import brume.api.lambda.InvocationResponse;
import brume.api.lambda.LambdaApi;
import brume.api.lambda.ListAliasesRequest;
import brume.api.lambda.ListFunctionsRequest;
import brume.api.lambda.ListVersionsByFunctionRequest;
import brume.api.lambda.PublishVersionRequest;
import brume.api.lambda.RemovePermissionRequest;
import brume.api.lambda.UpdateAliasRequest;
import brume.api.lambda.UpdateFunctionCodeRequest;
import brume.api.lambda.UpdateFunctionConfigurationRequest;
import brume.wire.Blob;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Versions and aliases. Texts and revisions are those that LocalStack recorded from AWS in
 * tests/aws/services/lambda_/test_lambda_api.snapshot.json (TestLambdaVersions, TestLambdaAlias,
 * TestLambdaPermissions, TestLambdaRevisions) and test_lambda.snapshot.json.
 */
class VersionsAndAliasesTest {

    private static final String ARN = "arn:aws:lambda:us-east-1:111122223333:function:";
    private static final String WHO =
            """
            import os
            count = 0
            def handler(event, context):
                global count
                count += 1
                return [%s, context.function_version, os.environ["AWS_LAMBDA_FUNCTION_VERSION"],
                        context.invoked_function_arn.rsplit("function:")[1], count,
                        context.log_stream_name.split("/")[3].split("]")[0]]
            """;

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

    private static void create(String name) {
        var ignored = lambda.create(name, WHO.formatted(1));
    }

    private static FunctionConfiguration publish(String name) {
        return publish(PublishVersionRequest.builder().functionName(name));
    }

    private static FunctionConfiguration publish(PublishVersionRequest.Builder request) {
        return lambda.call(LambdaApi.PUBLISH_VERSION, request.build());
    }

    private static void change(String name, String description) {
        var ignored =
                lambda.call(
                        LambdaApi.UPDATE_FUNCTION_CONFIGURATION,
                        UpdateFunctionConfigurationRequest.builder()
                                .functionName(name)
                                .description(description)
                                .build());
        var unused = lambda.awaitSettled(name);
    }

    private static InvocationResponse invoke(String name, String qualifier) {
        return lambda.call(
                LambdaApi.INVOKE,
                InvocationRequest.builder().functionName(name).qualifier(qualifier).build());
    }

    private static FunctionConfiguration configuration(String name, String qualifier) {
        return lambda.call(
                LambdaApi.GET_FUNCTION_CONFIGURATION,
                GetFunctionConfigurationRequest.builder()
                        .functionName(name)
                        .qualifier(qualifier)
                        .build());
    }

    private static AliasConfiguration alias(String name, String alias, String version) {
        return lambda.call(
                LambdaApi.CREATE_ALIAS,
                CreateAliasRequest.builder()
                        .functionName(name)
                        .name(alias)
                        .functionVersion(version)
                        .build());
    }

    private static List<String> versions(String name) {
        return lambda
                .call(
                        LambdaApi.LIST_VERSIONS_BY_FUNCTION,
                        ListVersionsByFunctionRequest.builder().functionName(name).build())
                .versions()
                .stream()
                .map(v -> v.version() + " " + v.description())
                .toList();
    }

    private static void delete(String name, String qualifier) {
        var ignored =
                lambda.call(
                        LambdaApi.DELETE_FUNCTION,
                        DeleteFunctionRequest.builder()
                                .functionName(name)
                                .qualifier(qualifier)
                                .build());
    }

    @Test
    void versionsArePublishedOnceForEachChange() {
        create("life");
        change("life", "First version :)");
        String revision = lambda.configuration("life").revisionId();
        FunctionConfiguration first =
                publish(
                        PublishVersionRequest.builder()
                                .functionName("life")
                                .description("First version description :)"));
        assertThat(first.version()).isEqualTo("1");
        assertThat(first.functionArn()).isEqualTo(ARN + "life:1");
        assertThat(first.state()).isEqualTo("Active");
        assertThat(first.lastUpdateStatus()).isEqualTo("Successful");
        assertThat(lambda.configuration("life").revisionId()).isNotEqualTo(revision);

        change("life", "Second version :))");
        assertThat(configuration("life", "1")).isEqualTo(first);
        FunctionConfiguration second = publish("life");
        assertThat(second.version()).isEqualTo("2");
        FunctionConfiguration again =
                publish(PublishVersionRequest.builder().functionName("life").description("Third"));
        assertThat(again).isEqualTo(second);
        assertThat(versions("life"))
                .containsExactly(
                        "$LATEST Second version :))",
                        "1 First version description :)",
                        "2 Second version :))");

        delete("life", "1");
        delete("life", "1");
        assertThat(versions("life")).hasSize(2);
        assertError(
                () -> configuration("life", "1"),
                "ResourceNotFoundException",
                "Function not found: " + ARN + "life:1");
        delete("life", "2");
        assertThat(publish("life").version()).isEqualTo("3");
    }

    @Test
    void publishingChecksItsPreconditions() {
        create("checked");
        assertError(
                () ->
                        publish(
                                PublishVersionRequest.builder()
                                        .functionName("checked")
                                        .revisionId("wrong")),
                "PreconditionFailedException",
                "The Revision Id provided does not match the latest Revision Id. Call the"
                        + " GetFunction/GetAlias API to retrieve the latest Revision Id");
        String sha = lambda.configuration("checked").codeSha256();
        assertError(
                () ->
                        publish(
                                PublishVersionRequest.builder()
                                        .functionName("checked")
                                        .codeSha256("somenonexistentsha256")),
                "InvalidParameterValueException",
                "CodeSHA256 (somenonexistentsha256) is different from current CodeSHA256 in"
                        + " $LATEST ("
                        + sha
                        + "). Please try again with the CodeSHA256 in $LATEST.");
        assertThat(publish("checked").version()).isEqualTo("1");
        for (String name : List.of("checked:1", ARN + "checked:$LATEST")) {
            assertError(
                    () ->
                            lambda.call(
                                    LambdaApi.UPDATE_FUNCTION_CONFIGURATION,
                                    UpdateFunctionConfigurationRequest.builder()
                                            .functionName(name)
                                            .description("x")
                                            .build()),
                    "InvalidParameterValueException",
                    "This operation is permitted on Lambda functions only. Aliases and versions do"
                            + " not support this operation. Please specify either a function name"
                            + " or an unqualified function ARN.");
        }
        assertError(
                () -> delete("checked", "$LATEST"),
                "InvalidParameterValueException",
                "$LATEST version cannot be deleted without deleting the function.");
    }

    @Test
    void everyVersionRunsItsOwnCodeInItsOwnEnvironments() {
        FunctionConfiguration created =
                lambda.call(
                        LambdaApi.CREATE_FUNCTION,
                        request("code", WHO.formatted(1)).publish(true).build());
        assertThat(created.version()).isEqualTo("1");
        assertThat(created.functionArn()).isEqualTo(ARN + "code");
        assertThat(created.state()).isEqualTo("Pending");
        lambda.await(() -> "Active".equals(configuration("code", "1").state()));
        var unusedSettled = lambda.awaitSettled("code");
        FunctionConfiguration updated =
                lambda.call(
                        LambdaApi.UPDATE_FUNCTION_CODE,
                        UpdateFunctionCodeRequest.builder()
                                .functionName("code")
                                .zipFile(Blob.of(zip(Map.of("app.py", WHO.formatted(2)))))
                                .publish(true)
                                .build());
        assertThat(updated.version()).isEqualTo("2");
        assertThat(updated.functionArn()).isEqualTo(ARN + "code:2");
        assertThat(updated.state()).isEqualTo("Pending");
        assertThat(updated.lastUpdateStatus()).isNull();
        lambda.await(() -> "Active".equals(configuration("code", "2").state()));
        var unusedAgain = lambda.awaitSettled("code");

        assertThat(text(invoke("code", "1"))).isEqualTo("[1, \"1\", \"1\", \"code:1\", 1, \"[1\"]");
        assertThat(text(invoke("code", "1"))).contains("\"code:1\", 2,");
        InvocationResponse second = invoke(ARN + "code:2", "2");
        assertThat(second.executedVersion()).isEqualTo("2");
        assertThat(text(second)).isEqualTo("[2, \"2\", \"2\", \"code:2\", 1, \"[2\"]");
        assertThat(text(lambda.invoke("code", "{}")))
                .isEqualTo("[2, \"$LATEST\", \"$LATEST\", \"code\", 1, \"[$LATEST\"]");
        assertThat(text(invoke("code", "$LATEST"))).contains("\"code:$LATEST\", 2,");

        delete("code", "2");
        assertThat(text(lambda.invoke("code", "{}"))).startsWith("[2, ");
        lambda.restart();
        assertThat(text(invoke("code", "1"))).startsWith("[1, \"1\"");
        delete("code", null);
        assertError(
                () -> invoke("code", "1"),
                "ResourceNotFoundException",
                "Function not found: " + ARN + "code:1");
    }

    @Test
    void listsFunctionsWithTheirVersionsByPages() {
        create("zz-one");
        var unused = publish("zz-one");
        create("zz-two");
        ListFunctionsRequest.Builder request =
                ListFunctionsRequest.builder().functionVersion("ALL").maxItems(1);
        List<String> arns = new java.util.ArrayList<>();
        String marker = null;
        do {
            var page = lambda.call(LambdaApi.LIST_FUNCTIONS, request.marker(marker).build());
            page.functions().forEach(f -> arns.add(f.functionArn().substring(ARN.length())));
            marker = page.nextMarker();
        } while (marker != null);
        assertThat(arns).endsWith("zz-one:$LATEST", "zz-one:1", "zz-two:$LATEST");
    }

    @Test
    void aliasesLeadToVersions() {
        create("named");
        var unusedOne = publish("named");
        change("named", "two");
        var unusedTwo = publish("named");
        AliasConfiguration created = alias("named", "live", "1");
        assertThat(created.aliasArn()).isEqualTo(ARN + "named:live");
        assertThat(created.description()).isEmpty();
        assertThat(created.routingConfig()).isNull();
        InvocationResponse response = invoke("named", "live");
        assertThat(response.executedVersion()).isEqualTo("1");
        assertThat(text(response)).contains("\"1\", \"1\", \"named:live\"");
        FunctionConfiguration seen = configuration("named", "live");
        assertThat(seen.functionArn()).isEqualTo(ARN + "named:live");
        assertThat(seen.version()).isEqualTo("1");
        assertError(
                () -> delete("named", "1"),
                "ResourceConflictException",
                "Unable to delete version because the following aliases reference it: [live]");
        assertError(
                () -> delete("named", "live"),
                "InvalidParameterValueException",
                "Deletion of aliases is not currently supported.");

        AliasConfiguration moved =
                lambda.call(
                        LambdaApi.UPDATE_ALIAS,
                        UpdateAliasRequest.builder()
                                .functionName("named")
                                .name("live")
                                .functionVersion("2")
                                .revisionId(created.revisionId())
                                .build());
        assertThat(moved.revisionId()).isNotEqualTo(created.revisionId());
        assertThat(invoke("named", "live").executedVersion()).isEqualTo("2");
        var unusedDelete =
                lambda.call(LambdaApi.DELETE_ALIAS, new DeleteAliasRequest("named", "live"));
        var unusedAgain =
                lambda.call(LambdaApi.DELETE_ALIAS, new DeleteAliasRequest("named", "live"));
        assertError(
                () -> lambda.call(LambdaApi.GET_ALIAS, new GetAliasRequest("named", "live")),
                "ResourceNotFoundException",
                "Cannot find alias arn: " + ARN + "named:live");
        assertError(
                () -> invoke("named", "live"),
                "ResourceNotFoundException",
                "Function not found: " + ARN + "named:live");
    }

    private static CreateAliasRequest weighted(String version, Map<String, Double> weights) {
        return CreateAliasRequest.builder()
                .functionName("split")
                .name("both")
                .functionVersion(version)
                .routingConfig(
                        AliasRoutingConfiguration.builder()
                                .additionalVersionWeights(weights)
                                .build())
                .build();
    }

    private static void refused(CreateAliasRequest request, String code, String message) {
        assertError(() -> lambda.call(LambdaApi.CREATE_ALIAS, request), code, message);
    }

    @Test
    void anAliasSplitsItsInvocationsBetweenTwoVersions() {
        create("split");
        var unusedOne = publish("split");
        change("split", "two");
        var unusedTwo = publish("split");
        String invalid = "InvalidParameterValueException";
        refused(
                weighted("1", Map.of("1", 0.5, "2", 0.5)),
                invalid,
                "Number of items in AdditionalVersionWeights cannot be greater than 1");
        refused(
                weighted("1", Map.of("1", 0.5)),
                invalid,
                "Invalid function version 1. Function version 1 is already included in routing"
                        + " configuration.");
        refused(
                weighted("$LATEST", Map.of("1", 0.5)),
                invalid,
                "$LATEST is not supported for an alias pointing to more than 1 version");
        refused(
                weighted("1", Map.of("10", 0.5)),
                "ResourceNotFoundException",
                "Function not found: " + ARN + "split:10");
        AliasConfiguration created =
                lambda.call(LambdaApi.CREATE_ALIAS, weighted("1", Map.of("2", 0.5)));
        assertThat(created.routingConfig().additionalVersionWeights()).isEqualTo(Map.of("2", 0.5));
        refused(
                weighted("1", Map.of()),
                "ResourceConflictException",
                "Alias already exists: " + ARN + "split:both");
        TreeSet<String> seen = new TreeSet<>();
        for (int i = 0; i < 200 && seen.size() < 2; i++) {
            seen.add(invoke("split", "both").executedVersion());
        }
        assertThat(seen).containsExactly("1", "2");

        AliasConfiguration plain =
                lambda.call(
                        LambdaApi.UPDATE_ALIAS,
                        UpdateAliasRequest.builder()
                                .functionName("split")
                                .name("both")
                                .routingConfig(
                                        AliasRoutingConfiguration.builder()
                                                .additionalVersionWeights(Map.of())
                                                .build())
                                .build());
        assertThat(plain.routingConfig()).isNull();
        assertError(
                () ->
                        lambda.call(
                                LambdaApi.UPDATE_ALIAS,
                                UpdateAliasRequest.builder()
                                        .functionName("split")
                                        .name("none")
                                        .build()),
                "ResourceNotFoundException",
                "Alias not found: " + ARN + "split:none");
    }

    @Test
    void listsAliasesByPagesAndVersion() {
        create("many");
        var unused = publish("many");
        for (String name : List.of("c", "a", "b")) {
            var ignored = alias("many", name, name.equals("b") ? "$LATEST" : "1");
        }
        ListAliasesRequest.Builder request = ListAliasesRequest.builder().functionName("many");
        var first = lambda.call(LambdaApi.LIST_ALIASES, request.maxItems(2).build());
        assertThat(first.aliases()).extracting("name").containsExactly("a", "b");
        var rest = lambda.call(LambdaApi.LIST_ALIASES, request.marker(first.nextMarker()).build());
        assertThat(rest.aliases()).extracting("name").containsExactly("c");
        assertThat(rest.nextMarker()).isNull();
        assertThat(
                        lambda.call(
                                        LambdaApi.LIST_ALIASES,
                                        ListAliasesRequest.builder()
                                                .functionName("many")
                                                .functionVersion("1")
                                                .build())
                                .aliases())
                .extracting("name")
                .containsExactly("a", "c");
    }

    private static AddPermissionRequest.Builder permission(String qualifier) {
        return AddPermissionRequest.builder()
                .functionName("allowed")
                .qualifier(qualifier)
                .statementId("s")
                .action("lambda:InvokeFunction")
                .principal("s3.amazonaws.com");
    }

    @Test
    void versionsAndAliasesHavePoliciesOfTheirOwn() {
        create("allowed");
        var unusedVersion = publish("allowed");
        AliasConfiguration live = alias("allowed", "live", "1");
        var unusedAdd = lambda.call(LambdaApi.ADD_PERMISSION, permission("1").build());
        assertError(
                () ->
                        lambda.call(
                                LambdaApi.GET_POLICY,
                                GetPolicyRequest.builder().functionName("allowed").build()),
                "ResourceNotFoundException",
                "The resource you requested does not exist.");
        var ofVersion = lambda.call(LambdaApi.GET_POLICY, new GetPolicyRequest("allowed", "1"));
        assertThat(ofVersion.policy()).contains("\"Resource\":\"" + ARN + "allowed:1\"");
        assertThat(ofVersion.revisionId()).isEqualTo(configuration("allowed", "1").revisionId());
        assertError(
                () ->
                        lambda.call(
                                LambdaApi.ADD_PERMISSION,
                                permission("live").revisionId("wrong").build()),
                "PreconditionFailedException",
                "The Revision Id provided does not match the latest Revision Id. Call the"
                        + " GetPolicy API to retrieve the latest Revision Id");
        var unusedAlias =
                lambda.call(
                        LambdaApi.ADD_PERMISSION,
                        permission("live").revisionId(live.revisionId()).build());
        assertThat(
                        lambda.operation(LambdaApi.INVOKE)
                                .permissions(
                                        InvocationRequest.builder()
                                                .functionName("allowed:live")
                                                .build(),
                                        lambda.call())
                                .getFirst())
                .satisfies(p -> {
                    assertThat(p.resource()).isEqualTo(ARN + "allowed:live");
                    assertThat(p.resourcePolicy().orElseThrow())
                            .contains("\"Resource\":\"" + ARN + "allowed:live\"");
                });
        var unusedRemove =
                lambda.call(
                        LambdaApi.REMOVE_PERMISSION,
                        RemovePermissionRequest.builder()
                                .functionName("allowed:live")
                                .statementId("s")
                                .build());
        for (Map.Entry<String, String> absent :
                Map.of("none", "Cannot find alias arn: ", "42", "Function not found: ")
                        .entrySet()) {
            assertError(
                    () ->
                            lambda.call(
                                    LambdaApi.ADD_PERMISSION, permission(absent.getKey()).build()),
                    "ResourceNotFoundException",
                    absent.getValue() + ARN + "allowed:" + absent.getKey());
        }
    }
}
