package brume.sandbox;

import static brume.sandbox.Functions.invocation;
import static brume.sandbox.Functions.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import brume.base.Clock;
import brume.sandbox.InvocationResult.Outcome;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SandboxTest {

    private static Functions functions;

    @BeforeAll
    static void start() throws IOException {
        functions = new Functions(Clock.system(), false, 4566);
    }

    @AfterAll
    static void stop() throws IOException {
        functions.close();
    }

    @Test
    void returnsWhatTheHandlerReturns() throws Exception {
        SandboxSpec spec =
                functions.python(
                        """
                        import decimal
                        count = 0
                        def handler(event, context):
                            global count
                            count += 1
                            return {"event": event, "count": count, "d": decimal.Decimal("1.10"),
                                    "nan": decimal.Decimal("NaN"), "text": "ä"}
                        """);
        try (Sandbox sandbox = functions.sandboxes.start(spec)) {
            InvocationResult first = sandbox.invoke(invocation("{\"a\": [1, null]}"));
            assertThat(first.outcome()).isEqualTo(Outcome.SUCCESS);
            assertThat(first.functionError()).isEmpty();
            assertThat(first.initMs()).isPositive();
            assertThat(text(first))
                    .isEqualTo(
                            "{\"event\": {\"a\": [1, null]}, \"count\": 1, \"d\": 1.10,"
                                    + " \"nan\": NaN, \"text\": \"\\u00e4\"}");
            InvocationResult second = sandbox.invoke(invocation("{}"));
            assertThat(second.initMs()).isZero();
            assertThat(text(second)).contains("\"count\": 2");
        }
    }

    @Test
    void contextHasEverything() throws Exception {
        SandboxSpec spec =
                functions.python(
                        """
                        import os
                        def handler(event, c):
                            return [c.function_name, c.function_version, c.invoked_function_arn,
                                c.memory_limit_in_mb, c.aws_request_id, c.log_group_name,
                                c.log_stream_name, c.identity.cognito_identity_id,
                                c.client_context.client.app_title, c.client_context.custom["k"],
                                0 < c.get_remaining_time_in_millis() <= 20000,
                                os.environ["_X_AMZN_TRACE_ID"], os.environ["AWS_REGION"],
                                os.environ["AWS_DEFAULT_REGION"], os.environ["_HANDLER"],
                                os.environ["AWS_EXECUTION_ENV"], os.environ["TZ"], os.getcwd(),
                                os.environ["AWS_ENDPOINT_URL"]]
                        """);
        try (Sandbox sandbox = functions.sandboxes.start(spec)) {
            InvocationResult result =
                    sandbox.invoke(
                            new Invocation(
                                    "id-1",
                                    "{}".getBytes(StandardCharsets.UTF_8),
                                    Functions.ARN,
                                    Optional.of(
                                            "{\"client\":{\"app_title\":\"t\"},"
                                                    + "\"custom\":{\"k\":\"v\"}}"),
                                    Optional.of("{\"cognitoIdentityId\":\"i\"}"),
                                    Optional.of("Root=1-2-3"),
                                    Optional.empty()));
            assertThat(text(result))
                    .isEqualTo(
                            "[\"f\", \"$LATEST\", \""
                                    + Functions.ARN
                                    + "\", \"128\", \"id-1\", \"/aws/lambda/f\","
                                    + " \"2026/01/01/[$LATEST]0\", \"i\", \"t\", \"v\", true,"
                                    + " \"Root=1-2-3\", \"eu-west-1\", \"eu-west-1\","
                                    + " \"app.handler\", \"AWS_Lambda_python3.11\", \":UTC\","
                                    + " \"/var/task\", \"http://127.0.0.1:4566\"]");
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {9, 10, 11, 12, 13, 14})
    void everyRuntimeOfPythonRuns(int minor) throws Exception {
        SandboxSpec spec =
                functions.spec(
                        functions.code(
                                "app.py", "def handler(event, context):\n    return event\n"),
                        "python3." + minor,
                        "app.handler",
                        Map.of());
        assertThat(text(functions.run(spec, "1"))).isEqualTo("1");
    }

    @Test
    void reportsExceptionsAsTheOfficialClientDoes() throws Exception {
        SandboxSpec spec =
                functions.python(
                        """
                        class Broken(Exception): pass
                        def handler(event, context):
                            raise Broken("no " + event["what"])
                        """);
        functions.log.clear();
        InvocationResult result = functions.run(spec, "{\"what\": \"luck\"}");
        assertThat(result.outcome()).isEqualTo(Outcome.ERROR);
        assertThat(result.functionError()).contains("Unhandled");
        assertThat(result.errorType()).isEqualTo("Broken");
        assertThat(text(result))
                .startsWith("{\"errorMessage\": \"no luck\", \"errorType\": \"Broken\",")
                .contains("\"stackTrace\": [\"  File \\\"/var/task/app.py\\\", line 3, in handler");
        assertThat(functions.log)
                .anyMatch(l ->
                        l.contains("|[ERROR] Broken: no luck\nTraceback (most recent")
                                && l.contains("\n\u00a0\u00a0File \"/var/task/app.py\""));
    }

    @Test
    void reportsWhatKeepsTheHandlerFromLoading() throws Exception {
        SandboxSpec good = functions.python("def handler(e, c): return 1\n");
        assertInitError(
                functions.python("import no_such_module\n"),
                "Runtime.ImportModuleError",
                "Unable to import module 'app': No module named 'no_such_module'");
        assertInitError(
                Functions.withHandler(good, "app.other"),
                "Runtime.HandlerNotFound",
                "Handler 'other' missing on module 'app'");
        assertInitError(
                Functions.withHandler(good, "handler"),
                "Runtime.MalformedHandlerName",
                "Bad handler 'handler': not enough values to unpack (expected 2, got 1)");
        assertInitError(
                functions.python("def handler(:\n"),
                "Runtime.UserCodeSyntaxError",
                "Syntax error in module 'app': invalid syntax (app.py, line 1)");
        assertInitError(functions.python("1 / 0\n"), "ZeroDivisionError", "division by zero");
        assertThat(
                        text(
                                functions.run(
                                        functions.python("def handler(e, c): return object()\n"),
                                        "{}")))
                .contains("\"errorType\": \"Runtime.MarshalError\"")
                .contains("Unable to marshal response: Object of type object is not JSON");
    }

    private static void assertInitError(SandboxSpec spec, String type, String message)
            throws InterruptedException {
        InvocationResult result = functions.run(spec, "{}");
        assertThat(result.outcome()).isEqualTo(Outcome.INIT_ERROR);
        assertThat(result.errorType()).isEqualTo(type);
        assertThat(text(result))
                .contains("\"errorMessage\": \"" + message + "\"")
                .contains("\"errorType\": \"" + type + "\"")
                .contains("\"requestId\": \"\"");
    }

    @Test
    void findsHandlersInPackages() throws Exception {
        SandboxSpec spec =
                functions.spec(
                        functions.code("a/b/mod.py", "def go(e, c): return __name__\n"),
                        "python3.11",
                        "a/b/mod.go",
                        Map.of());
        assertThat(text(functions.run(spec, "{}"))).isEqualTo("\"a.b.mod\"");
    }

    @Test
    void stopsAtTheTimeout() throws Exception {
        SandboxSpec spec =
                Functions.withTimeout(
                        functions.python("import time\ndef handler(e, c): time.sleep(60)\n"),
                        Duration.ofMillis(500));
        try (Sandbox sandbox = functions.sandboxes.start(spec)) {
            Invocation invocation = invocation("{}");
            InvocationResult result = sandbox.invoke(invocation);
            assertThat(result.outcome()).isEqualTo(Outcome.TIMEOUT);
            assertThat(text(result))
                    .isEqualTo(
                            "{\"errorType\":\"Sandbox.Timedout\",\"errorMessage\":\"RequestId: "
                                    + invocation.requestId()
                                    + " Error: Task timed out after 0.50 seconds\"}");
            assertThat(sandbox.alive()).isFalse();
        }
    }

    @Test
    void reportsTheEndOfTheProcess() throws Exception {
        assertCrash("import sys\ndef handler(e, c): sys.exit(3)\n", "with error: exit status 3");
        assertCrash("import sys\ndef handler(e, c): sys.exit(0)\n", "without providing a reason");
        assertCrash(
                "import os\ndef handler(e, c): os.kill(os.getpid(), 9)\n",
                "with error: signal: killed");
        assertCrash("import os\nos._exit(7)\n", "with error: exit status 7");
        assertCrash("import sys\nsys.exit(1)\n", "with error: exit status 1");
    }

    private static void assertCrash(String source, String reason) throws Exception {
        InvocationResult result = functions.run(functions.python(source), "{}");
        assertThat(result.outcome()).isEqualTo(Outcome.CRASH);
        assertThat(result.errorType()).isEqualTo("Runtime.ExitError");
        assertThat(text(result)).endsWith(" Error: Runtime exited " + reason + "\"}");
    }

    @Test
    void refusesResponsesOverSixMegabytes() throws Exception {
        SandboxSpec spec = functions.python("def handler(e, c): return 'x' * e['n']\n");
        try (Sandbox sandbox = functions.sandboxes.start(spec)) {
            InvocationResult large = sandbox.invoke(invocation("{\"n\": 7000000}"));
            assertThat(large.errorType()).isEqualTo("Function.ResponseSizeTooLarge");
            assertThat(text(large))
                    .contains(
                            "Response payload size exceeded maximum allowed payload size"
                                    + " (6291556 bytes).");
            InvocationResult small = sandbox.invoke(invocation("{\"n\": 6000000}"));
            assertThat(small.outcome()).isEqualTo(Outcome.SUCCESS);
            assertThat(small.payload()).hasSize(6_000_002);
        }
    }

    @Test
    void deliversLinesAndRecords() throws Exception {
        functions.log.clear();
        SandboxSpec spec =
                functions.python(
                        """
                        import logging, os, subprocess, sys
                        print("at init")
                        def handler(event, context):
                            print("one\\ntwo")
                            print("part", end="")
                            logging.getLogger().warning("first\\nsecond")
                            sys.stderr.write("err\\n")
                            subprocess.run(["echo", "from a child"])
                            print("x" * 600000)
                        """);
        try (Sandbox sandbox = functions.sandboxes.start(spec)) {
            sandbox.invoke(
                    Invocation.of("r1", "{}".getBytes(StandardCharsets.UTF_8), Functions.ARN));
        }
        assertThat(functions.log.subList(0, 4))
                .containsExactly("|at init", "r1|one", "r1|two", "r1|part");
        assertThat(functions.log.get(4))
                .matches("(?s)r1\\|\\[WARNING\\]\\t\\S+Z\\tr1\\tfirst\\nsecond");
        assertThat(functions.log.subList(5, 7)).containsExactly("r1|err", "r1|from a child");
        List<String> parts = functions.log.subList(7, functions.log.size());
        assertThat(parts).hasSize(3).allMatch(p -> p.length() <= LogLines.EVENT_BYTES_MAX + 3);
    }

    @Test
    void runsProvidedRuntimesOverTcp() throws Exception {
        SandboxSpec spec =
                functions.spec(
                        functions.code(
                                "bootstrap",
                                """
                                #!/usr/bin/python3
                                import http.client, os
                                api = os.environ["AWS_LAMBDA_RUNTIME_API"]
                                base = "/2018-06-01/runtime/invocation/"
                                while True:
                                    c = http.client.HTTPConnection(api)
                                    c.request("GET", base + "next")
                                    r = c.getresponse()
                                    body = r.read()
                                    request = r.headers["Lambda-Runtime-Aws-Request-Id"]
                                    c = http.client.HTTPConnection(api)
                                    c.request("POST", base + request + "/response",
                                              iter([b"echo:", body]), encode_chunked=True,
                                              headers={"Transfer-Encoding": "chunked"})
                                    assert c.getresponse().status == 202
                                """),
                        "provided.al2023",
                        "any",
                        Map.of());
        try (Sandbox sandbox = functions.sandboxes.start(spec)) {
            assertThat(text(sandbox.invoke(invocation("{\"a\":1}")))).isEqualTo("echo:{\"a\":1}");
            assertThat(text(sandbox.invoke(invocation("[]")))).isEqualTo("echo:[]");
        }
    }

    @Test
    void saysWhichRuntimesItCannotRun() {
        assertThat(functions.sandboxes.supports("python3.12")).isTrue();
        assertThat(functions.sandboxes.supports("ruby3.4")).isFalse();
        assertThatThrownBy(() -> functions.sandboxes.warm("dotnet8"))
                .isInstanceOf(UnsupportedRuntimeException.class);
    }

    @Test
    void aFunctionsOwnPackagesWin() throws Exception {
        SandboxSpec spec = functions.python("import boto3\ndef handler(e, c): return boto3.MINE\n");
        java.nio.file.Files.writeString(spec.code().resolve("boto3.py"), "MINE = 7\n");
        assertThat(text(functions.run(spec, "{}"))).isEqualTo("7");
    }

    @Test
    void startsManyAtOnce() throws Exception {
        SandboxSpec spec = functions.python("def handler(e, c): return e\n");
        List<Future<String>> results = new ArrayList<>();
        try (var executor = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < 60; i++) {
                String event = Integer.toString(i);
                results.add(executor.submit(() -> text(functions.run(spec, event))));
            }
        }
        for (int i = 0; i < results.size(); i++) {
            assertThat(results.get(i).get()).isEqualTo(Integer.toString(i));
        }
    }
}
