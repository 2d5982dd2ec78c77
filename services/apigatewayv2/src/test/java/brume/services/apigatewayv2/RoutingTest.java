package brume.services.apigatewayv2;

import static org.assertj.core.api.Assertions.assertThat;

import brume.wire.HttpResponse;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Which route answers a request, and what the integration gets of it. */
class RoutingTest extends HttpApiFixture {

    @BeforeEach
    void answer() {
        gateway.endpoints.answer(200, "in", "X-From", "backend");
    }

    private String sent(String method, String path) {
        String answer = Gateway.text(send(method, path, ""));
        return answer.equals("200 in") ? gateway.endpoints.last().url().toString() : answer;
    }

    /** The example of the Developer Guide's page "Create routes for HTTP APIs". */
    @Test
    void theMostSpecificRouteAnswers() {
        route("GET /pets/dog/1", http("http://b/exact", ""), "");
        route("GET /pets/dog/{id}", http("http://b/dog/{id}", ""), "");
        route("GET /pets/{proxy+}", http("http://b/greedy/{proxy}", ""), "");
        route("ANY /{proxy+}", http("http://b/any/{proxy}", ""), "");
        assertThat(sent("GET", "/")).isEqualTo("404 {\"message\":\"Not Found\"}");
        route("$default", http("http://b/default", ""), "");
        assertThat(sent("GET", "/pets/dog/1")).isEqualTo("http://b/exact");
        assertThat(sent("GET", "/pets/dog/2")).isEqualTo("http://b/dog/2");
        assertThat(sent("GET", "/pets/cat/1%2F2?a=b&c"))
                .isEqualTo("http://b/greedy/cat/1%2F2?a=b&c");
        assertThat(sent("POST", "/pets/dog/1")).isEqualTo("http://b/any/pets/dog/1");
        assertThat(sent("GET", "/")).isEqualTo("http://b/default");
    }

    @Test
    void stagesHaveNamesInThePathAndTheDefaultOneHasNone() {
        route("GET /a", http("http://b/${stageVariables.v}", ""), "");
        call("UpdateStage", "{'StageName':'$default','StageVariables':{'v':'d'}}");
        String deployment = call("CreateDeployment", "{}").get("DeploymentId").asText();
        call(
                "CreateStage",
                "{'StageName':'dev','StageVariables':{'v':'x'},'DeploymentId':'"
                        + deployment
                        + "'}");
        assertThat(sent("GET", "/a")).isEqualTo("http://b/d");
        assertThat(sent("GET", "/dev/a")).isEqualTo("http://b/x");
        HttpResponse byPath = gateway.http("GET", "/_aws/execute-api/" + api + "/dev/a", "");
        assertThat(byPath.status()).isEqualTo(200);
        // What is changed reaches the stage that deploys by itself only.
        route("GET /new", http("http://b/new", ""), "");
        assertThat(sent("GET", "/new")).isEqualTo("http://b/new");
        assertThat(sent("GET", "/dev/new")).startsWith("404 ");
        gateway.restart();
        assertThat(sent("GET", "/dev/a")).isEqualTo("http://b/x");
        gateway.call("DeleteApi", "{'ApiId':'" + api + "'}");
        assertThat(sent("GET", "/a")).startsWith("421 ");
    }

    @Test
    void parametersAreMapped() {
        String id =
                http(
                        "http://b/x",
                        ",'RequestParameters':{'append:header.h':'$request.querystring.q','overwrite:querystring.q':"
                            + "'static','remove:querystring.gone':'','overwrite:path':'/p/$request.path.id',"
                            + "'overwrite:header.b':'${request.body.a[1].b}-${context.stage}'},"
                            + "'ResponseParameters':{'404':{'overwrite:statuscode':'418',"
                            + "'append:header.x':'$response.header.x-from','remove:header.x-from':''}}");
        route("POST /r/{id}", id, "");
        gateway.endpoints.answer(404, "no", "X-From", "backend");
        HttpResponse response =
                send("POST", "/r/7?q=1&gone=2", "{\"a\":[0,{\"b\":\"deep\"}]}", "H", "0");
        assertThat(Gateway.text(response)).isEqualTo("418 no");
        assertThat(response.headers().first("x")).hasValue("backend");
        assertThat(response.headers().first("x-from")).isEmpty();
        assertThat(response.headers().first("apigw-requestid")).isPresent();
        var sent = gateway.endpoints.last();
        assertThat(sent.url().toString()).isEqualTo("http://b/p/7?q=static");
        assertThat(sent.headers().all("h")).containsExactly("0", "1");
        assertThat(sent.headers().first("b")).hasValue("deep-$default");
        assertThat(sent.headers().first("x-forwarded-for")).hasValue("10.0.0.9");
        // A value that would begin another header field reaches nobody.
        int before = gateway.endpoints.requests.size();
        assertThat(Gateway.text(send("POST", "/r/7?q=1%0d%0aevil:1", "{}"))).startsWith("500 ");
        assertThat(gateway.endpoints.requests).hasSize(before);
    }

    @Test
    void nobodyThereIsServiceUnavailable() {
        route("GET /a", http("http://b/x", ""), "");
        gateway.endpoints.vanish();
        assertThat(get("/a")).isEqualTo("503 {\"message\":\"Service Unavailable\"}");
    }

    @Test
    void requestsBeyondTheRateAreRefused() {
        route("GET /a", http("http://b/x", ""), "");
        route("GET /b", http("http://b/x", ""), "");
        call(
                "UpdateStage",
                "{'StageName':'$default','RouteSettings':{'GET /a':{'ThrottlingBurstLimit':2,"
                        + "'ThrottlingRateLimit':0}}}");
        assertThat(get("/a")).startsWith("200");
        assertThat(get("/a")).startsWith("200");
        assertThat(get("/a")).isEqualTo("429 {\"message\":\"Too Many Requests\"}");
        assertThat(get("/b")).startsWith("200");
        gateway.call(
                "DeleteRouteSettings",
                "{'ApiId':'" + api + "','StageName':'$default','RouteKey':'GET /a'}");
        assertThat(get("/a")).startsWith("200");
    }

    @Test
    void corsIsAnsweredAsConfigured() {
        route("GET /a", http("http://b/x", ""), "");
        gateway.endpoints.answer(200, "in", "Access-Control-Allow-Origin", "http://evil");
        call(
                "UpdateApi",
                "{'CorsConfiguration':{'AllowOrigins':['https://a.example'],'AllowMethods':['GET'],"
                    + "'AllowHeaders':['x-h'],'ExposeHeaders':['x-e'],'MaxAge':60,'AllowCredentials':true}}");
        HttpResponse preflight =
                send(
                        "OPTIONS",
                        "/a",
                        "",
                        "Origin",
                        "https://a.example",
                        "Access-Control-Request-Method",
                        "GET");
        assertThat(preflight.status()).isEqualTo(204);
        assertThat(preflight.headers().first("access-control-allow-origin"))
                .hasValue("https://a.example");
        assertThat(preflight.headers().first("access-control-allow-methods")).hasValue("GET");
        assertThat(preflight.headers().first("access-control-max-age")).hasValue("60");
        HttpResponse ours = send("GET", "/a", "", "Origin", "https://a.example");
        assertThat(ours.headers().all("access-control-allow-origin"))
                .containsExactly("https://a.example");
        assertThat(ours.headers().first("access-control-expose-headers")).hasValue("x-e");
        HttpResponse other = send("GET", "/a", "", "Origin", "http://evil");
        assertThat(other.headers().all("access-control-allow-origin")).isEmpty();
        call("DeleteCorsConfiguration", "{}");
        assertThat(send("GET", "/a", "").headers().first("access-control-allow-origin"))
                .hasValue("http://evil");
    }

    @Test
    void eachRequestIsLogged() throws InterruptedException {
        route("GET /a", http("http://b/x", ""), "");
        call(
                "UpdateStage",
                "{'StageName':'$default','AccessLogSettings':{'DestinationArn':"
                    + "'arn:aws:logs:us-east-1:000000000000:log-group:g','Format':'$context.requestId"
                    + " $context.httpMethod $context.status $context.routeKey"
                    + " $context.identity.userAgent $context.nothing'}}");
        HttpResponse response = send("GET", "/a", "", "User-Agent", "a\"b");
        gateway.calls.written.await();
        assertThat(gateway.calls.actions.getFirst())
                .startsWith("PutLogEvents ")
                .contains(
                        response.headers().first("apigw-requestid").orElseThrow()
                                + " GET 200 GET /a a\\\\\\\"b -");
    }
}
