package brume.services.apigateway;

import static org.assertj.core.api.Assertions.assertThat;

import brume.spi.Principal;
import brume.wire.Documents;
import brume.wire.HttpResponse;
import brume.wire.OutboundRequest;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

/**
 * Deployed APIs at work. Facts about AWS are from LocalStack's recordings in
 * tests/aws/services/apigateway, of the tests named beside them.
 */
class ExecutionTest extends RestApiFixture {

    private static final String FUNCTION =
            "arn:aws:apigateway:us-east-1:lambda:path/2015-03-31/functions/"
                    + "arn:aws:lambda:us-east-1:000000000000:function:f/invocations";

    private String resource(String parent, String part) {
        return gateway.call(
                        "CreateResource",
                        "{'restApiId':'%s','parentId':'%s','pathPart':'%s'}"
                                .formatted(api, parent, part))
                .get("id")
                .asText();
    }

    private ObjectNode input(String resource, String method) {
        return Documents.object()
                .put("restApiId", api)
                .put("resourceId", resource)
                .put("httpMethod", method);
    }

    private void method(String resource, String method, String authorization) {
        gateway.call(
                "PutMethod",
                input(resource, method).put("authorizationType", authorization).toString());
    }

    private void integration(String resource, String method, String more) {
        ObjectNode input = input(resource, method);
        input.setAll((ObjectNode) Documents.parse(more.replace('\'', '"')));
        gateway.call("PutIntegration", input.toString());
    }

    private void response(String resource, String method, String more) {
        ObjectNode input = input(resource, method);
        input.setAll((ObjectNode) Documents.parse(more));
        gateway.call("PutIntegrationResponse", input.toString());
    }

    private void mock(String resource, String method, String answer) {
        method(resource, method, "NONE");
        ObjectNode integration = input(resource, method).put("type", "MOCK");
        integration.putObject("requestTemplates").put("application/json", "{\"statusCode\": 200}");
        gateway.call("PutIntegration", integration.toString());
        ObjectNode response = input(resource, method).put("statusCode", "200");
        response.putObject("responseTemplates").put("application/json", answer);
        gateway.call("PutIntegrationResponse", response.toString());
    }

    private void lambda(String resource, String method, String type) {
        method(resource, method, "NONE");
        integration(
                resource,
                method,
                "{'type':'" + type + "','integrationHttpMethod':'POST','uri':'" + FUNCTION + "'}");
    }

    private void deploy() {
        gateway.call("CreateDeployment", "{'restApiId':'" + api + "','stageName':'dev'}");
    }

    private String get(String path, String... headers) {
        return Gateway.text(
                gateway.http("GET", "/_aws/execute-api/" + api + "/dev" + path, "", headers));
    }

    @Test
    void everyFormOfTheAddressReachesTheStage() {
        mock(resource(root, "a"), "GET", "hello");
        deploy();
        for (String url :
                new String[] {
                    api + ".execute-api.localhost:4566/dev/a",
                    api + ".execute-api.us-east-1.amazonaws.com/dev/a",
                    api + ".execute-api.localhost.localstack.cloud:4566/dev/a",
                    "/_aws/execute-api/" + api + "/dev/a",
                    "/restapis/" + api + "/dev/_user_request_/a"
                }) {
            HttpResponse response = gateway.http("GET", url, "");
            assertThat(Gateway.text(response)).isEqualTo("200 hello");
            assertThat(response.headers().first("Content-Type")).hasValue("application/json");
            assertThat(response.headers().first("x-amzn-RequestId")).isPresent();
            assertThat(response.headers().first("x-amz-apigw-id")).isPresent();
            assertThat(response.headers().first("X-Amzn-Trace-Id")).isEmpty();
        }
    }

    @Test
    void whatIsNotThereIsAwsError() {
        mock(resource(root, "a"), "GET", "hello");
        deploy();
        HttpResponse response = gateway.http("GET", "/_aws/execute-api/" + api + "/dev/b", "");
        assertThat(Gateway.text(response))
                .isEqualTo("403 {\"message\":\"Missing Authentication Token\"}");
        assertThat(response.headers().first("x-amzn-ErrorType"))
                .hasValue("MissingAuthenticationTokenException");
        assertThat(Gateway.text(gateway.http("POST", "/_aws/execute-api/" + api + "/dev/a", "")))
                .startsWith("403 ");
        assertThat(Gateway.text(gateway.http("GET", "/_aws/execute-api/" + api + "/nope/a", "")))
                .isEqualTo("403 {\"message\":\"Forbidden\"}");
        assertThat(Gateway.text(gateway.http("GET", "/_aws/execute-api/aaaaaaaaaa/dev/a", "")))
                .isEqualTo("403 {\"message\":\"Forbidden\"}");
    }

    @Test
    void theDeploymentIsServedNotTheTree() {
        String a = resource(root, "a");
        mock(a, "GET", "one");
        deploy();
        assertThat(get("/a")).isEqualTo("200 one");
        response(
                a,
                "GET",
                "{\"statusCode\":\"200\",\"responseTemplates\":{\"application/json\":\"two\"}}");
        assertThat(get("/a")).isEqualTo("200 one");
        gateway.restart();
        assertThat(get("/a")).isEqualTo("200 one");
        deploy();
        assertThat(get("/a")).isEqualTo("200 two");
        gateway.call("DeleteRestApi", "{'restApiId':'" + api + "'}");
        assertThat(get("/a")).isEqualTo("403 {\"message\":\"Forbidden\"}");
    }

    // test_proxy_routing_with_hardcoded_resource_sibling,
    // test_routing_with_hardcoded_resource_sibling_order
    @Test
    void theMostSpecificResourceWithTheMethodAnswers() {
        String test = resource(root, "test");
        mock(test, "POST", "POST");
        mock(resource(test, "any"), "ANY", "ANY");
        mock(resource(root, "{proxy+}"), "OPTIONS", "OPTIONS $input.params('proxy')");
        String part1 = resource(root, "part1");
        mock(resource(part1, "{id}"), "GET", "variable $input.params('id')");
        mock(resource(part1, "hard"), "GET", "hard");
        deploy();
        String base = "/_aws/execute-api/" + api + "/dev";
        assertThat(Gateway.text(gateway.http("OPTIONS", base + "/test", "")))
                .isEqualTo("200 OPTIONS test");
        assertThat(Gateway.text(gateway.http("POST", base + "/test/", ""))).isEqualTo("200 POST");
        assertThat(Gateway.text(gateway.http("OPTIONS", base + "/test/any", "")))
                .isEqualTo("200 ANY");
        assertThat(Gateway.text(gateway.http("OPTIONS", base + "/x//y/", "")))
                .isEqualTo("200 OPTIONS x//y");
        assertThat(get("/part1/hard")).isEqualTo("200 hard");
        assertThat(get("/part1/7")).isEqualTo("200 variable 7");
    }

    // test_integration_mock_with_response_override_in_request_template,
    // test_integration_mock_with_vtl_map_assignation
    @Test
    void whatARequestTemplatePutsIntoTheContextTheResponseTemplateSees() {
        method(root, "GET", "NONE");
        ObjectNode integration = input(root, "GET").put("type", "MOCK");
        integration
                .putObject("requestTemplates")
                .put(
                        "application/json",
                        "#set($context.responseOverride.status = 444)\n"
                                + "#set($context.responseOverride.header.foo = \"bar\")\n"
                                + "#set($n = \"q\")#set($context.requestOverride.querystring[$n] ="
                                + " \"z\")\n{statusCode: 200}");
        gateway.call("PutIntegration", integration.toString());
        response(
                root,
                "GET",
                "{\"statusCode\":\"200\",\"selectionPattern\":\"2\\\\d{2}\",\"responseTemplates\":"
                        + "{\"application/json\":\"$context.responseOverride.status"
                        + " $context.requestOverride.querystring.q\"}}");
        deploy();
        HttpResponse response = gateway.http("GET", "/_aws/execute-api/" + api + "/dev", "");
        assertThat(Gateway.text(response)).isEqualTo("444 444 z");
        assertThat(response.headers().first("foo")).hasValue("bar");
    }

    @Test
    void passthroughBehaviourDecidesAboutOtherContentTypes() {
        lambda(root, "POST", "AWS");
        integration(
                root,
                "POST",
                "{'type':'AWS','integrationHttpMethod':'POST','uri':'"
                        + FUNCTION
                        + "',"
                        + "'passthroughBehavior':'NEVER',"
                        + "'requestTemplates':{'application/json':'[$input.body]'}}");
        response(root, "POST", "{\"statusCode\":\"200\"}");
        deploy();
        String url = "/_aws/execute-api/" + api + "/dev";
        assertThat(Gateway.text(gateway.http("POST", url, "1"))).isEqualTo("200 [1]");
        assertThat(
                        Gateway.text(
                                gateway.http(
                                        "POST",
                                        url,
                                        "1",
                                        "Content-Type",
                                        "application/json; charset=utf-8")))
                .isEqualTo("200 [1]");
        HttpResponse refused = gateway.http("POST", url, "1", "Content-Type", "text/plain");
        assertThat(Gateway.text(refused)).isEqualTo("415 {\"message\":\"Unsupported Media Type\"}");
    }

    @Test
    void aLambdaIntegrationHandsTheBodyOverAndSelectsByErrorMessage() {
        lambda(root, "POST", "AWS");
        response(
                root,
                "POST",
                "{\"statusCode\":\"200\",\"responseParameters\":"
                        + "{\"method.response.header.X-S\":\"'static'\","
                        + "\"method.response.header.X-B\":\"integration.response.body.sno\"}}");
        response(
                root,
                "POST",
                "{\"statusCode\":\"400\",\"selectionPattern\":\".*four hundred.*\","
                        + "\"responseTemplates\":{\"application/json\":"
                        + "\"{\\\"m\\\":$input.json('$.errorMessage')}\"}}");
        deploy();
        String url = "/_aws/execute-api/" + api + "/dev";
        HttpResponse ok = gateway.http("POST", url, "{\"sno\":7}");
        assertThat(Gateway.text(ok)).isEqualTo("200 {\"sno\":7}");
        assertThat(ok.headers().first("X-S")).hasValue("static");
        assertThat(ok.headers().first("X-B")).hasValue("7");
        assertThat(gateway.calls.principals.getFirst())
                .isEqualTo(
                        new Principal.ServicePrincipal(
                                "apigateway.amazonaws.com",
                                "arn:aws:execute-api:us-east-1:000000000000:" + api + "/dev/POST/",
                                Gateway.SCOPE.account()));
        gateway.calls.function =
                event -> "{\"errorMessage\":\"Raising four hundred here\",\"errorType\":\"E\"}";
        assertThat(Gateway.text(gateway.http("POST", url, "{}")))
                .isEqualTo("400 {\"m\":\"Raising four hundred here\"}");
        gateway.calls.function =
                event -> {
                    throw FakeCalls.denied();
                };
        assertThat(Gateway.text(gateway.http("POST", url, "{}")))
                .isEqualTo("500 {\"message\":\"Internal server error\"}");
    }

    // test_lambda_aws_proxy_integration
    @Test
    void theProxyEventIsAwsEvent() {
        lambda(resource(root, "{proxy+}"), "ANY", "AWS_PROXY");
        gateway.calls.function =
                event -> Documents.object().put("body", event).put("statusCode", 201).toString();
        deploy();
        HttpResponse response =
                gateway.http(
                        "POST",
                        api
                                + ".execute-api.localhost:4566/dev//proxy-value//x%2By/"
                                + "?price=10&price=20&email=test%2Balias@gmail.com&plus=a+b",
                        "{\"k\":1}",
                        "tEsT-HEADeR",
                        "aValUE",
                        "User-Agent",
                        "agent");
        assertThat(response.status()).isEqualTo(201);
        assertThat(response.headers().first("X-Amzn-Trace-Id")).isPresent();
        JsonNode event = Documents.parse(response.body());
        assertThat(event.get("resource").asText()).isEqualTo("/{proxy+}");
        assertThat(event.get("path").asText()).isEqualTo("/proxy-value//x%2By/");
        assertThat(event.at("/pathParameters/proxy").asText()).isEqualTo("proxy-value//x%2By");
        assertThat(event.at("/queryStringParameters").toString())
                .isEqualTo(
                        "{\"price\":\"20\",\"email\":\"test+alias@gmail.com\",\"plus\":\"a b\"}");
        assertThat(event.at("/multiValueQueryStringParameters/price").toString())
                .isEqualTo("[\"10\",\"20\"]");
        assertThat(event.at("/headers/tEsT-HEADeR").asText()).isEqualTo("aValUE");
        assertThat(event.at("/multiValueHeaders/tEsT-HEADeR").toString()).isEqualTo("[\"aValUE\"]");
        assertThat(event.at("/headers/X-Forwarded-For").asText()).isEqualTo("10.0.0.9");
        assertThat(event.get("body").asText()).isEqualTo("{\"k\":1}");
        assertThat(event.get("isBase64Encoded").asBoolean()).isFalse();
        assertThat(event.get("stageVariables").isNull()).isTrue();
        JsonNode context = event.get("requestContext");
        assertThat(context.get("path").asText()).isEqualTo("/dev//proxy-value//x%2By/");
        assertThat(context.get("domainPrefix").asText()).isEqualTo(api);
        assertThat(context.get("requestTime").asText())
                .matches("\\d\\d/\\w{3}/\\d{4}:\\d\\d:\\d\\d:\\d\\d \\+0000");
        assertThat(context.get("identity").get("user").isNull()).isTrue();
        assertThat(context.get("identity").get("sourceIp").asText()).isEqualTo("10.0.0.9");
    }

    // test_aws_proxy_response_payload_format_validation
    @Test
    void proxyAnswersAreChecked() {
        lambda(root, "GET", "AWS_PROXY");
        deploy();
        String[][] expected = {
            {"{\"statusCode\":200}", "200 "},
            {"{\"statusCode\":\"204\",\"headers\":null}", "204 "},
            {"{\"headers\":{\"a\":\"b\",\"bool\":true}}", "200 "},
            {"{\"body\":\"dGVzdA==\",\"isBase64Encoded\":true}", "200 dGVzdA=="},
            {"{\"wrong\":\"format\"}", "502 {\"message\":\"Internal server error\"}"},
            {"{\"statusCode\":\"test\"}", "502 {\"message\":\"Internal server error\"}"},
            {
                "{\"multiValueHeaders\":{\"a\":\"b\"}}",
                "502 {\"message\":\"Internal server error\"}"
            },
            {"\"just a string\"", "502 {\"message\":\"Internal server error\"}"},
            {"", "502 {\"message\":\"Internal server error\"}"},
            {"{\"errorMessage\":\"x\"}", "502 {\"message\":\"Internal server error\"}"},
            {
                "{\"headers\":{\"a\":\"b\\r\\nEvil: 1\"}}",
                "502 {\"message\":\"Internal server error\"}"
            },
        };
        for (String[] one : expected) {
            gateway.calls.function = event -> one[0];
            assertThat(get("")).as(one[0]).isEqualTo(one[1]);
        }
        gateway.calls.function =
                event ->
                        "{\"headers\":{\"test-multi\":\"solo\",\"Content-Length\":\"9\"},"
                                + "\"multiValueHeaders\":{\"tesT-Multi\":[\"multi\"]}}";
        HttpResponse merged = gateway.http("GET", "/_aws/execute-api/" + api + "/dev", "");
        assertThat(merged.headers().all("test-multi")).containsExactly("multi", "solo");
        assertThat(merged.headers().first("Content-Length")).isEmpty();
        assertThat(merged.headers().first("x-amzn-Remapped-Content-Length")).hasValue("9");
        assertThat(merged.headers().first("Content-Type")).hasValue("application/json");
    }

    @Test
    void aSlowIntegrationTimesOut() {
        method(root, "GET", "NONE");
        integration(
                root,
                "GET",
                "{'type':'AWS_PROXY','integrationHttpMethod':'POST','uri':'"
                        + FUNCTION
                        + "',"
                        + "'timeoutInMillis':50}");
        deploy();
        gateway.calls.never = new CountDownLatch(1);
        assertThat(get("")).isEqualTo("504 {\"message\":\"Endpoint request timed out\"}");
    }

    @Test
    void iamAuthorizationIsEnforced() {
        mock(root, "GET", "ok $context.identity.user");
        gateway.call(
                "UpdateMethod",
                "{'restApiId':'"
                        + api
                        + "','resourceId':'"
                        + root
                        + "','httpMethod':'GET',"
                        + "'patchOperations':[{'op':'replace','path':'/authorizationType',"
                        + "'value':'AWS_IAM'}]}");
        deploy();
        assertThat(get("")).isEqualTo("403 {\"message\":\"Missing Authentication Token\"}");
        assertThat(get("", "Authorization", "bob")).startsWith("403 {\"Message\":\"User: ");
        assertThat(get("", "Authorization", "alice")).isEqualTo("200 ok AIDA1");
        assertThat(gateway.demanded.getLast().action()).isEqualTo("execute-api:Invoke");
        assertThat(gateway.demanded.getLast().resource())
                .isEqualTo("arn:aws:execute-api:us-east-1:000000000000:" + api + "/dev/GET/");
    }

    @Test
    void aServiceActionIsCalledWithTheRole() {
        method(root, "POST", "NONE");
        String uri = "arn:aws:apigateway:us-east-1:dynamodb:action/PutItem";
        integration(
                root,
                "POST",
                "{'type':'AWS','integrationHttpMethod':'POST','uri':'"
                        + uri
                        + "',"
                        + "'credentials':'arn:aws:iam::000000000000:role/${stageVariables.role}',"
                        + "'requestTemplates':{'application/json':"
                        + "'{$util.escapeJavaScript($input.params()).substring(0,0)}'}}");
        response(root, "POST", "{\"statusCode\":\"200\"}");
        response(root, "POST", "{\"statusCode\":\"400\",\"selectionPattern\":\"4\\\\d{2}\"}");
        gateway.call(
                "CreateDeployment",
                "{'restApiId':'" + api + "','stageName':'dev','variables':{'role':'good'}}");
        String url = "/_aws/execute-api/" + api + "/dev";
        assertThat(Gateway.text(gateway.http("POST", url, "{}"))).isEqualTo("200 {\"ok\":true}");
        assertThat(gateway.calls.sent).containsExactly("dynamodb POST /?Action=PutItem {}");
        assertThat(gateway.calls.principals.getFirst()).isInstanceOf(Principal.RoleSession.class);
        assertThat(Gateway.text(gateway.http("POST", url, "{}"))).isEqualTo("400 {\"no\":true}");
    }

    // test_sqs_aws_integration: the service's own path, form and content type.
    @Test
    void aServiceIsCalledByItsPath() {
        method(root, "POST", "NONE");
        integration(
                root,
                "POST",
                """
                {"type":"AWS","integrationHttpMethod":"POST",
                 "uri":"arn:aws:apigateway:us-east-1:sqs:path/000000000000/{queue}",
                 "credentials":"arn:aws:iam::000000000000:role/good",
                 "requestParameters":{
                   "integration.request.header.Content-Type":
                     "\\u0027application/x-www-form-urlencoded\\u0027",
                   "integration.request.path.queue":"context.stage"},
                 "requestTemplates":{"application/json":
                   "Action=SendMessage&MessageBody=$input.body"}}
                """);
        response(root, "POST", "{\"statusCode\":\"200\"}");
        deploy();
        gateway.http("POST", "/_aws/execute-api/" + api + "/dev", "{}");
        assertThat(gateway.calls.sent)
                .containsExactly("sqs POST /000000000000/dev? Action=SendMessage&MessageBody={}");
        assertThat(gateway.calls.lastHeaders.all("Content-Type"))
                .containsExactly("application/x-www-form-urlencoded");
        assertThat(gateway.calls.lastHeaders.all("Accept")).containsExactly("application/json");
    }

    @Test
    void binaryMediaTypesAreBase64InTheEvent() {
        gateway.call(
                "UpdateRestApi",
                "{'restApiId':'"
                        + api
                        + "','patchOperations':[{'op':'add','path':"
                        + "'/binaryMediaTypes/image~1*'}]}");
        lambda(root, "POST", "AWS_PROXY");
        gateway.calls.function =
                event ->
                        Documents.object()
                                .put("body", Documents.parse(event).get("body").asText())
                                .put("isBase64Encoded", true)
                                .toString();
        deploy();
        HttpResponse response =
                gateway.http(
                        "POST",
                        "/_aws/execute-api/" + api + "/dev",
                        "bytes",
                        "Content-Type",
                        "image/png",
                        "Accept",
                        "image/png");
        assertThat(Gateway.text(response)).isEqualTo("200 bytes");
        assertThat(gateway.calls.events.getFirst())
                .contains("\"body\":\"Ynl0ZXM=\"", "\"isBase64Encoded\":true");
    }

    @Test
    void tooLargeRequestsAreRefused() {
        mock(root, "POST", "ok");
        deploy();
        assertThat(
                        Gateway.text(
                                gateway.http(
                                        "POST",
                                        "/_aws/execute-api/" + api + "/dev",
                                        "x".repeat(10 * 1024 * 1024 + 1))))
                .startsWith("413 ");
    }

    @Test
    void selectionPatternsThatBlowUpAreGivenUp() {
        lambda(root, "GET", "AWS");
        response(root, "GET", "{\"statusCode\":\"200\",\"selectionPattern\":\"(.*a){12}b\"}");
        response(root, "GET", "{\"statusCode\":\"201\"}");
        gateway.calls.function = event -> "{\"errorMessage\":\"" + "a".repeat(60) + "!\"}";
        deploy();
        assertThat(get("")).isEqualTo("500 {\"message\":\"Internal server error\"}");
    }

    @Test
    void aMethodIsTestedWithoutADeployment() {
        String pets = resource(root, "{id}");
        mock(pets, "GET", "{\"id\":\"$input.params('id')\",\"v\":\"$stageVariables.v\"}");
        JsonNode run =
                gateway.call(
                        "TestInvokeMethod",
                        "{'restApiId':'"
                                + api
                                + "','resourceId':'"
                                + pets
                                + "','httpMethod':'GET','pathWithQueryString':'/7?a=b',"
                                + "'stageVariables':{'v':'x'}}");
        assertThat(run.get("status").asInt()).isEqualTo(200);
        assertThat(run.get("body").asText()).isEqualTo("{\"id\":\"7\",\"v\":\"x\"}");
        assertThat(run.get("headers").get("Content-Type").asText()).isEqualTo("application/json");
        assertThat(run.get("log").asText())
                .startsWith("Execution log for request ")
                .contains("Successfully completed execution", "Method completed with status: 200");
    }

    @Test
    void anyRequestGetsAnAnswer() {
        mock(resource(root, "{proxy+}"), "ANY", "$input.params() $context $stageVariables");
        deploy();
        long seed = gateway.clock.millis();
        Random random = new Random(seed);
        String alphabet = "/%{}+?&=.\\\"'<>;:@aZ0é\u0000 \t\r\n";
        for (int i = 0; i < 2_000; i++) {
            StringBuilder text = new StringBuilder();
            for (int k = random.nextInt(30); k > 0; k--) {
                text.append(alphabet.charAt(random.nextInt(alphabet.length())));
            }
            String url = "/_aws/execute-api/" + (i % 2 == 0 ? api + "/dev/" : "") + text;
            HttpResponse response =
                    gateway.http("GET", url, text.toString(), "X-Y", text.toString());
            assertThat(response.status()).as("seed %d, %s", seed, url).isIn(200, 403);
        }
    }

    private void http(String resource, String type, String more) {
        integration(
                resource,
                "ANY",
                "{'type':'" + type + "','integrationHttpMethod':'ANY'," + more + "}");
    }

    // test_http_integration_with_lambda[HTTP_PROXY],
    // test_http_integration_invoke_status_code_passthrough[HTTP_PROXY]
    @Test
    void anHttpProxyPassesRequestAndAnswerOn() {
        String proxy = resource(root, "{proxy+}");
        method(proxy, "ANY", "NONE");
        http(
                proxy,
                "HTTP_PROXY",
                "'uri':'http://${stageVariables.host}/base/{proxy}?fixed=1','requestParameters':{"
                        + "'integration.request.path.proxy':'method.request.path.proxy',"
                        + "'integration.request.header.x-stage':'context.stage'}");
        gateway.call(
                "CreateDeployment",
                "{'restApiId':'" + api + "','stageName':'dev','variables':{'host':'backend:81'}}");
        gateway.endpoints.answer(
                418,
                "short and stout",
                "Date",
                "today",
                "X-Own",
                "1",
                "x-amzn-RequestId",
                "theirs");
        HttpResponse response =
                gateway.http(
                        "POST",
                        "/_aws/execute-api/" + api + "/dev/a%20b/c?q=1&q=%C3%A9%26",
                        "body",
                        "X-Own",
                        "mine",
                        "Expect",
                        "100-continue",
                        "Transfer-Encoding",
                        "chunked",
                        "X-Forwarded-For",
                        "10.0.0.1");
        assertThat(Gateway.text(response)).isEqualTo("418 short and stout");
        assertThat(response.headers().all("X-Own")).containsExactly("1");
        assertThat(response.headers().all("x-amzn-Remapped-Date")).containsExactly("today");
        assertThat(response.headers().all("x-amzn-Remapped-x-amzn-RequestId"))
                .containsExactly("theirs");
        OutboundRequest sent = gateway.endpoints.last();
        assertThat(sent.method()).isEqualTo("POST");
        assertThat(sent.url())
                .hasToString("http://backend:81/base/a%20b/c?fixed=1&q=1&q=%C3%A9%26");
        assertThat(new String(sent.body(), StandardCharsets.UTF_8)).isEqualTo("body");
        assertThat(sent.headers().all("X-Own")).containsExactly("mine");
        assertThat(sent.headers().all("x-stage")).containsExactly("dev");
        assertThat(sent.headers().all("x-amzn-apigateway-api-id")).containsExactly(api);
        assertThat(sent.headers().first("X-Forwarded-For").orElseThrow()).startsWith("10.0.0.1, ");
        for (String name : new String[] {"Host", "Expect", "Transfer-Encoding"}) {
            assertThat(sent.headers().first(name)).isEmpty();
        }
    }

    // test_http_integration_with_lambda[HTTP]
    @Test
    void anHttpIntegrationSendsWhatIsMappedAndMapsTheAnswer() {
        method(root, "ANY", "NONE");
        http(
                root,
                "HTTP",
                "'uri':'https://backend/x','requestParameters':{"
                        + "'integration.request.querystring.q':'method.request.header.x-q'},"
                        + "'requestTemplates':{'application/json':'mapped $input.body'}");
        response(
                root,
                "ANY",
                "{\"statusCode\":\"200\",\"responseTemplates\":{\"application/json\":"
                        + "\"ok $input.path('$.b')\"}}");
        response(root, "ANY", "{\"statusCode\":\"404\",\"selectionPattern\":\"4\\\\d{2}\"}");
        deploy();
        gateway.endpoints.answer(201, "{\"b\":7}", "X-Lost", "1");
        String url = "/_aws/execute-api/" + api + "/dev/?lost=1";
        HttpResponse response = gateway.http("PUT", url, "{\"a\":5}", "X-Q", "v w");
        assertThat(Gateway.text(response)).isEqualTo("200 ok 7");
        assertThat(response.headers().first("X-Lost")).isEmpty();
        OutboundRequest sent = gateway.endpoints.last();
        assertThat(sent.method()).isEqualTo("PUT");
        assertThat(sent.url()).hasToString("https://backend/x?q=v%20w");
        assertThat(new String(sent.body(), StandardCharsets.UTF_8)).isEqualTo("mapped {\"a\":5}");
        assertThat(sent.headers().all("User-Agent")).containsExactly("AmazonAPIGateway_" + api);
        assertThat(sent.headers().first("X-Q")).isEmpty();
        gateway.endpoints.answer(403, "no");
        assertThat(Gateway.text(gateway.http("GET", url, ""))).isEqualTo("404 no");
    }

    @Test
    void anEndpointThatIsNotThereAndAHeaderThatIsNone() {
        method(root, "ANY", "NONE");
        http(
                root,
                "HTTP_PROXY",
                "'uri':'http://backend','requestParameters':{"
                        + "'integration.request.header.x-b':'method.request.body.b'}");
        deploy();
        String url = "/_aws/execute-api/" + api + "/dev/";
        assertThat(Gateway.text(gateway.http("GET", url, "")))
                .isEqualTo("500 {\"message\":\"Internal server error\"}");
        gateway.endpoints.answer(200, "there");
        assertThat(Gateway.text(gateway.http("POST", url, "{\"b\":\"plain\"}")))
                .isEqualTo("200 there");
        int before = gateway.endpoints.requests.size();
        assertThat(Gateway.text(gateway.http("POST", url, "{\"b\":\"x\\r\\nHost: evil\"}")))
                .isEqualTo("500 {\"message\":\"Internal server error\"}");
        assertThat(gateway.endpoints.requests).hasSize(before);
    }
}
