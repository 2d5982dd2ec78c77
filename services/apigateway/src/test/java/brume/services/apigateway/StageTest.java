package brume.services.apigateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import brume.wire.Documents;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Canaries, method settings, caches and logs of stages. Facts about AWS are from LocalStack's
 * recordings in test_apigateway_canary, test_create_update_stages,
 * test_update_stage_remove_wildcard and test_stage_access_log_settings_validation.
 */
class StageTest extends RestApiFixture {

    private static final String URI = "'httpMethod':'GET','resourceId':'";

    @BeforeEach
    void mock() {
        call("PutMethod", "{" + URI + root + "','authorizationType':'NONE'}");
        call(
                "PutIntegration",
                "{"
                        + URI
                        + root
                        + "','type':'MOCK','requestTemplates':"
                        + "{'application/json':'{\\\"statusCode\\\":200}'}}");
        answer("first $stageVariables.v $context.isCanaryRequest");
    }

    private void answer(String template) {
        call(
                "PutIntegrationResponse",
                "{"
                        + URI
                        + root
                        + "','statusCode':'200','responseTemplates':{'application/json':'"
                        + template
                        + "'}}");
    }

    private String deploy(String more) {
        return call("CreateDeployment", "{" + more + "}").get("id").asText();
    }

    private JsonNode patch(String... operations) {
        ObjectNode input = input("{'stageName':'dev'}");
        var list = input.putArray("patchOperations");
        for (String operation : operations) {
            String[] parts = operation.split(" ", 3);
            ObjectNode patch = list.addObject().put("op", parts[0]).put("path", parts[1]);
            if (parts.length > 2) {
                patch.put(parts[0].equals("copy") ? "from" : "value", parts[2]);
            }
        }
        return gateway.call("UpdateStage", input.toString());
    }

    private void refused(String operation, String message) {
        assertThatThrownBy(() -> patch(operation)).hasMessageStartingWith(message);
    }

    private String get(String... headers) {
        return Gateway.text(gateway.http("GET", "/_aws/execute-api/" + api + "/dev/", "", headers));
    }

    // test_invoking_canary_deployment
    @Test
    void aCanaryGetsItsShareWithItsOwnVariables() {
        deploy("'stageName':'dev','variables':{'v':'a'}");
        answer("second $stageVariables.v $context.isCanaryRequest");
        deploy(
                "'stageName':'dev','canarySettings':{'percentTraffic':0.0,"
                        + "'stageVariableOverrides':{'v':'b'}}");
        assertThat(get()).isEqualTo("200 first a false");
        patch("replace /canarySettings/percentTraffic 100.0");
        assertThat(get()).isEqualTo("200 second b true");
    }

    // test_update_stage_with_copy_ops
    @Test
    void aCanaryIsPromoted() {
        deploy("'stageName':'dev','variables':{'v':'a','w':'c'}");
        refused(
                "copy /deploymentId /canarySettings/deploymentId",
                "Promotion not available. Canary does not exist.");
        refused(
                "copy /canarySettings/deploymentId /deploymentId",
                "Invalid copy operation with path: /canarySettings/deploymentId and from"
                    + " /deploymentId. Valid copy:path are [/deploymentId, /variables] and valid"
                    + " copy:from are [/canarySettings/deploymentId,"
                    + " /canarySettings/stageVariableOverrides]");
        String canary =
                deploy(
                        "'stageName':'dev','canarySettings':{'percentTraffic':50.0,"
                                + "'stageVariableOverrides':{'v':'b'}}");
        JsonNode stage =
                patch(
                        "replace /canarySettings/percentTraffic 0.0",
                        "copy /deploymentId /canarySettings/deploymentId",
                        "copy /variables /canarySettings/stageVariableOverrides");
        assertThat(stage.get("deploymentId").asText()).isEqualTo(canary);
        assertThat(stage.get("variables")).hasToString("{\"v\":\"b\",\"w\":\"c\"}");
        assertThat(patch("remove /canarySettings").has("canarySettings")).isFalse();
    }

    // test_update_stage_canary_deployment_validation, test_create_canary_deployment_validation
    @Test
    void canariesAreChecked() {
        deploy("'stageName':'dev'");
        assertThatThrownBy(() -> deploy("'canarySettings':{'percentTraffic':50.0}"))
                .hasMessage(
                        "Invalid deployment content specified.Non null and non empty stageName must"
                                + " be provided for canary deployment. Provided value is null");
        assertThatThrownBy(() -> deploy("'stageName':'x','canarySettings':{}"))
                .hasMessage(
                        "Invalid deployment content specified.Stage x must already be created"
                                + " before making a canary release deployment");
        refused(
                "remove /canarySettings/stageVariableOverrides",
                "Cannot remove method setting canarySettings/stageVariableOverrides because there"
                        + " is no method setting for this method ");
        refused("replace /canarySettings x", "Invalid method setting path: /canarySettings. Must");
        refused(
                "add /canarySettings/deploymentId x",
                "Invalid add operation with path: /canarySettings/deploymentId");
        refused("replace /canarySettings/deploymentId x", "Deployment id does not exist");
        assertThat(patch("replace /canarySettings/percentTraffic 50").get("canarySettings"))
                .isEqualTo(
                        Documents.parse(
                                "{\"percentTraffic\":50.0,\"deploymentId\":\""
                                        + patch().get("deploymentId").asText()
                                        + "\",\"useStageCache\":false}"));
    }

    @Test
    void settingsOfAMethodBeginWithThoseOfAll() {
        deploy("'stageName':'dev'");
        refused(
                "remove /*/*",
                "Cannot remove method setting */* because there is no method setting");
        JsonNode settings =
                patch(
                                "replace /*/*/throttling/burstLimit 123",
                                "replace /*/*/caching/enabled true",
                                "replace /test/GET/throttling/burstLimit 124")
                        .get("methodSettings");
        assertThat(settings.get("*/*"))
                .isEqualTo(
                        Documents.parse(
                                "{'metricsEnabled':false,'dataTraceEnabled':false,"
                                        .concat("'throttlingBurstLimit':123,")
                                        .concat("'throttlingRateLimit':10000.0,")
                                        .concat("'cachingEnabled':true,'cacheTtlInSeconds':300,")
                                        .concat("'cacheDataEncrypted':false,")
                                        .concat("'requireAuthorizationForCacheControl':true,")
                                        .concat("'unauthorizedCacheControlHeaderStrategy':")
                                        .concat("'SUCCEED_WITH_RESPONSE_HEADER'}")
                                        .replace('\'', '"')));
        assertThat(settings.at("/test~1GET/throttlingBurstLimit").asInt()).isEqualTo(124);
        assertThat(settings.at("/test~1GET/cachingEnabled").asBoolean()).isTrue();
        assertThat(patch("remove /*/*").get("methodSettings").has("*/*")).isFalse();
        refused("replace /tags/a b", "Invalid method setting path: /tags/a. Must be one of");
    }

    @Test
    void aStageThrottlesItsMethods() {
        deploy("'stageName':'dev'");
        patch("replace /*/*/throttling/burstLimit 2", "replace /*/*/throttling/rateLimit 0");
        assertThat(get()).startsWith("200 ");
        assertThat(get()).startsWith("200 ");
        assertThat(get()).isEqualTo("429 {\"message\":\"Too Many Requests\"}");
        patch("replace /*/*/throttling/burstLimit -1", "replace /*/*/throttling/rateLimit -1");
        for (int i = 0; i < 9; i++) {
            assertThat(get()).startsWith("200 ");
        }
    }

    @Test
    void aStageKeepsAnswersByTheirKeysUntilTheyAreOldOrFlushed() {
        call(
                "UpdateIntegration",
                "{"
                        + URI
                        + root
                        + "','patchOperations':[{'op':'add','path':"
                        + "'/cacheKeyParameters/method.request.header.k'}]}");
        answer("$context.requestTimeEpoch");
        deploy("'stageName':'dev','cacheClusterEnabled':true");
        patch("replace /*/*/caching/enabled true", "replace /*/*/caching/ttlInSeconds 60");
        String first = get("k", "1");
        gateway.clock.advance(Duration.ofSeconds(30));
        assertThat(get("k", "1")).isEqualTo(first);
        String second = get("k", "2");
        assertThat(second).isNotEqualTo(first);
        assertThat(get("k", "1", "Cache-Control", "max-age=0")).isEqualTo(first);
        patch("replace /*/*/caching/requireAuthorizationForCacheControl false");
        String renewed = get("k", "1", "Cache-Control", "max-age=0");
        assertThat(renewed).isNotEqualTo(first);
        gateway.clock.advance(Duration.ofSeconds(59));
        assertThat(get("k", "1")).isEqualTo(renewed);
        call("FlushStageCache", "{'stageName':'dev'}");
        assertThat(get("k", "1")).isNotEqualTo(renewed);
        patch(
                "replace /*/*/caching/requireAuthorizationForCacheControl true",
                "replace /*/*/caching/unauthorizedCacheControlHeaderStrategy FAIL_WITH_403");
        assertThat(get("k", "1", "Cache-Control", "max-age=0")).startsWith("403 ");
    }

    @Test
    void accessLogSettingsAreChecked() {
        deploy("'stageName':'dev'");
        String paths =
                "Invalid accessLogSettings path. Must be one of :"
                        + " [/accessLogSettings/destinationArn, /accessLogSettings/format]";
        refused("add /accessLogSettings/x y", paths);
        refused("replace /accessLogSettings y", paths);
        refused(
                "remove /accessLogSettings/destinationArn",
                "Cannot remove method setting accessLogSettings/destinationArn because");
        refused("add /accessLogSettings/format ", "Access Log value must not be empty");
    }

    @Test
    void requestsAreLoggedWithTheRoleOfTheAccount() {
        deploy("'stageName':'dev'");
        patch(
                "add /accessLogSettings/destinationArn"
                        + " arn:aws:logs:us-east-1:000000000000:log-group:access",
                "add /accessLogSettings/format {\"id\":\"$context.requestId\","
                        + "\"agent\":\"$context.identity.userAgent\",\"status\":$context.status,"
                        + "\"path\":\"$context.resourcePath\",\"no\":\"$context.authorizer.x\"}",
                "replace /*/*/logging/loglevel INFO");
        String role = "arn:aws:iam::000000000000:role/good";
        gateway.call(
                "UpdateAccount",
                "{'patchOperations':[{'op':'replace','path':'/cloudwatchRoleArn','value':'"
                        + role
                        + "'}]}");
        get("User-Agent", "a\"b\n{");
        gateway.restart();
        assertThat(gateway.calls.logged)
                .anySatisfy(line ->
                        assertThat(line)
                                .startsWith("access ")
                                .contains("/good/")
                                .endsWith(
                                        "{\"id\":\"11111111-2222-3333-4444-555555555555\","
                                                + "\"agent\":\"a\\\"b\\n{\",\"status\":200,"
                                                + "\"path\":\"/\",\"no\":\"-\"}"))
                .anySatisfy(line ->
                        assertThat(line)
                                .startsWith("API-Gateway-Execution-Logs_" + api + "/dev ")
                                .endsWith("Method completed with status: 200"));
        assertThatThrownBy(() ->
                        gateway.call(
                                "UpdateAccount",
                                "{'patchOperations':[{'op':'replace','path':'/cloudwatchRoleArn',"
                                        + "'value':'arn:aws:iam::000000000000:role/bad'}]}"))
                .hasMessageStartingWith("The role ARN does not have required permissions");
    }
}
