import brume.wire.Documents;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/** The benchmark of the foundation; testing/bench/run starts it. */
public final class Bench {

    private static final String VALUE = "x".repeat(960);
    private static final int ITEMS = 1_000;

    private final URI server;
    private final long pid;
    private final double seconds;
    private final List<Integer> connections;

    private Bench(URI server, long pid, double seconds, List<Integer> connections) {
        this.server = server;
        this.pid = pid;
        this.seconds = seconds;
        this.connections = connections;
    }

    public static void main(String[] args) throws Exception {
        var options = new java.util.HashMap<String, String>();
        for (int i = 0; i + 1 < args.length; i += 2) {
            options.put(args[i].substring(2), args[i + 1]);
        }
        double seconds = Double.parseDouble(options.getOrDefault("seconds", "5"));
        List<Integer> connections =
                List.of(options.getOrDefault("connections", "1,8,32").split(",")).stream()
                        .map(Integer::valueOf)
                        .toList();
        List<String> only =
                options.containsKey("only") ? List.of(options.get("only").split(",")) : List.of();
        System.out.printf(
                "%-28s %5s %10s %10s %10s %12s%n",
                "", "conns", "req/s", "p50 ms", "p99 ms", "CPU us/req");
        try (Brume brume = new Brume(options.getOrDefault("durability", "sync"))) {
            Bench bench = new Bench(brume.url, brume.process.pid(), seconds, connections);
            bench.all("brume", only);
        }
        if (options.containsKey("peer")) {
            Bench peer = new Bench(URI.create(options.get("peer")), 0, seconds, connections);
            peer.dynamodb("peer", only);
        }
    }

    /** A server of our own, on an empty folder. */
    private static final class Brume implements AutoCloseable {
        final URI url;
        final Process process;
        final Path data;

        Brume(String durability) throws Exception {
            int port;
            try (ServerSocket probe = new ServerSocket(0)) {
                port = probe.getLocalPort();
            }
            Path home = Path.of("").toAbsolutePath();
            while (!Files.exists(home.resolve("brume"))) {
                home = home.getParent();
            }
            data = Files.createTempDirectory("brume-bench");
            url = URI.create("http://127.0.0.1:" + port);
            process =
                    new ProcessBuilder(
                                    home.resolve("brume").toString(),
                                    "start",
                                    "--port",
                                    "" + port,
                                    "--data",
                                    data.toString(),
                                    "--durability",
                                    durability)
                            .redirectErrorStream(true)
                            .redirectOutput(data.resolve("log").toFile())
                            .start();
            for (int i = 0; i < 600; i++) {
                try (Client client = new Client(url)) {
                    client.send(Client.Request.rest("", "GET", "/_brume/health", ""));
                    return;
                } catch (IOException e) {
                    Thread.sleep(100);
                }
            }
            throw new IllegalStateException("the server does not start; see " + data);
        }

        @Override
        public void close() throws Exception {
            process.destroy();
            if (!process.waitFor(30, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
            try (var files = Files.walk(data)) {
                files.sorted(java.util.Comparator.reverseOrder())
                        .forEach(file -> file.toFile().delete());
            }
        }
    }

    private void all(String name, List<String> only) throws Exception {
        dynamodb(name, only);
        lambda(name, only);
        states(name, only);
        gateway(name, only);
    }

    private boolean wanted(List<String> only, String scenario) {
        return only.isEmpty() || only.contains(scenario);
    }

    private void measure(String name, Load.Step step) throws Exception {
        Load.run(server, pid, Math.min(8, connections.getLast()), Math.min(3, seconds), step);
        for (int count : connections) {
            print(name, Load.run(server, pid, count, seconds, step));
        }
    }

    private static void print(String name, Load.Result r) {
        System.out.printf(
                "%-28s %5d %10.0f %10.3f %10.3f %12.0f%n",
                name, r.connections(), r.rate(), r.p50() / 1e3, r.p99() / 1e3, r.cpu());
    }

    private static void check(Client.Answer answer) {
        if (answer.status() / 100 != 2) {
            throw new IllegalStateException(answer.status() + " " + answer.text());
        }
    }

    private JsonNode call(Client.Request request) throws IOException {
        try (Client client = new Client(server)) {
            Client.Answer answer = client.send(request);
            check(answer);
            return answer.text().startsWith("{")
                    ? Documents.parse(answer.text())
                    : Documents.object();
        }
    }

    // --- DynamoDB: put and get of 1 KB items ----------------------------------------------------

    private void dynamodb(String name, List<String> only) throws Exception {
        if (!wanted(only, "put") && !wanted(only, "get")) {
            return;
        }
        call(
                dynamo(
                        "CreateTable",
                        """
                        {"TableName":"bench","BillingMode":"PAY_PER_REQUEST",
                         "AttributeDefinitions":[{"AttributeName":"k","AttributeType":"S"}],
                         "KeySchema":[{"AttributeName":"k","KeyType":"HASH"}]}"""));
        Thread.sleep(1_000);
        for (int i = 0; i < ITEMS; i++) {
            call(dynamo("PutItem", item(i)));
        }
        if (wanted(only, "put")) {
            measure(
                    name + " put 1 KB",
                    (client, n) -> check(client.send(dynamo("PutItem", item(n)))));
        }
        if (wanted(only, "get")) {
            measure(
                    name + " get 1 KB",
                    (client, n) ->
                            check(
                                    client.send(
                                            dynamo(
                                                    "GetItem",
                                                    "{\"TableName\":\"bench\",\"Key\":{\"k\":{\"S\":\"key-"
                                                            + n % ITEMS
                                                            + "\"}}}"))));
        }
    }

    private static Client.Request dynamo(String operation, String body) {
        return Client.Request.json("dynamodb", "DynamoDB_20120810." + operation, body);
    }

    private static String item(long n) {
        return "{\"TableName\":\"bench\",\"Item\":{\"k\":{\"S\":\"key-"
                + n
                + "\"},\"v\":{\"S\":\""
                + VALUE
                + "\"},\"n\":{\"N\":\""
                + n
                + "\"}}}";
    }

    // --- Lambda: warm and cold -------------------------------------------------------------------

    private String role(String name, String service) throws IOException {
        String trust =
                "{\"Version\":\"2012-10-17\",\"Statement\":[{\"Effect\":\"Allow\",\"Principal\":"
                        + "{\"Service\":\""
                        + service
                        + "\"},\"Action\":\"sts:AssumeRole\"}]}";
        String all =
                "{\"Version\":\"2012-10-17\",\"Statement\":[{\"Effect\":\"Allow\",\"Action\":\"*\","
                        + "\"Resource\":\"*\"}]}";
        call(
                Client.Request.form(
                        "iam",
                        "Action=CreateRole&Version=2010-05-08&RoleName="
                                + name
                                + "&AssumeRolePolicyDocument="
                                + URLEncoder.encode(trust, StandardCharsets.UTF_8)));
        call(
                Client.Request.form(
                        "iam",
                        "Action=PutRolePolicy&Version=2010-05-08&PolicyName=all&RoleName="
                                + name
                                + "&PolicyDocument="
                                + URLEncoder.encode(all, StandardCharsets.UTF_8)));
        return "arn:aws:iam::000000000000:role/" + name;
    }

    private void function(String name, String role, String code) throws Exception {
        ByteArrayOutputStream zip = new ByteArrayOutputStream();
        try (ZipOutputStream out = new ZipOutputStream(zip)) {
            out.putNextEntry(new ZipEntry("app.py"));
            out.write(code.getBytes(StandardCharsets.UTF_8));
        }
        call(
                Client.Request.rest(
                        "lambda",
                        "POST",
                        "/2015-03-31/functions",
                        "{\"FunctionName\":\""
                                + name
                                + "\",\"Runtime\":\"python3.11\",\"Handler\":\"app.handler\","
                                + "\"MemorySize\":512,\"Timeout\":30,\"Role\":\""
                                + role
                                + "\",\"Code\":{\"ZipFile\":\""
                                + Base64.getEncoder().encodeToString(zip.toByteArray())
                                + "\"}}"));
        Thread.sleep(1_000);
    }

    private static Client.Request invoke(String function) {
        return Client.Request.rest(
                "lambda", "POST", "/2015-03-31/functions/" + function + "/invocations", "{\"n\":1}");
    }

    private void lambda(String name, List<String> only) throws Exception {
        if (!wanted(only, "warm") && !wanted(only, "cold")) {
            return;
        }
        String role = role("bench-lambda", "lambda.amazonaws.com");
        if (wanted(only, "warm")) {
            function("warm", role, "def handler(event, context):\n    return event\n");
            measure(name + " warm invoke", (client, n) -> check(client.send(invoke("warm"))));
        }
        if (wanted(only, "cold")) {
            String code = "import boto3\ndef handler(event, context):\n    return boto3.__version__\n";
            int runs = 20;
            for (int i = 0; i < runs; i++) {
                function("cold" + i, role, code + "# " + i + "\n");
            }
            List<Double> millis = new ArrayList<>();
            for (int i = 0; i < runs; i++) {
                try (Client client = new Client(server)) {
                    long began = System.nanoTime();
                    check(client.send(invoke("cold" + i)));
                    millis.add((System.nanoTime() - began) / 1e6);
                }
            }
            millis.sort(null);
            System.out.printf(
                    "%-28s %5d %10s %10.3f %10.3f   (first ever %s)%n",
                    name + " cold, imports boto3",
                    1,
                    "",
                    millis.get(runs / 2),
                    millis.get(runs - 1),
                    "included");
        }
    }

    // --- Step Functions: executions of five Pass states, start to SUCCEEDED -----------------------

    private void states(String name, List<String> only) throws Exception {
        if (!wanted(only, "states")) {
            return;
        }
        String role = role("bench-states", "states.amazonaws.com");
        StringBuilder machine = new StringBuilder("{\"StartAt\":\"P1\",\"States\":{");
        for (int i = 1; i <= 5; i++) {
            machine.append(i > 1 ? "," : "")
                    .append("\"P")
                    .append(i)
                    .append("\":{\"Type\":\"Pass\",")
                    .append(i < 5 ? "\"Next\":\"P" + (i + 1) + "\"}" : "\"End\":true}");
        }
        machine.append("}}");
        String arn =
                call(sfn(
                                "CreateStateMachine",
                                Documents.object()
                                        .put("name", "bench")
                                        .put("roleArn", role)
                                        .put("definition", machine.toString())
                                        .toString()))
                        .path("stateMachineArn")
                        .asText();
        String body = "{\"stateMachineArn\":\"" + arn + "\",\"input\":\"{\\\"a\\\":1}\"}";
        // As floci's own benchmark counts: executions that reached SUCCEEDED, over the whole time.
        measure(
                name + " 5 Pass states",
                (client, n) -> {
                    Client.Answer started = client.send(sfn("StartExecution", body));
                    check(started);
                    String execution =
                            "{\"executionArn\":\""
                                    + Documents.parse(started.text()).path("executionArn").asText()
                                    + "\"}";
                    while (true) {
                        Client.Answer answer = client.send(sfn("DescribeExecution", execution));
                        check(answer);
                        if (answer.text().contains("SUCCEEDED")) {
                            return;
                        }
                        Thread.sleep(1);
                    }
                });
    }

    private static Client.Request sfn(String operation, String body) {
        return Client.Request.json("states", "AWSStepFunctions." + operation, body);
    }

    // --- API Gateway: a MOCK and a Lambda behind a REST API ---------------------------------------

    private void gateway(String name, List<String> only) throws Exception {
        if (!wanted(only, "mock") && !wanted(only, "proxy")) {
            return;
        }
        String api = call(api("POST", "/restapis", "{\"name\":\"bench\"}")).path("id").asText();
        String root =
                call(api("GET", "/restapis/" + api + "/resources", ""))
                        .path("_embedded")
                        .path("item")
                        .path("id")
                        .asText();
        if (root.isEmpty()) {
            root =
                    call(api("GET", "/restapis/" + api + "/resources", ""))
                            .path("item")
                            .path(0)
                            .path("id")
                            .asText();
        }
        String mock = method(api, root, "mock");
        call(
                api(
                        "PUT",
                        mock + "/integration",
                        "{\"type\":\"MOCK\",\"requestTemplates\":{\"application/json\":"
                                + "\"{\\\"statusCode\\\": 200}\"}}"));
        call(api("PUT", mock + "/responses/200", "{}"));
        call(
                api(
                        "PUT",
                        mock + "/integration/responses/200",
                        "{\"responseTemplates\":{\"application/json\":\"{\\\"ok\\\": true}\"}}"));
        boolean proxy = wanted(only, "proxy");
        if (proxy) {
            String role = role("bench-api", "lambda.amazonaws.com");
            function(
                    "behind",
                    role,
                    "def handler(event, context):\n    return {'statusCode': 200, 'body': 'ok'}\n");
            call(
                    Client.Request.rest(
                            "lambda",
                            "POST",
                            "/2015-03-31/functions/behind/policy",
                            "{\"StatementId\":\"api\",\"Action\":\"lambda:InvokeFunction\","
                                    + "\"Principal\":\"apigateway.amazonaws.com\"}"));
            call(
                    api(
                            "PUT",
                            method(api, root, "proxy") + "/integration",
                            "{\"type\":\"AWS_PROXY\",\"httpMethod\":\"POST\",\"uri\":"
                                    + "\"arn:aws:apigateway:us-east-1:lambda:path/2015-03-31/functions/"
                                    + "arn:aws:lambda:us-east-1:000000000000:function:behind/invocations\"}"));
        }
        call(api("POST", "/restapis/" + api + "/deployments", "{\"stageName\":\"prod\"}"));
        String base = "/_aws/execute-api/" + api + "/prod/";
        if (wanted(only, "mock")) {
            measure(
                    name + " API to MOCK",
                    (client, n) ->
                            check(client.send(Client.Request.rest("", "GET", base + "mock", ""))));
        }
        if (proxy) {
            measure(
                    name + " API to Lambda",
                    (client, n) ->
                            check(client.send(Client.Request.rest("", "GET", base + "proxy", ""))));
        }
    }

    private String method(String api, String root, String part) throws IOException {
        String id =
                call(
                                api(
                                        "POST",
                                        "/restapis/" + api + "/resources/" + root,
                                        "{\"pathPart\":\"" + part + "\"}"))
                        .path("id")
                        .asText();
        String method = "/restapis/" + api + "/resources/" + id + "/methods/GET";
        call(api("PUT", method, "{\"authorizationType\":\"NONE\"}"));
        return method;
    }

    private static Client.Request api(String method, String path, String body) {
        return Client.Request.rest("apigateway", method, path, body);
    }
}
