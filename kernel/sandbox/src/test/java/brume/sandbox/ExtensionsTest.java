package brume.sandbox;

import static brume.sandbox.Functions.invocation;
import static brume.sandbox.Functions.text;
import static org.assertj.core.api.Assertions.assertThat;

import brume.base.Clock;
import brume.sandbox.InvocationResult.Outcome;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * Extensions of layers, as programs that speak the Extensions API.
 *
 * @see <a href="https://docs.aws.amazon.com/lambda/latest/dg/runtimes-extensions-api.html">
 *     Extensions API</a>
 */
class ExtensionsTest {

    /** What an extension needs: requests, and a line of the log for each event. */
    private static final String CLIENT =
            """
            #!/usr/bin/env python3
            import http.client, json, os, sys, time
            def call(method, path, body=None, **headers):
                connection = http.client.HTTPConnection(os.environ["AWS_LAMBDA_RUNTIME_API"])
                names = {"Lambda-Extension-" + k.replace("_", "-"): v for k, v in headers.items()}
                connection.request(method, "/2020-01-01/extension/" + path, body, names)
                answer = connection.getresponse()
                return answer, json.loads(answer.read())
            def register(*events):
                answer, body = call("POST", "register", json.dumps({"events": events}),
                                    Name=os.path.basename(sys.argv[0]), Accept_Feature="accountId")
                print("registered", json.dumps(body, sort_keys=True), flush=True)
                return answer.headers["Lambda-Extension-Identifier"]
            def event(me):
                _, body = call("GET", "event/next", Identifier=me)
                print("event", json.dumps(body, sort_keys=True), flush=True)
                return body
            """;

    private static final String HANDLER = "def handler(event, context):\n    return event\n";

    private static Functions functions;

    @BeforeAll
    static void start() throws IOException {
        functions = new Functions(Clock.system(), false, 4566);
    }

    @AfterAll
    static void stop() throws IOException {
        functions.close();
    }

    private static Sandbox start(String handler, String extension) throws Exception {
        return functions.sandboxes.start(spec(handler, extension));
    }

    private static SandboxSpec spec(String handler, String extension) throws IOException {
        Path layer = functions.code("extensions/watcher", CLIENT + extension);
        functions.log.clear();
        return Functions.withLayers(functions.python(handler), layer);
    }

    private static boolean logged(String part) throws InterruptedException {
        for (int i = 0; i < 250; i++) {
            if (functions.log.stream().anyMatch(line -> line.contains(part))) {
                return true;
            }
            Thread.sleep(20);
        }
        return false;
    }

    @Test
    void isToldOfInvocationsAndOfTheEnd() throws Exception {
        try (Sandbox sandbox =
                start(
                        HANDLER,
                        """
                        me = register("INVOKE", "SHUTDOWN")
                        assert "_HANDLER" not in os.environ
                        while event(me)["eventType"] != "SHUTDOWN":
                            pass
                        """)) {
            InvocationResult result = sandbox.invoke(invocation("1"));
            assertThat(text(result)).isEqualTo("1");
            assertThat(sandbox.extensions())
                    .singleElement()
                    .satisfies(e -> {
                        assertThat(e.name()).isEqualTo("watcher");
                        assertThat(e.events()).containsExactly("INVOKE", "SHUTDOWN");
                    });
            assertThat(
                            logged(
                                    "registered {\"accountId\": \"000000000000\", \"functionName\":"
                                            + " \"f\""))
                    .isTrue();
            assertThat(logged("\"eventType\": \"INVOKE\"")).isTrue();
        }
        assertThat(logged("\"shutdownReason\": \"spindown\"")).isTrue();
    }

    @Test
    void theResponseDoesNotWaitForItButTheEnvironmentDoes() throws Exception {
        try (Sandbox sandbox =
                start(
                        HANDLER,
                        """
                        me = register("INVOKE")
                        while True:
                            event(me)
                            time.sleep(2)
                            print("worked", flush=True)
                        """)) {
            CountDownLatch idle = new CountDownLatch(1);
            assertThat(text(sandbox.invoke(invocation("1")))).isEqualTo("1");
            sandbox.whenIdle(idle::countDown);
            assertThat(idle.getCount()).isOne();
            assertThat(idle.await(10, TimeUnit.SECONDS)).isTrue();
            assertThat(logged("worked")).isTrue();
        }
    }

    @Test
    void theEnvironmentEndsWithAnExtension() throws Exception {
        try (Sandbox sandbox = start(HANDLER, "me = register()\nevent\nsys.exit(3)\n")) {
            InvocationResult result = sandbox.invoke(invocation("1"));
            assertThat(result.outcome()).isEqualTo(Outcome.CRASH);
            assertThat(result.errorType()).isEqualTo("Extension.Crash");
            assertThat(text(result)).contains("Error: exit status 3");
        }
    }

    @Test
    void anExtensionReportsWhyItCannotGoOn() throws Exception {
        try (Sandbox sandbox =
                start(
                        HANDLER,
                        """
                        me = register("INVOKE")
                        answer, body = call("POST", "init/error", "{}", Identifier=me,
                                            Function_Error_Type="Extension.Mine")
                        assert answer.status == 202, answer.status
                        sys.exit(1)
                        """)) {
            InvocationResult result = sandbox.invoke(invocation("1"));
            assertThat(result.errorType()).isEqualTo("Extension.InitError");
        }
    }

    @Test
    void refusesWhatTheEmulatorRefuses() throws Exception {
        try (Sandbox sandbox =
                start(
                        HANDLER,
                        """
                        def refused(*args, **headers):
                            answer, body = call(*args, **headers)
                            print(answer.status, body["errorType"], flush=True)
                        refused("POST", "register", "{}")
                        refused("POST", "register", '{"events":["WAKE"]}', Name="watcher")
                        refused("POST", "register", '{"events":1}', Name="watcher")
                        refused("GET", "event/next")
                        refused("GET", "event/next", Identifier="x")
                        refused("GET", "event/next", Identifier="01234567-0123-0123-0123-0123456789ab")
                        me = register()
                        refused("POST", "register", "{}", Name="watcher")
                        refused("POST", "exit/error", "{}", Identifier=me)
                        event(me)
                        """)) {
            assertThat(text(sandbox.invoke(invocation("1")))).isEqualTo("1");
            assertThat(functions.log)
                    .extracting(line -> line.substring(line.indexOf('|') + 1))
                    .containsSubsequence(
                            "403 Extension.InvalidExtensionName",
                            "403 Extension.InvalidEventType",
                            "403 InvalidRequestFormat",
                            "403 Extension.MissingExtensionIdentifier",
                            "403 Extension.InvalidExtensionIdentifier",
                            "403 Extension.UnknownExtensionIdentifier",
                            "403 Extension.InvalidExtensionState",
                            "403 Extension.MissingHeader");
        }
    }

    @Test
    void aTimeoutIsToldToo() throws Exception {
        SandboxSpec spec =
                Functions.withTimeout(
                        spec(
                                "import time\ndef handler(event, context):\n    time.sleep(60)\n",
                                """
                                me = register("SHUTDOWN")
                                event(me)
                                """),
                        Duration.ofSeconds(1));
        try (Sandbox sandbox = functions.sandboxes.start(spec)) {
            assertThat(sandbox.invoke(invocation("1")).outcome()).isEqualTo(Outcome.TIMEOUT);
            assertThat(logged("\"shutdownReason\": \"timeout\"")).isTrue();
        }
    }

    @Test
    void aProgramThatCannotBeStarted() throws Exception {
        Path layer = functions.code("extensions/broken", "#!/no/such/interpreter\n");
        try (Sandbox sandbox =
                functions.sandboxes.start(Functions.withLayers(functions.python(HANDLER), layer))) {
            assertThat(sandbox.invoke(invocation("1")).errorType())
                    .isEqualTo("Extension.LaunchError");
        }
    }

    /** https://docs.aws.amazon.com/lambda/latest/dg/runtimes-modify.html#runtime-wrapper */
    @Test
    void aWrapperStartsTheRuntime() throws Exception {
        Path layer = functions.code("wrap", "#!/bin/sh\nexport WRAPPED=yes\nexec \"$@\"\n");
        SandboxSpec spec =
                Functions.withLayers(
                        functions.python(
                                """
                                import os, sys
                                def handler(event, context):
                                    return [event, os.environ["WRAPPED"], os.getcwd(), sys.path[0]]
                                """),
                        layer);
        SandboxSpec wrapped =
                Functions.withEnvironment(spec, Map.of("AWS_LAMBDA_EXEC_WRAPPER", "/opt/wrap"));
        assertThat(text(functions.run(wrapped, "1")))
                .isEqualTo("[1, \"yes\", \"/var/task\", \"/var/task\"]");
    }

    @Test
    void aWrapperThatIsNotThere() throws Exception {
        SandboxSpec wrapped =
                Functions.withEnvironment(
                        functions.python(HANDLER), Map.of("AWS_LAMBDA_EXEC_WRAPPER", "/opt/none"));
        assertThat(functions.run(wrapped, "1").errorType()).isEqualTo("Runtime.InvalidEntrypoint");
    }
}
