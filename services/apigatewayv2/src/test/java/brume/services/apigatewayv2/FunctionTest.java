package brume.services.apigatewayv2;

import static org.assertj.core.api.Assertions.assertThat;

import brume.spi.Principal;
import brume.wire.HttpResponse;
import com.fasterxml.jackson.databind.JsonNode;
import org.junit.jupiter.api.Test;

/** Functions behind routes: both payload formats, and authorizers that are functions. */
class FunctionTest extends HttpApiFixture {

    @Test
    void format20() {
        route("POST /r/{id}", function("2.0"), "");
        gateway.calls.answer("{\"ok\":true}");
        HttpResponse response =
                send(
                        "POST",
                        "/r/a%20b?x=1&x=2&y=%26",
                        "{}",
                        "Content-Type",
                        "application/json",
                        "Cookie",
                        "c1=1; c2=2",
                        "H",
                        "1",
                        "h",
                        "2");
        assertThat(Gateway.text(response)).isEqualTo("200 {\"ok\":true}");
        assertThat(response.headers().first("Content-Type")).hasValue("application/json");
        JsonNode event = gateway.calls.lastEvent();
        assertThat(event.get("version").asText()).isEqualTo("2.0");
        assertThat(event.get("routeKey").asText()).isEqualTo("POST /r/{id}");
        assertThat(event.get("rawPath").asText()).isEqualTo("/r/a%20b");
        assertThat(event.get("rawQueryString").asText()).isEqualTo("x=1&x=2&y=%26");
        assertThat(event.get("cookies").toString()).isEqualTo("[\"c1=1\",\"c2=2\"]");
        assertThat(event.at("/headers/h").asText()).isEqualTo("1,2");
        assertThat(event.at("/headers").has("cookie")).isFalse();
        assertThat(event.get("queryStringParameters").toString())
                .isEqualTo("{\"x\":\"1,2\",\"y\":\"&\"}");
        assertThat(event.at("/pathParameters/id").asText()).isEqualTo("a b");
        assertThat(event.has("stageVariables")).isFalse();
        assertThat(event.get("body").asText()).isEqualTo("{}");
        assertThat(event.get("isBase64Encoded").asBoolean()).isFalse();
        JsonNode context = event.get("requestContext");
        assertThat(context.at("/http/method").asText()).isEqualTo("POST");
        assertThat(context.at("/http/sourceIp").asText()).isEqualTo("10.0.0.9");
        assertThat(context.get("domainName").asText()).isEqualTo(api + ".execute-api.localhost");
        assertThat(context.get("timeEpoch").isNumber()).isTrue();
        assertThat(context.has("authorizer")).isFalse();
        assertThat(gateway.calls.lastPrincipal())
                .isInstanceOfSatisfying(
                        Principal.ServicePrincipal.class,
                        service ->
                                assertThat(service.sourceArn())
                                        .isEqualTo(
                                                "arn:aws:execute-api:us-east-1:000000000000:"
                                                        + api
                                                        + "/$default/POST/r/{id}"));
    }

    @Test
    void answersOfFormat20() {
        route("$default", function("2.0"), "");
        gateway.calls.answer("\"plain\"");
        assertThat(get("/")).isEqualTo("200 plain");
        gateway.calls.answer(
                "{\"statusCode\":201,\"body\":\"aGk=\",\"isBase64Encoded\":true,"
                        + "\"cookies\":[\"a=1\",\"b=2\"],\"headers\":{\"X\":1}}");
        HttpResponse response = send("GET", "/", "");
        assertThat(Gateway.text(response)).isEqualTo("201 hi");
        assertThat(response.headers().all("set-cookie")).containsExactly("a=1", "b=2");
        assertThat(response.headers().first("x")).hasValue("1");
        for (String bad :
                new String[] {
                    "{\"statusCode\":\"x\"}",
                    "no json",
                    "{\"statusCode\":200,\"headers\":{\"a\":\"b\\r\\nc:d\"}}"
                }) {
            gateway.calls.answer(bad);
            assertThat(get("/")).isEqualTo("500 {\"message\":\"Internal Server Error\"}");
        }
        gateway.calls.fail("{\"errorMessage\":\"boom\"}");
        assertThat(get("/")).isEqualTo("500 {\"message\":\"Internal Server Error\"}");
    }

    @Test
    void format10() {
        route("ANY /a/{p+}", function("1.0"), "");
        gateway.calls.answer(
                "{\"statusCode\":200,\"body\":\"b\",\"multiValueHeaders\":{\"m\":[\"1\",\"2\"]}}");
        HttpResponse response = send("POST", "/a/b/c?x=1&x=2", "\u00ff", "H", "1", "H", "2");
        assertThat(response.headers().all("m")).containsExactly("1", "2");
        JsonNode event = gateway.calls.lastEvent();
        assertThat(event.get("resource").asText()).isEqualTo("/a/{p+}");
        assertThat(event.get("path").asText()).isEqualTo("/a/b/c");
        assertThat(event.at("/multiValueHeaders/h").toString()).isEqualTo("[\"1\",\"2\"]");
        assertThat(event.at("/headers/h").asText()).isEqualTo("2");
        assertThat(event.at("/multiValueQueryStringParameters/x").toString())
                .isEqualTo("[\"1\",\"2\"]");
        assertThat(event.at("/pathParameters/p").asText()).isEqualTo("b/c");
        assertThat(event.get("stageVariables").isNull()).isTrue();
        assertThat(event.get("isBase64Encoded").asBoolean()).isTrue();
        assertThat(event.get("body").asText()).isEqualTo("w78=");
        // Format 1.0 infers nothing.
        gateway.calls.answer("{\"ok\":true}");
        assertThat(Gateway.text(send("GET", "/a/b", ""))).startsWith("500 ");
    }

    private String authorizer(String more) {
        return call(
                        "CreateAuthorizer",
                        "{'Name':'a','AuthorizerType':'REQUEST','AuthorizerUri':'"
                                + "arn:aws:apigateway:us-east-1:lambda:path/2015-03-31/functions/"
                                + FUNCTION
                                + "/invocations',"
                                + more
                                + "}")
                .get("AuthorizerId")
                .asText();
    }

    @Test
    void simpleAnswersOfAuthorizersAreKeptByIdentity() {
        String id =
                authorizer(
                        "'AuthorizerPayloadFormatVersion':'2.0','EnableSimpleResponses':true,"
                            + "'IdentitySource':['$request.header.A','$request.querystring.b']");
        gateway.endpoints.answer(200, "in");
        route(
                "GET /a",
                http(
                        "http://b",
                        ",'RequestParameters':{'append:header.who':'$context.authorizer.who'}"),
                ",'AuthorizationType':'CUSTOM','AuthorizerId':'" + id + "'");
        gateway.calls.answer("{\"isAuthorized\":true,\"context\":{\"who\":\"jane\"}}");
        assertThat(get("/a", "A", "x")).isEqualTo("401 {\"message\":\"Unauthorized\"}");
        assertThat(gateway.calls.invocations()).isZero();
        assertThat(get("/a?b=z", "A", "x,y")).isEqualTo("200 in");
        assertThat(gateway.endpoints.last().headers().first("who")).hasValue("jane");
        JsonNode event = gateway.calls.lastEvent();
        assertThat(event.get("identitySource").toString()).isEqualTo("[\"x,y\",\"z\"]");
        assertThat(event.get("routeArn").asText()).endsWith(api + "/$default/GET/a");
        gateway.calls.answer("{\"isAuthorized\":false}");
        assertThat(get("/a?b=z", "A", "x,y")).isEqualTo("200 in");
        assertThat(get("/a?b=y,z", "A", "x")).isEqualTo("403 {\"message\":\"Forbidden\"}");
        assertThat(gateway.calls.invocations()).isEqualTo(2);
        gateway.call("ResetAuthorizersCache", "{'ApiId':'" + api + "','StageName':'$default'}");
        assertThat(get("/a?b=z", "A", "x,y")).startsWith("403");
    }

    @Test
    void policiesOfAuthorizersAreAskedForEachRoute() {
        String id =
                authorizer(
                        "'AuthorizerPayloadFormatVersion':'1.0',"
                                + "'IdentitySource':['$request.header.A']");
        gateway.endpoints.answer(200, "in");
        for (String key : new String[] {"GET /a", "GET /b"}) {
            route(
                    key,
                    http("http://b", ""),
                    ",'AuthorizationType':'CUSTOM','AuthorizerId':'" + id + "'");
        }
        gateway.calls.answer(
                "{\"principalId\":\"jane\",\"policyDocument\":{\"Version\":\"2012-10-17\",\"Statement\":"
                    + "[{\"Action\":\"execute-api:Invoke\",\"Effect\":\"Allow\",\"Resource\":"
                    + "\"arn:aws:execute-api:*:*:"
                        + api
                        + "/$default/GET/a\"}]}}");
        assertThat(get("/a", "A", "x")).isEqualTo("200 in");
        assertThat(get("/b", "A", "x")).isEqualTo("403 {\"message\":\"Forbidden\"}");
        assertThat(gateway.calls.invocations()).isEqualTo(1);
        gateway.calls.fail("{\"errorMessage\":\"Unauthorized\"}");
        assertThat(get("/a", "A", "other")).isEqualTo("401 {\"message\":\"Unauthorized\"}");
        gateway.calls.answer("{}");
        assertThat(get("/a", "A", "third"))
                .isEqualTo("500 {\"message\":\"Internal Server Error\"}");
    }

    @Test
    void signedRequests() {
        route("GET /a", function("2.0"), ",'AuthorizationType':'AWS_IAM'");
        gateway.calls.answer("{}");
        assertThat(get("/a")).isEqualTo("403 {\"message\":\"Forbidden\"}");
        assertThat(get("/a", "Authorization", "bob")).isEqualTo("403 {\"message\":\"Forbidden\"}");
        assertThat(get("/a", "Authorization", "alice")).isEqualTo("200 {}");
        assertThat(gateway.demanded.getLast().resource()).endsWith(api + "/$default/GET/a");
        assertThat(gateway.calls.lastEvent().at("/requestContext/authorizer/iam/userId").asText())
                .isEqualTo("AIDA1");
    }

    @Test
    void actionsOfServices() {
        String id =
                integration(
                        "'IntegrationType':'AWS_PROXY','IntegrationSubtype':'SQS-SendMessage',"
                            + "'PayloadFormatVersion':'1.0','CredentialsArn':"
                            + "'arn:aws:iam::000000000000:role/good','RequestParameters':"
                            + "{'QueueUrl':'q','MessageBody':'$request.body.m','DelaySeconds':'3'}");
        route("POST /q", id, "");
        assertThat(Gateway.text(send("POST", "/q", "{\"m\":\"hi\"}"))).startsWith("200 ");
        assertThat(gateway.calls.actions)
                .containsExactly(
                        "sqs:SendMessage"
                            + " {\"QueueUrl\":\"q\",\"MessageBody\":\"hi\",\"DelaySeconds\":3}");
        assertThat(gateway.calls.lastPrincipal()).isInstanceOf(Principal.RoleSession.class);
    }
}
