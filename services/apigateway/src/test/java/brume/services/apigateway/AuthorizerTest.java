package brume.services.apigateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import brume.spi.Principal;
import brume.wire.Documents;
import brume.wire.HttpResponse;
import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Lambda authorizers; the rules are those of the Developer Guide's chapter on them. */
class AuthorizerTest extends RestApiFixture {

    private static final String URI =
            "arn:aws:apigateway:us-east-1:lambda:path/2015-03-31/functions/"
                    + "arn:aws:lambda:us-east-1:000000000000:function:f/invocations";

    @BeforeEach
    void answer() {
        gateway.endpoints.answer(200, "in");
    }

    private String authorizer(String more) {
        return call("CreateAuthorizer", "{'name':'a','authorizerUri':'" + URI + "'," + more + "}")
                .get("id")
                .asText();
    }

    private void method(String resource, String authorizer) {
        String method = "{'resourceId':'" + resource + "','httpMethod':'ANY'";
        call(
                "PutMethod",
                method + ",'authorizationType':'CUSTOM','authorizerId':'" + authorizer + "'}");
        call(
                "PutIntegration",
                method
                        + ",'type':'HTTP_PROXY','integrationHttpMethod':'ANY','uri':'http://b',"
                        + "'requestParameters':{'integration.request.header.x-who':"
                        + "'context.authorizer.principalId','integration.request.header.x-n':"
                        + "'context.authorizer.n'}}");
    }

    private void deploy() {
        call("CreateDeployment", "{'stageName':'dev'}");
    }

    private String get(String path, String... headers) {
        return Gateway.text(
                gateway.http("GET", "/_aws/execute-api/" + api + "/dev" + path, "", headers));
    }

    private String policy(String effect, String resource) {
        return """
        {"principalId":"jane","policyDocument":{"Version":"2012-10-17","Statement":[
         {"Action":"execute-api:Invoke","Effect":"%s",
          "Resource":"arn:aws:execute-api:us-east-1:000000000000:%s/dev/%s"}]},
         "context":{"n":7,"flag":true,"none":null}}\
        """
                .formatted(effect, api, resource);
    }

    @Test
    void aTokenIsAskedForOnceAndItsPolicyForEachMethod() {
        String id = authorizer("'type':'TOKEN','identitySource':'method.request.header.X-T'");
        method(root, id);
        String b =
                call("CreateResource", "{'parentId':'" + root + "','pathPart':'b'}")
                        .get("id")
                        .asText();
        method(b, id);
        deploy();
        gateway.calls.answer(policy("Allow", "GET/"));
        assertThat(get("/", "X-T", "secret")).isEqualTo("200 in");
        JsonNode event = gateway.calls.lastEvent();
        assertThat(event)
                .isEqualTo(
                        Documents.parse(
                                """
                                {"type":"TOKEN","authorizationToken":"secret","methodArn":\
                                "arn:aws:execute-api:us-east-1:000000000000:%s/dev/GET/"}\
                                """
                                        .formatted(api)));
        assertThat(gateway.calls.lastPrincipal())
                .isInstanceOfSatisfying(
                        Principal.ServicePrincipal.class,
                        service ->
                                assertThat(service.sourceArn())
                                        .isEqualTo(
                                                "arn:aws:execute-api:us-east-1:000000000000:"
                                                        + api
                                                        + "/authorizers/"
                                                        + id));
        assertThat(gateway.endpoints.last().headers().first("x-who")).hasValue("jane");
        assertThat(gateway.endpoints.last().headers().first("x-n")).hasValue("7");
        assertThat(get("/", "X-T", "secret")).isEqualTo("200 in");
        assertThat(get("/b", "X-T", "secret"))
                .isEqualTo("403 {\"Message\":\"User is not authorized to access this resource\"}");
        assertThat(gateway.calls.invocations()).isEqualTo(1);
        gateway.calls.answer(policy("Deny", "*"));
        assertThat(get("/", "X-T", "other"))
                .isEqualTo(
                        "403 {\"Message\":\"User is not authorized to access this resource with an"
                                + " explicit deny\"}");
        assertThat(gateway.calls.invocations()).isEqualTo(2);
        gateway.clock.advance(Duration.ofSeconds(300));
        assertThat(get("/", "X-T", "secret")).startsWith("403 ");
        assertThat(gateway.calls.invocations()).isEqualTo(3);
        gateway.calls.answer(policy("Allow", "*"));
        assertThat(get("/", "X-T", "secret")).startsWith("403 ");
        call("FlushStageAuthorizersCache", "{'stageName':'dev'}");
        assertThat(get("/", "X-T", "secret")).isEqualTo("200 in");
    }

    @Test
    void withoutAnIdentityNobodyIsAsked() {
        method(
                root,
                authorizer(
                        "'type':'TOKEN','identitySource':'method.request.header.X-T',"
                                + "'identityValidationExpression':'Bearer .+'"));
        deploy();
        for (String[] headers : new String[][] {{}, {"X-T", ""}, {"X-T", "Basic x"}}) {
            HttpResponse response =
                    gateway.http("GET", "/_aws/execute-api/" + api + "/dev/", "", headers);
            assertThat(Gateway.text(response)).isEqualTo("401 {\"message\":\"Unauthorized\"}");
            assertThat(response.headers().first("x-amzn-ErrorType"))
                    .hasValue("UnauthorizedException");
        }
        assertThat(gateway.calls.invocations()).isZero();
        assertThat(gateway.endpoints.requests).isEmpty();
    }

    @Test
    void identitiesOfSeveralSourcesDoNotMix() {
        method(
                root,
                authorizer(
                        "'type':'REQUEST','identitySource':"
                                + "'method.request.header.A, method.request.querystring.b'"));
        deploy();
        gateway.calls.answer(policy("Allow", "*"));
        assertThat(get("/?b=z", "A", "x,y")).isEqualTo("200 in");
        assertThat(get("/?b=y,z", "A", "x")).isEqualTo("200 in");
        assertThat(gateway.calls.invocations()).isEqualTo(2);
        JsonNode event = gateway.calls.lastEvent();
        assertThat(event.get("type").asText()).isEqualTo("REQUEST");
        assertThat(event.at("/queryStringParameters/b").asText()).isEqualTo("y,z");
        assertThat(event.at("/headers/A").asText()).isEqualTo("x");
        assertThat(event.has("body")).isFalse();
        assertThat(get("/", "A", "x")).startsWith("401 ");
    }

    @Test
    void aFunctionThatFailsOrTalksNonsense() {
        method(
                root,
                authorizer(
                        "'type':'TOKEN','identitySource':'method.request.header.X-T',"
                                + "'authorizerResultTtlInSeconds':0"));
        deploy();
        gateway.calls.answer("{\"principalId\":\"x\"}");
        assertThat(get("/", "X-T", "t")).isEqualTo("500 {\"message\":null}");
        gateway.calls.answer("{\"principalId\":\"x\",\"policyDocument\":{\"Statement\":7}}");
        assertThat(get("/", "X-T", "t")).isEqualTo("500 {\"message\":null}");
        gateway.calls.fail("{\"errorMessage\":\"Unauthorized\"}");
        assertThat(get("/", "X-T", "t")).isEqualTo("401 {\"message\":\"Unauthorized\"}");
        gateway.calls.fail("{\"errorMessage\":\"boom\"}");
        assertThat(get("/", "X-T", "t")).isEqualTo("500 {\"message\":null}");
    }

    @Test
    void aRoleIsPassedByWhoMayPassIt() {
        String token = "'type':'TOKEN','identitySource':'method.request.header.X-T'";
        String role = "arn:aws:iam::000000000000:role/good";
        String id = authorizer(token + ",'authorizerCredentials':'" + role + "'");
        assertThat(gateway.demanded.getLast().action()).isEqualTo("iam:PassRole");
        assertThat(gateway.demanded.getLast().resource()).isEqualTo(role);
        String patch =
                "{'authorizerId':'"
                        + id
                        + "','patchOperations':[{'op':'replace','path':'/authorizerCredentials',"
                        + "'value':'%s'}]}";
        call("UpdateAuthorizer", patch.formatted(role));
        assertThat(gateway.demanded.getLast().action()).isEqualTo("iam:PassRole");
        String foreign = role.replace("000000000000", "111111111111");
        assertThatThrownBy(() -> call("UpdateAuthorizer", patch.formatted(foreign)))
                .hasMessage("Cross-account pass role is not allowed.");
        assertThatThrownBy(() -> authorizer(token + ",'authorizerCredentials':'" + foreign + "'"))
                .hasMessage("Cross-account pass role is not allowed.");
        method(root, id);
        deploy();
        gateway.calls.answer(policy("Allow", "*"));
        assertThat(get("/", "X-T", "t")).isEqualTo("200 in");
        assertThat(gateway.calls.lastPrincipal()).isInstanceOf(Principal.RoleSession.class);
    }

    @Test
    void whatCannotBe() {
        String id = authorizer("'type':'TOKEN','identitySource':'method.request.header.X-T'");
        method(root, id);
        assertThatThrownBy(() -> call("DeleteAuthorizer", "{'authorizerId':'" + id + "'}"))
                .hasMessageContaining("is referenced in method");
        assertThatThrownBy(() -> call("GetAuthorizer", "{'authorizerId':'nope'}"))
                .hasMessage("Invalid Authorizer identifier specified");
        assertThatThrownBy(() -> authorizer("'type':'TOKEN'"))
                .hasMessageContaining("Invalid identity source");
        assertThatThrownBy(() -> authorizer("'type':'COGNITO_USER_POOLS'"))
                .hasMessageContaining("COGNITO_USER_POOLS");
        String method = "{'resourceId':'" + root + "','httpMethod':'ANY','patchOperations':[";
        assertThatThrownBy(() ->
                        call(
                                "UpdateMethod",
                                method + "{'op':'replace','path':'/authorizerId','value':'x'}]}"))
                .hasMessageStartingWith("Invalid authorizer ID specified.");
        JsonNode open =
                call(
                        "UpdateMethod",
                        method + "{'op':'replace','path':'/authorizationType','value':'NONE'}]}");
        assertThat(open.has("authorizerId")).isFalse();
        call("DeleteAuthorizer", "{'authorizerId':'" + id + "'}");
    }
}
