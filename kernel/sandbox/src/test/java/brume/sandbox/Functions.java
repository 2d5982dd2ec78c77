package brume.sandbox;

import brume.base.Clock;
import brume.base.Ids;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;

/** Functions for tests: source text in, results and log out. */
final class Functions implements AutoCloseable {

    static final String ARN = "arn:aws:lambda:us-east-1:000000000000:function:f";

    final Path folder;
    final Sandboxes sandboxes;
    final List<String> log = new CopyOnWriteArrayList<>();

    Functions(Clock clock, boolean testClock, int endpointPort) throws IOException {
        this(Path.of("/tmp"), clock, testClock, endpointPort);
    }

    Functions(Path parent, Clock clock, boolean testClock, int endpointPort) throws IOException {
        folder = Files.createDirectories(parent.resolve("brume-test-" + Ids.lower(8)));
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx------"));
        sandboxes =
                new Sandboxes(
                        new SandboxOptions(
                                folder.resolve("w"),
                                folder.resolve("cache"),
                                new InetSocketAddress(
                                        InetAddress.getLoopbackAddress(), endpointPort),
                                endpointPort,
                                clock,
                                testClock,
                                300));
    }

    /** A folder with one file; the first line of a bootstrap makes it executable. */
    Path code(String fileName, String source) throws IOException {
        Path code = Files.createDirectories(folder.resolve("code-" + Ids.lower(8)));
        Files.setPosixFilePermissions(code, PosixFilePermissions.fromString("rwxr-xr-x"));
        Path file = code.resolve(fileName);
        Files.createDirectories(file.getParent());
        Files.writeString(file, source);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
        return code;
    }

    SandboxSpec spec(Path code, String runtime, String handler, Map<String, String> environment) {
        return new SandboxSpec(
                "f",
                "$LATEST",
                "000000000000",
                runtime,
                handler,
                code,
                Optional.empty(),
                environment,
                128,
                Duration.ofSeconds(20),
                64,
                Network.NONE,
                "/aws/lambda/f",
                "2026/01/01/[$LATEST]0",
                (id, message) -> log.add(id + "|" + new String(message, StandardCharsets.UTF_8)));
    }

    SandboxSpec python(String source) throws IOException {
        return spec(
                code("app.py", source),
                "python3.11",
                "app.handler",
                Map.of(
                        "AWS_REGION",
                        "eu-west-1",
                        "AWS_ACCESS_KEY_ID",
                        "AKIDEXAMPLE",
                        "AWS_SECRET_ACCESS_KEY",
                        "secret"));
    }

    static SandboxSpec withTimeout(SandboxSpec s, Duration timeout) {
        return new SandboxSpec(
                s.functionName(),
                s.functionVersion(),
                s.accountId(),
                s.runtime(),
                s.handler(),
                s.code(),
                s.layers(),
                s.environment(),
                s.memoryMb(),
                timeout,
                s.tmpMb(),
                s.network(),
                s.logGroup(),
                s.logStream(),
                s.logSink());
    }

    static SandboxSpec withLayers(SandboxSpec s, Path layers) {
        return new SandboxSpec(
                s.functionName(),
                s.functionVersion(),
                s.accountId(),
                s.runtime(),
                s.handler(),
                s.code(),
                Optional.of(layers),
                s.environment(),
                s.memoryMb(),
                s.timeout(),
                s.tmpMb(),
                s.network(),
                s.logGroup(),
                s.logStream(),
                s.logSink());
    }

    static SandboxSpec withHandler(SandboxSpec s, String handler) {
        return new SandboxSpec(
                s.functionName(),
                s.functionVersion(),
                s.accountId(),
                s.runtime(),
                handler,
                s.code(),
                s.layers(),
                s.environment(),
                s.memoryMb(),
                s.timeout(),
                s.tmpMb(),
                s.network(),
                s.logGroup(),
                s.logStream(),
                s.logSink());
    }

    static SandboxSpec withEnvironment(SandboxSpec s, Map<String, String> environment) {
        return new SandboxSpec(
                s.functionName(),
                s.functionVersion(),
                s.accountId(),
                s.runtime(),
                s.handler(),
                s.code(),
                s.layers(),
                environment,
                s.memoryMb(),
                s.timeout(),
                s.tmpMb(),
                s.network(),
                s.logGroup(),
                s.logStream(),
                s.logSink());
    }

    /** Runs one event in a new environment. */
    InvocationResult run(SandboxSpec spec, String event) throws InterruptedException {
        try (Sandbox sandbox = sandboxes.start(spec)) {
            return sandbox.invoke(invocation(event));
        }
    }

    /** Runs a handler body's source once and returns what it answers, as text. */
    String answer(String source) throws IOException, InterruptedException {
        InvocationResult result = run(python(source), "{}");
        return text(result);
    }

    static Invocation invocation(String event) {
        return Invocation.of(Ids.uuid(), event.getBytes(StandardCharsets.UTF_8), ARN);
    }

    static String text(InvocationResult result) {
        return new String(result.payload(), StandardCharsets.UTF_8);
    }

    @Override
    public void close() throws IOException {
        sandboxes.close();
        WorkFolder.delete(folder);
    }
}
