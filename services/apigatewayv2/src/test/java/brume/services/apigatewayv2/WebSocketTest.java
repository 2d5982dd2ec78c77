package brume.services.apigatewayv2;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import brume.wire.Documents;
import brume.wire.HttpResponse;
import brume.wire.WebSocketAnswer;
import brume.wire.WebSocketConnection;
import brume.wire.WebSocketListener;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class WebSocketTest {

    private static final String FUNCTION = HttpApiFixture.FUNCTION;
    private static final String OK = "{\"statusCode\":200}";

    @TempDir Path folder;
    private Gateway gateway;
    private String api = "";

    @BeforeEach
    void open() {
        gateway = new Gateway(folder.resolve("store"));
        api =
                gateway.call(
                                "CreateApi",
                                "{'Name':'n','ProtocolType':'WEBSOCKET',"
                                        + "'RouteSelectionExpression':'$request.body.action'}")
                        .get("ApiId")
                        .asText();
        gateway.calls.answer(OK);
    }

    @AfterEach
    void close() {
        gateway.close();
    }

    private JsonNode call(String operation, String more) {
        ObjectNode input = Documents.object().put("ApiId", api);
        input.setAll((ObjectNode) Documents.parse(more.replace('\'', '"')));
        return gateway.call(operation, input.toString());
    }

    private String integration(String members) {
        return call("CreateIntegration", "{" + members + "}").get("IntegrationId").asText();
    }

    private String function() {
        return integration("'IntegrationType':'AWS_PROXY','IntegrationUri':'" + FUNCTION + "'");
    }

    private String route(String key, String integration, String more) {
        String target = "'Target':'integrations/" + integration + "'";
        return call("CreateRoute", "{'RouteKey':'" + key + "'," + target + more + "}")
                .get("RouteId")
                .asText();
    }

    private void deploy() {
        call("CreateStage", "{'StageName':'dev','StageVariables':{'v':'1'}}");
        call("CreateDeployment", "{'StageName':'dev'}");
    }

    private WebSocketAnswer ask(String path, String... headers) {
        return gateway.upgrade(
                Gateway.request("GET", api + ".execute-api.localhost:4566" + path, "", headers));
    }

    private String refusal(String path, String... headers) {
        assertThat(ask(path, headers)).isInstanceOf(WebSocketAnswer.Refused.class);
        return Gateway.text(((WebSocketAnswer.Refused) ask(path, headers)).response());
    }

    /** A client that keeps what it is sent. */
    private final class Socket implements WebSocketConnection {
        final List<String> received = new ArrayList<>();
        final WebSocketAnswer.Accepted accepted;
        Sent outcome = Sent.QUEUED;

        Socket(String path, String... headers) {
            accepted = (WebSocketAnswer.Accepted) ask(path, headers);
            listener().opened(this);
        }

        WebSocketListener listener() {
            return accepted.listener();
        }

        String say(String text) {
            received.clear();
            listener().message(text);
            return String.join("|", received);
        }

        @Override
        public Sent send(String text) {
            if (outcome == Sent.QUEUED) {
                received.add(text);
            }
            return outcome;
        }

        @Override
        public void close(int code, String reason) {
            received.add("close " + code + ' ' + reason);
        }
    }

    private String connectionId() {
        return gateway.calls.lastEvent().at("/requestContext/connectionId").asText();
    }

    @Test
    void functionsHearOfConnectsMessagesAndDisconnectsInAwssShape() {
        String f = function();
        route("$connect", f, "");
        route("$disconnect", f, "");
        route("$default", f, "");
        route("join", f, "");
        deploy();
        Socket socket = new Socket("/dev?room=a&room=b", "User-Agent", "test", "X-A", "1");
        JsonNode connect = gateway.calls.lastEvent();
        assertThat(connect.at("/headers/X-A").asText()).isEqualTo("1");
        assertThat(connect.at("/queryStringParameters/room").asText()).isEqualTo("b");
        assertThat(connect.at("/multiValueQueryStringParameters/room")).hasSize(2);
        assertThat(connect.at("/stageVariables/v").asText()).isEqualTo("1");
        JsonNode context = connect.get("requestContext");
        assertThat(context.get("eventType").asText()).isEqualTo("CONNECT");
        assertThat(context.get("routeKey").asText()).isEqualTo("$connect");
        assertThat(context.get("messageDirection").asText()).isEqualTo("IN");
        assertThat(context.at("/identity/sourceIp").asText()).isEqualTo("10.0.0.9");
        assertThat(context.at("/identity/userAgent").asText()).isEqualTo("test");
        assertThat(context.get("domainName").asText())
                .isEqualTo(api + ".execute-api.localhost:4566");
        assertThat(context.get("connectedAt").isNumber()).isTrue();
        assertThat(context.has("messageId")).isFalse();
        assertThat(gateway.calls.lastPrincipal().toString()).contains("apigateway.amazonaws.com");

        assertThat(socket.say("{\"action\":\"join\",\"n\":1}")).isEmpty();
        JsonNode message = gateway.calls.lastEvent();
        assertThat(message.get("body").asText()).isEqualTo("{\"action\":\"join\",\"n\":1}");
        assertThat(message.get("isBase64Encoded").asBoolean()).isFalse();
        assertThat(message.at("/requestContext/routeKey").asText()).isEqualTo("join");
        assertThat(message.at("/requestContext/messageId").asText()).isNotEmpty();
        assertThat(message.at("/requestContext/connectionId"))
                .isEqualTo(context.get("connectionId"));
        assertThat(message.has("headers")).isFalse();

        socket.listener().closed(1001, "Going away");
        JsonNode disconnect = gateway.calls.lastEvent();
        assertThat(disconnect.at("/requestContext/eventType").asText()).isEqualTo("DISCONNECT");
        assertThat(disconnect.at("/requestContext/disconnectStatusCode").asInt()).isEqualTo(1001);
        assertThat(disconnect.at("/requestContext/disconnectReason").asText())
                .isEqualTo("Going away");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"action\":\"join\"} | join",
                "{\"action\":\"other\"} | $default",
                "no json | $default",
                "[1] | $default",
                "{\"action\":\"$connect\"} | $default",
                "{\"action\":\"$disconnect\"} | $default",
                "{\"action\":{\"a\":1}} | $default",
            })
    void messagesAreRoutedByTheirBody(String message, String route) {
        String f = function();
        for (String key : new String[] {"$connect", "$disconnect", "$default", "join"}) {
            route(key, f, "");
        }
        deploy();
        assertThat(new Socket("/dev").say(message)).isEmpty();
        assertThat(gateway.calls.lastEvent().at("/requestContext/routeKey").asText())
                .isEqualTo(route);
    }

    @Test
    void clientsAreToldWhatGoesWrong() {
        route("f", function(), "");
        deploy();
        Socket socket = new Socket("/dev");
        assertThat(socket.say("{\"action\":\"x\"}"))
                .startsWith("{\"message\":\"Forbidden\",\"connectionId\":\"")
                .contains("\"requestId\":\"");
        gateway.calls.fail("{\"errorMessage\":\"boom\"}");
        assertThat(socket.say("{\"action\":\"f\"}"))
                .startsWith("{\"message\":\"Internal server error\"");
        gateway.calls.answer("null");
        assertThat(socket.say("{\"action\":\"f\"}")).contains("Internal server error");
    }

    @Test
    void answersGoBackWhereTheRouteSaysSo() {
        String id = route("f", function(), ",'RouteResponseSelectionExpression':'$default'");
        deploy();
        gateway.calls.answer("{\"statusCode\":200,\"body\":\"hello\"}");
        Socket socket = new Socket("/dev");
        assertThat(socket.say("{\"action\":\"f\"}")).isEmpty();
        call("CreateRouteResponse", "{'RouteId':'" + id + "','RouteResponseKey':'$default'}");
        assertThat(socket.say("{\"action\":\"f\"}")).as("not deployed yet").isEmpty();
        call("CreateDeployment", "{'StageName':'dev'}");
        assertThat(socket.say("{\"action\":\"f\"}")).isEqualTo("hello");
        assertThat(call("GetRouteResponses", "{'RouteId':'" + id + "'}").get("Items")).hasSize(1);
        call("DeleteRoute", "{'RouteId':'" + id + "'}");
        assertThat(call("GetRouteResponses", "{'RouteId':'" + id + "'}").get("Items")).isEmpty();
    }

    @Test
    void theConnectRouteDecidesWhoComesIn() {
        route("$connect", function(), "");
        deploy();
        gateway.calls.answer("{\"statusCode\":401,\"body\":\"no\"}");
        assertThat(refusal("/dev")).isEqualTo("401 no");
        gateway.calls.fail("{}");
        assertThat(refusal("/dev")).startsWith("502 {\"message\":\"Internal server error\"");
        gateway.calls.answer(
                "{\"statusCode\":200,\"headers\":{\"sec-websocket-protocol\":\"b\",\"X\":\"y\"}}");
        assertThat(
                        new Socket("/dev", "Sec-WebSocket-Protocol", "a, b")
                                .accepted
                                .headers()
                                .toString())
                .contains("sec-websocket-protocol")
                .doesNotContain("x\n");
        assertThat(new Socket("/dev", "Sec-WebSocket-Protocol", "a").accepted.headers().size())
                .isZero();
        assertThat(refusal("/nostage")).startsWith("403");
        assertThat(refusal("/dev/more")).startsWith("403");
        assertThat(Gateway.text(gateway.http("GET", "/_aws/execute-api/" + api + "/dev", "")))
                .startsWith("426");
    }

    @Test
    void iamAndFunctionsAuthorizeConnects() {
        String f = function();
        String id = route("$connect", f, ",'AuthorizationType':'AWS_IAM'");
        deploy();
        assertThat(refusal("/dev")).startsWith("403");
        assertThat(refusal("/dev", "Authorization", "bob")).startsWith("403");
        new Socket("/dev", "Authorization", "alice");
        assertThat(gateway.calls.lastEvent().at("/requestContext/identity/userArn").asText())
                .endsWith("user/alice");
        String authorizer =
                call(
                                "CreateAuthorizer",
                                "{'Name':'a','AuthorizerType':'REQUEST','AuthorizerUri':'"
                                        + FUNCTION
                                        + "','IdentitySource':['route.request.querystring.t']}")
                        .get("AuthorizerId")
                        .asText();
        call(
                "UpdateRoute",
                "{'RouteId':'"
                        + id
                        + "','AuthorizationType':'CUSTOM','AuthorizerId':'"
                        + authorizer
                        + "'}");
        call("CreateDeployment", "{'StageName':'dev'}");
        assertThat(refusal("/dev")).startsWith("401");
        gateway.calls.function =
                event -> {
                    JsonNode asked = Documents.parse(event);
                    String effect =
                            asked.at("/queryStringParameters/t").asText().equals("good")
                                    ? "Allow"
                                    : "Deny";
                    return asked.has("methodArn")
                            ? "{\"principalId\":\"p\",\"context\":{\"n\":7},\"policyDocument\":"
                                    + "{\"Version\":\"2012-10-17\",\"Statement\":[{\"Effect\":\""
                                    + effect
                                    + "\",\"Action\":\"execute-api:Invoke\",\"Resource\":\""
                                    + asked.get("methodArn").asText()
                                    + "\"}]}}"
                            : OK;
                };
        assertThat(refusal("/dev?t=bad")).startsWith("403");
        Socket socket = new Socket("/dev?t=good");
        assertThat(gateway.calls.lastEvent().at("/requestContext/authorizer/n").asText())
                .isEqualTo("7");
        route("$default", f, "");
        call("CreateDeployment", "{'StageName':'dev'}");
        socket.say("x");
        assertThat(gateway.calls.lastEvent().at("/requestContext/authorizer/principalId").asText())
                .isEqualTo("p");
    }

    @Test
    void templatesMakeRequestsAndAnswers() {
        String put =
                integration(
                        "'IntegrationType':'AWS','IntegrationMethod':'POST','CredentialsArn':"
                            + "'arn:aws:iam::000000000000:role/good','IntegrationUri':"
                            + "'arn:aws:apigateway:us-east-1:dynamodb:action/PutItem',"
                            + "'TemplateSelectionExpression':'\\\\$default','RequestTemplates':"
                            + "{'$default':'{\\\"TableName\\\":\\\"t\\\",\\\"Item\\\":{\\\"id\\\":"
                            + "{\\\"S\\\":\\\"$context.connectionId\\\"}}}'}");
        String id = route("put", put, ",'RouteResponseSelectionExpression':'$default'");
        call("CreateRouteResponse", "{'RouteId':'" + id + "','RouteResponseKey':'$default'}");
        call(
                "CreateIntegrationResponse",
                "{'IntegrationId':'"
                        + put
                        + "','IntegrationResponseKey':'/2\\\\d\\\\d/','ResponseTemplates':"
                        + "{'$default':'stored $input.path(\\\"$.n\\\") $context.routeKey'}}");
        String mock =
                integration(
                        "'IntegrationType':'MOCK','RequestTemplates':"
                                + "{'$default':'{\\\"statusCode\\\":403}'}");
        route("$connect", mock, "");
        deploy();
        assertThat(refusal("/dev")).startsWith("403");
        call(
                "UpdateIntegration",
                "{'IntegrationId':'"
                        + mock
                        + "','RequestTemplates':{'$default':'{\\\"statusCode\\\":200}'}}");
        call("CreateDeployment", "{'StageName':'dev'}");
        gateway.calls.action = input -> Documents.object().put("n", 5);
        assertThat(new Socket("/dev").say("{\"action\":\"put\"}")).isEqualTo("stored 5 put");
        assertThat(gateway.calls.actions.getLast())
                .startsWith("dynamodb:PutItem {\"TableName\":\"t\",\"Item\":{\"id\":{\"S\":\"");
    }

    @Test
    void backendsReachTheirClientsAndNoOthers() {
        route("$connect", function(), "");
        deploy();
        Socket socket = new Socket("/dev");
        String id = connectionId();
        String path = "/dev/@connections/" + id.replace("=", "%3D");
        assertThat(status("POST", path, "hello", "alice")).isEqualTo("200 ");
        assertThat(socket.received).containsExactly("hello");
        assertThat(gateway.demanded.getLast().action()).isEqualTo("execute-api:ManageConnections");
        assertThat(gateway.demanded.getLast().resource())
                .isEqualTo(
                        "arn:aws:execute-api:us-east-1:000000000000:"
                                + api
                                + "/dev/POST/@connections/"
                                + id);
        assertThat(status("GET", path.replace("@", "%40"), "", "alice"))
                .startsWith("200 {\"connectedAt\":\"")
                .contains("\"sourceIp\":\"10.0.0.9\"");
        assertThat(status("POST", path, "hello", "bob")).startsWith("403");
        assertThat(status("POST", path, "x".repeat(128 * 1024 + 1), "alice")).startsWith("413");
        assertThat(status("POST", "/other/@connections/" + id, "x", "alice")).startsWith("410");
        assertThat(status("POST", "/dev/@connections/none", "x", "alice")).startsWith("410");
        socket.outcome = WebSocketConnection.Sent.FULL;
        assertThat(status("POST", path, "hello", "alice")).startsWith("429");
        assertThat(status("DELETE", path, "", "alice")).isEqualTo("204 ");
        assertThat(socket.received.getLast()).isEqualTo("close 1000 Connection Closed Normally");
        socket.listener().closed(1000, "");
        assertThat(status("POST", path, "hello", "alice")).startsWith("410");
    }

    private String status(String method, String path, String body, String user) {
        HttpResponse response =
                gateway.http(
                        method,
                        api + ".execute-api.localhost:4566" + path,
                        body,
                        "Authorization",
                        user);
        return response.status() + " " + new String(response.body(), StandardCharsets.UTF_8);
    }

    @Test
    void aStageThatGoesTakesItsConnectionsWithIt() {
        deploy0();
        Socket socket = new Socket("/dev");
        call("DeleteStage", "{'StageName':'dev'}");
        assertThat(socket.received).containsExactly("close 1001 Going away");
    }

    private void deploy0() {
        route("$default", function(), "");
        deploy();
    }

    @Test
    void ratesAreKept() {
        route("$default", function(), "");
        call(
                "CreateStage",
                "{'StageName':'dev','DefaultRouteSettings':"
                        + "{'ThrottlingBurstLimit':1,'ThrottlingRateLimit':0.1}}");
        call("CreateDeployment", "{'StageName':'dev'}");
        Socket socket = new Socket("/dev");
        assertThat(socket.say("a")).isEmpty();
        assertThat(socket.say("a")).contains("Too Many Requests");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "CreateRoute | {'RouteKey':'$other'} | Invalid route key",
                "CreateRoute | {'RouteKey':'a','AuthorizationType':'AWS_IAM'} | restricted to the",
                "CreateRoute | {'RouteKey':'a','ApiKeyRequired':true} | apiKeyRequired",
                "CreateStage | {'StageName':'$default'} | HTTP APIs only",
                "CreateIntegration | {'IntegrationType':'AWS','IntegrationUri':'x'} | Invalid",
                "CreateIntegration | {'IntegrationType':'MOCK','TimeoutInMillis':29001} | 29000",
                "CreateModel | {'Name':'m','Schema':'['} | valid JSON",
                "CreateAuthorizer | {'Name':'a','AuthorizerType':'JWT'} | REQUEST only",
            })
    void whatCannotBeIsRefused(String operation, String input, String message) {
        assertThatThrownBy(() -> call(operation, input)).hasMessageContaining(message);
    }

    @Test
    void modelsAreKept() {
        String id =
                call("CreateModel", "{'Name':'m','Schema':'{\\\"type\\\":\\\"object\\\"}'}")
                        .get("ModelId")
                        .asText();
        assertThat(call("GetModel", "{'ModelId':'" + id + "'}").get("ContentType").asText())
                .isEqualTo("application/json");
        assertThatThrownBy(() -> call("CreateModel", "{'Name':'m','Schema':'{}'}"))
                .hasMessageContaining("already exists");
        call("DeleteModel", "{'ModelId':'" + id + "'}");
        assertThat(call("GetModels", "{}").get("Items")).isEmpty();
    }

    @Test
    void idsWithSlashesLeadNowhere() {
        String f = function();
        String route = route("a", f, "");
        assertThatThrownBy(() ->
                        gateway.call(
                                "CreateRoute",
                                "{'ApiId':'" + api + '/' + route + "','RouteKey':'b'}"))
                .hasMessageContaining("Invalid API identifier");
    }
}
