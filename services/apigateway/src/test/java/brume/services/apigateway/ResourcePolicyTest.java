package brume.services.apigateway;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import brume.spi.Permission;
import brume.wire.Documents;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Base64;
import org.junit.jupiter.api.Test;

/**
 * Resource policies; the rules are those of the Developer Guide, "How API Gateway resource policies
 * affect authorization workflow".
 */
class ResourcePolicyTest extends RestApiFixture {

    private static final String REFUSED =
            "403 {\"Message\":\"User: anonymous is not authorized to perform: execute-api:Invoke on"
                    + " resource: arn:aws:execute-api:us-east-1:********0000:%s/dev/GET/%s\"}";

    private void method(String authorization) {
        String method = "{'resourceId':'" + root + "','httpMethod':'GET'";
        call("PutMethod", method + ",'authorizationType':" + authorization + "}");
        call(
                "PutIntegration",
                method + ",'type':'HTTP_PROXY','integrationHttpMethod':'GET','uri':'http://b'}");
        gateway.endpoints.answer(200, "in");
    }

    /** Statements as JSON with single quotes. */
    private void policy(String... statements) {
        String policy =
                "{'Version':'2012-10-17','Statement':[" + String.join(",", statements) + "]}";
        set(policy.replace('\'', '"'));
        call("CreateDeployment", "{'stageName':'dev'}");
    }

    private JsonNode set(String policy) {
        ObjectNode input = Documents.object().put("restApiId", api);
        input.putArray("patchOperations")
                .addObject()
                .put("op", "replace")
                .put("path", "/policy")
                .put("value", policy);
        return gateway.call("UpdateRestApi", input.toString());
    }

    private static String statement(String effect, String resource, String more) {
        return "{'Effect':'"
                + effect
                + "','Principal':'*','Action':'execute-api:Invoke','Resource':'"
                + resource
                + "'"
                + more
                + "}";
    }

    private static String from(String effect, String operator, String range) {
        return statement(
                effect,
                "execute-api:/*",
                ",'Condition':{'" + operator + "':{'aws:SourceIp':'" + range + "'}}");
    }

    private String get(String path, String... headers) {
        return Gateway.text(
                gateway.http("GET", "/_aws/execute-api/" + api + "/dev" + path, "", headers));
    }

    @Test
    void withoutAuthorizationAPolicyHasToAllow() {
        method("'NONE'");
        policy(from("Allow", "IpAddress", "10.0.0.0/24"));
        assertThat(get("/")).isEqualTo("200 in");
        policy(from("Allow", "IpAddress", "192.0.2.0/24"));
        assertThat(get("/")).isEqualTo(REFUSED.formatted(api, ""));
        policy(
                statement("Allow", "execute-api:/*", ""),
                from("Deny", "NotIpAddress", "192.0.2.0/24"));
        assertThat(get("/")).isEqualTo(REFUSED.formatted(api, " with an explicit deny"));
        policy(statement("Allow", "execute-api:/dev/GET/", ""));
        assertThat(get("/")).isEqualTo("200 in");
        policy(statement("Allow", "execute-api:/dev/POST/*", ""));
        assertThat(get("/")).isEqualTo(REFUSED.formatted(api, ""));
        policy(
                statement(
                        "Allow",
                        "execute-api:/*",
                        ",'Condition':{'StringEquals':{'aws:SourceVpce':'vpce-1'}}"));
        assertThat(get("/")).isEqualTo(REFUSED.formatted(api, ""));
        policy(statement("Allow", "execute-api:/*", "").replace("'*'", "{'AWS':'000000000000'}"));
        assertThat(get("/")).isEqualTo(REFUSED.formatted(api, ""));
        set("");
        assertThat(get("/")).as("until it is deployed").startsWith("403 ");
        call("CreateDeployment", "{'stageName':'dev'}");
        assertThat(get("/")).isEqualTo("200 in");
    }

    @Test
    void aSignersPoliciesAreAskedTogetherWithIt() {
        method("'AWS_IAM'");
        policy(from("Allow", "IpAddress", "10.0.0.0/24"));
        assertThat(get("/", "Authorization", "alice")).isEqualTo("200 in");
        Permission demanded = gateway.demanded.getLast();
        assertThat(demanded.resource()).endsWith(api + "/dev/GET/");
        assertThat(demanded.resourcePolicy())
                .hasValueSatisfying(text ->
                        assertThat(text)
                                .contains(
                                        "arn:aws:execute-api:us-east-1:000000000000:"
                                                + api
                                                + "/*"));
        assertThat(get("/", "Authorization", "bob")).startsWith("403 ");
    }

    @Test
    void aLambdaAuthorizerAnswersOnlyForWhomThePolicyDoesNotDeny() {
        String id =
                call(
                                "CreateAuthorizer",
                                "{'name':'a','type':'TOKEN','authorizerResultTtlInSeconds':0,"
                                    + "'identitySource':'method.request.header.X-T','authorizerUri'"
                                    + ":'arn:aws:apigateway:us-east-1:lambda:path/2015-03-31/functi"
                                    + "ons/arn:aws:lambda:us-east-1:000000000000:function:f/invocat"
                                    + "ions'}")
                        .get("id")
                        .asText();
        method("'CUSTOM','authorizerId':'" + id + "'");
        gateway.calls.answer(answer("Allow", "GET"));
        policy(from("Deny", "IpAddress", "10.0.0.0/8"), statement("Allow", "execute-api:/*", ""));
        assertThat(get("/", "X-T", "t")).contains(" with an explicit deny");
        assertThat(gateway.calls.invocations()).isZero();
        // Neither allows nor denies: the authorizer decides.
        policy(from("Allow", "IpAddress", "192.0.2.0/24"));
        assertThat(get("/", "X-T", "t")).isEqualTo("200 in");
        gateway.calls.answer(answer("Allow", "POST"));
        assertThat(get("/", "X-T", "t"))
                .isEqualTo("403 {\"Message\":\"User is not authorized to access this resource\"}");
        // Allows: the authorizer may be silent, but not deny.
        policy(from("Allow", "IpAddress", "10.0.0.0/8"));
        assertThat(get("/", "X-T", "t")).isEqualTo("200 in");
        gateway.calls.answer(answer("Deny", "GET"));
        assertThat(get("/", "X-T", "t")).contains(" with an explicit deny");
        // A principal that only the authorizer vouches for is none that a policy can name.
        policy(
                statement("Allow", "execute-api:/*", "")
                        .replace("'*'", "{'AWS':'arn:aws:iam::000000000000:user/jane'}"));
        gateway.calls.answer(answer("Allow", "POST"));
        assertThat(get("/", "X-T", "t")).startsWith("403 ");
    }

    private String answer(String effect, String method) {
        return """
        {"principalId":"jane","policyDocument":{"Version":"2012-10-17","Statement":[
         {"Action":"execute-api:Invoke","Effect":"%s",
          "Resource":"arn:aws:execute-api:us-east-1:000000000000:%s/dev/%s/*"}]}}\
        """
                .formatted(effect, api, method);
    }

    @Test
    void howItIsWrittenAndShown() {
        String given =
                "{\"Version\":\"2012-10-17\",\"Statement\":[{\"Effect\":\"Allow\",\"Principal\":"
                    + "\"*\",\"Action\":\"execute-api:Invoke\",\"Resource\":[\"execute-api:/*\"]"
                    + "}]}";
        String shown = set(given).get("policy").asText();
        assertThat(shown)
                .isEqualTo(
                        "{\\\"Version\\\":\\\"2012-10-17\\\",\\\"Statement\\\":[{\\\"Effect\\\":"
                                + "\\\"Allow\\\",\\\"Principal\\\":\\\"*\\\",\\\"Action\\\":"
                                + "\\\"execute-api:Invoke\\\",\\\"Resource\\\":"
                                + "\\\"arn:aws:execute-api:us-east-1:000000000000:"
                                + api
                                + "\\/*\\\"}]}");
        assertThat(gateway.demanded.getLast().action()).isEqualTo("apigateway:UpdateRestApiPolicy");
        assertThat(call("GetRestApi", "{}").get("policy").asText()).isEqualTo(shown);
        assertThat(gateway.call("GetRestApis", "{}").at("/items/0/policy").asText())
                .isEqualTo(shown);
        for (String bad :
                new String[] {
                    "{", "{\"Statement\":7}", given.replace("\"*\",\"Action", "\"x\",\"Action")
                }) {
            assertThatThrownBy(() -> set(bad)).hasMessageStartingWith("Invalid policy document.");
        }
        assertThatThrownBy(() ->
                        set(given.replace("execute-api:/", "execute-api:/" + "x".repeat(9_000))))
                .hasMessageContaining("8192");
        assertThat(set("").has("policy")).isFalse();
    }

    @Test
    void importsExportsAndPrivateApis() {
        String document =
                "{\"swagger\":\"2.0\",\"info\":{\"title\":\"p\",\"version\":\"1\"},\"paths\":{\"/\":"
                    + "{\"get\":{\"responses\":{},\"x-amazon-apigateway-integration\":{\"type\":"
                    + "\"mock\"}}}},\"x-amazon-apigateway-policy\":{\"Version\":\"2012-10-17\","
                    + "\"Statement\":[{\"Effect\":\"Allow\",\"Principal\":\"*\",\"Action\":"
                    + "\"execute-api:Invoke\",\"Resource\":\"execute-api:/*\"}]}}";
        JsonNode imported = importApi(document);
        assertThat(gateway.demanded.getLast().action()).isEqualTo("apigateway:UpdateRestApiPolicy");
        String id = imported.get("id").asText();
        assertThat(imported.get("policy").asText()).contains(":" + id + "\\/*");
        gateway.call("CreateDeployment", "{'restApiId':'" + id + "','stageName':'dev'}");
        JsonNode export =
                gateway.call(
                        "GetExport",
                        "{'restApiId':'"
                                + id
                                + "','stageName':'dev','exportType':'oas30','parameters':"
                                + "{'extensions':'apigateway'}}");
        assertThat(new String(Base64.getDecoder().decode(export.get("body").asText()), UTF_8))
                .contains("x-amazon-apigateway-policy", "execute-api:Invoke");
        JsonNode hidden =
                gateway.call(
                        "CreateRestApi",
                        "{'name':'h','endpointConfiguration':{'types':['PRIVATE']}}");
        String resource = hidden.get("rootResourceId").asText();
        String method =
                "{'restApiId':'"
                        + hidden.get("id").asText()
                        + "','resourceId':'"
                        + resource
                        + "','httpMethod':'GET',";
        gateway.call("PutMethod", method + "'authorizationType':'NONE'}");
        gateway.call("PutIntegration", method + "'type':'MOCK'}");
        assertThatThrownBy(() ->
                        gateway.call(
                                "CreateDeployment",
                                "{'restApiId':'" + hidden.get("id").asText() + "'}"))
                .hasMessage("Private REST API doesn't have a resource policy attached to it");
    }

    private JsonNode importApi(String document) {
        ObjectNode input = Documents.object();
        input.put("body", Base64.getEncoder().encodeToString(document.getBytes(UTF_8)));
        return gateway.call("ImportRestApi", input.toString());
    }
}
