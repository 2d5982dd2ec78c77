package brume.services.apigateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import brume.wire.Documents;
import brume.wire.HttpResponse;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.junit.jupiter.api.Test;

/**
 * Gateway responses. Facts about AWS are from LocalStack's recordings test_gateway_response_crud,
 * test_gateway_response_put, test_gateway_response_validation and test_update_gateway_response.
 */
class GatewayResponseTest extends RestApiFixture {

    private static final String MISSING = "{'responseType':'MISSING_AUTHENTICATION_TOKEN'";

    private JsonNode put(String type, String status, String template, String header) {
        ObjectNode input = Documents.object().put("restApiId", api).put("responseType", type);
        if (!status.isEmpty()) {
            input.put("statusCode", status);
        }
        if (!template.isEmpty()) {
            input.putObject("responseTemplates").put("application/json", template);
        }
        if (!header.isEmpty()) {
            input.putObject("responseParameters").put("gatewayresponse.header.X-H", header);
        }
        return gateway.call("PutGatewayResponse", input.toString());
    }

    private JsonNode patch(String op, String path, String value) {
        ObjectNode input =
                Documents.object()
                        .put("restApiId", api)
                        .put("responseType", "MISSING_AUTHENTICATION_TOKEN");
        ObjectNode patch = input.putArray("patchOperations").addObject();
        patch.put("op", op).put("path", path);
        if (!value.isEmpty()) {
            patch.put("value", value);
        }
        return gateway.call("UpdateGatewayResponse", input.toString());
    }

    private void deploy() {
        String method = "{'resourceId':'" + root + "','httpMethod':'GET'";
        call("PutMethod", method + ",'authorizationType':'AWS_IAM'}");
        call("PutIntegration", method + ",'type':'MOCK'}");
        call("CreateDeployment", "{'stageName':'dev','variables':{'v':'1'}}");
    }

    private HttpResponse get(String path, String... headers) {
        return gateway.http("GET", "/_aws/execute-api/" + api + "/dev" + path, "", headers);
    }

    @Test
    void typesThatAreNotDefinedAreOfTheirClass() {
        assertThat(call("GetGatewayResponses", "{}").get("items")).hasSize(21);
        JsonNode plain = call("GetGatewayResponse", MISSING + "}");
        assertThat(plain.get("statusCode").asText()).isEqualTo("403");
        assertThat(plain.get("defaultResponse").asBoolean()).isTrue();
        assertThat(plain.at("/responseTemplates/application~1json").asText())
                .isEqualTo("{\"message\":$context.error.messageString}");
        JsonNode own = put("DEFAULT_5XX", "599", "", "'x'");
        assertThat(own.get("defaultResponse").asBoolean()).isFalse();
        JsonNode inherited = call("GetGatewayResponse", "{'responseType':'INTEGRATION_TIMEOUT'}");
        assertThat(inherited.get("statusCode").asText()).isEqualTo("599");
        assertThat(inherited.get("defaultResponse").asBoolean()).isTrue();
        assertThat(inherited.get("responseParameters")).hasSize(1);
        call("DeleteGatewayResponse", "{'responseType':'DEFAULT_5XX'}");
        assertThatThrownBy(() -> call("DeleteGatewayResponse", "{'responseType':'DEFAULT_5XX'}"))
                .hasMessage("Gateway response type not defined on api");
    }

    @Test
    void responsesArePatched() {
        assertThat(patch("replace", "/statusCode", "444").get("statusCode").asText())
                .isEqualTo("444");
        patch("add", "/responseParameters/gatewayresponse.header.A", "'b'");
        JsonNode changed =
                patch("add", "/responseTemplates/application~1xml", "<m>$context.stage</m>");
        assertThat(changed.get("responseParameters")).hasSize(1);
        assertThat(changed.get("responseTemplates")).hasSize(2);
        assertThatThrownBy(() -> patch("add", "/statusCode", "444"))
                .hasMessage("Invalid patch path /statusCode");
        assertThatThrownBy(() ->
                        patch("replace", "/responseParameters/gatewayresponse.header.B", "'c'"))
                .hasMessage("Invalid parameter name specified");
        assertThatThrownBy(() -> patch("replace", "/wrongPath", "x"))
                .hasMessage("Invalid patch path /wrongPath");
        assertThatThrownBy(
                        () -> patch("replace", "/responseParameters/gatewayresponse.header.A", ""))
                .hasMessage("Invalid null or empty value in responseParameters");
    }

    @Test
    void refusalsAreWhatTheApiDefines() {
        put(
                "MISSING_AUTHENTICATION_TOKEN",
                "404",
                "{\"m\":$context.error.messageString,\"t\":\"$context.error.responseType\","
                        + "\"s\":\"${context.stage}$stageVariables.v\",\"none\":\"$context.no\","
                        + "\"#set\":\"$util\"}",
                "method.request.header.X-In");
        put("DEFAULT_4XX", "", "", "'*'");
        deploy();
        HttpResponse response = get("/nowhere", "X-In", "in");
        assertThat(Gateway.text(response))
                .isEqualTo(
                        "404 {\"m\":\"Missing Authentication Token\",\"t\":"
                                + "\"MISSING_AUTHENTICATION_TOKEN\",\"s\":\"dev1\",\"none\":\"\","
                                + "\"#set\":\"$util\"}");
        assertThat(response.headers().all("X-H")).containsExactly("in");
        assertThat(response.headers().first("x-amzn-ErrorType"))
                .hasValue("MissingAuthenticationTokenException");
        HttpResponse denied = get("/", "Authorization", "bob");
        assertThat(Gateway.text(denied)).matches("403 \\{\"message\":\"User: [^\"]+\"\\}");
        assertThat(denied.headers().all("X-H")).containsExactly("*");
        HttpResponse split = get("/nowhere", "X-In", "a\r\nb");
        assertThat(split.headers().all("X-H")).isEmpty();
    }
}
