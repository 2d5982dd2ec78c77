import java.io.IOException;

/** A REST API with a MOCK and with a function behind it. */
final class GatewayScenarios {

    private final Bench bench;
    private final Functions functions;

    GatewayScenarios(Bench bench) {
        this.bench = bench;
        this.functions = new Functions(bench);
    }

    void run() throws Exception {
        if (!bench.wants("mock") && !bench.wants("proxy")) {
            return;
        }
        String api = bench.call(api("POST", "/restapis", "{\"name\":\"bench\"}")).path("id").asText();
        String root =
                bench.call(api("GET", "/restapis/" + api + "/resources", ""))
                        .path("_embedded")
                        .path("item")
                        .path("id")
                        .asText();
        if (root.isEmpty()) {
            root =
                    bench.call(api("GET", "/restapis/" + api + "/resources", ""))
                            .path("item")
                            .path(0)
                            .path("id")
                            .asText();
        }
        String mock = method(api, root, "mock");
        bench.call(
                api(
                        "PUT",
                        mock + "/integration",
                        "{\"type\":\"MOCK\",\"requestTemplates\":{\"application/json\":"
                                + "\"{\\\"statusCode\\\": 200}\"}}"));
        bench.call(api("PUT", mock + "/responses/200", "{}"));
        bench.call(
                api(
                        "PUT",
                        mock + "/integration/responses/200",
                        "{\"responseTemplates\":{\"application/json\":\"{\\\"ok\\\": true}\"}}"));
        boolean proxy = bench.wants("proxy");
        if (proxy) {
            String role = functions.role("bench-api", "lambda.amazonaws.com");
            functions.function(
                    "behind",
                    role,
                    "def handler(event, context):\n    return {'statusCode': 200, 'body': 'ok'}\n");
            bench.call(
                    Client.Request.rest(
                            "lambda",
                            "POST",
                            "/2015-03-31/functions/behind/policy",
                            "{\"StatementId\":\"api\",\"Action\":\"lambda:InvokeFunction\","
                                    + "\"Principal\":\"apigateway.amazonaws.com\"}"));
            bench.call(
                    api(
                            "PUT",
                            method(api, root, "proxy") + "/integration",
                            "{\"type\":\"AWS_PROXY\",\"httpMethod\":\"POST\",\"uri\":"
                                    + "\"arn:aws:apigateway:us-east-1:lambda:path/2015-03-31/functions/"
                                    + "arn:aws:lambda:us-east-1:000000000000:function:behind/invocations\"}"));
        }
        bench.call(api("POST", "/restapis/" + api + "/deployments", "{\"stageName\":\"prod\"}"));
        String base = "/_aws/execute-api/" + api + "/prod/";
        if (bench.wants("mock")) {
            bench.measure(
                    "API to MOCK",
                    (client, n) ->
                            Bench.check(client.send(Client.Request.rest("", "GET", base + "mock", ""))));
        }
        if (proxy) {
            bench.measure(
                    "API to Lambda",
                    (client, n) ->
                            Bench.check(client.send(Client.Request.rest("", "GET", base + "proxy", ""))));
        }
    }

    private String method(String api, String root, String part) throws IOException {
        String id =
                bench.call(
                                api(
                                        "POST",
                                        "/restapis/" + api + "/resources/" + root,
                                        "{\"pathPart\":\"" + part + "\"}"))
                        .path("id")
                        .asText();
        String method = "/restapis/" + api + "/resources/" + id + "/methods/GET";
        bench.call(api("PUT", method, "{\"authorizationType\":\"NONE\"}"));
        return method;
    }

    private static Client.Request api(String method, String path, String body) {
        return Client.Request.rest("apigateway", method, path, body);
    }
}
