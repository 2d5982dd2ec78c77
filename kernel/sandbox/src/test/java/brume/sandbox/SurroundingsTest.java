package brume.sandbox;

import static brume.sandbox.Functions.invocation;
import static brume.sandbox.Functions.text;
import static org.assertj.core.api.Assertions.assertThat;

import brume.base.Clock;
import brume.base.Ids;
import brume.base.MovableClock;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The endpoint, the test clock and ordinary users. */
class SurroundingsTest {

    @Test
    void botoReachesTheServer() throws Exception {
        try (ServerSocket server = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
                Functions functions = new Functions(Clock.system(), false, server.getLocalPort())) {
            Thread.ofVirtual().start(() -> answerOnce(server));
            String answer =
                    functions.answer(
                            """
                            import boto3
                            def handler(event, context):
                                return boto3.client("sts").get_caller_identity()["Account"]
                            """);
            assertThat(answer).isEqualTo("\"123456789012\"");
        }
    }

    private static void answerOnce(ServerSocket server) {
        String body =
                "<GetCallerIdentityResponse><GetCallerIdentityResult><Account>123456789012</Account>"
                    + "</GetCallerIdentityResult></GetCallerIdentityResponse>";
        try (Socket socket = server.accept()) {
            InputStream in = socket.getInputStream();
            byte[] buffer = new byte[8192];
            StringBuilder request = new StringBuilder();
            while (!request.toString().contains("GetCallerIdentity")) {
                int count = in.read(buffer);
                request.append(new String(buffer, 0, count, StandardCharsets.ISO_8859_1));
            }
            OutputStream out = socket.getOutputStream();
            out.write(
                    ("HTTP/1.1 200 OK\r\nContent-Type: text/xml\r\nContent-Length: "
                                    + body.length()
                                    + "\r\n\r\n"
                                    + body)
                            .getBytes(StandardCharsets.UTF_8));
            out.flush();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void theWallClockFollowsTheTestClock() throws Exception {
        MovableClock clock = new MovableClock();
        try (Functions functions = new Functions(clock, true, 4566)) {
            SandboxSpec spec =
                    functions.python(
                            """
                            import time, datetime, pickle, copy
                            from datetime import datetime as dt, date, timezone
                            def handler(event, context):
                                now = dt.now(timezone.utc)
                                assert isinstance(now, dt) and isinstance(now, datetime.date)
                                assert pickle.loads(pickle.dumps(now)) == now == copy.deepcopy(now)
                                assert abs(dt.utcnow() - now.replace(tzinfo=None)).seconds < 5
                                assert date.today() == dt.today().date()
                                assert abs(time.time() - now.timestamp()) < 5
                                assert time.gmtime().tm_year == now.year
                                assert dt(2020, 1, 2) - dt(2020, 1, 1) == datetime.timedelta(1)
                                assert context.get_remaining_time_in_millis() > 15000
                                return int(time.time() * 1000)
                            """);
            try (Sandbox sandbox = functions.sandboxes.start(spec)) {
                assertNear(text(sandbox.invoke(invocation("{}"))), clock.now());
                clock.advance(Duration.ofDays(400));
                assertNear(text(sandbox.invoke(invocation("{}"))), clock.now());
            }
        }
    }

    private static void assertNear(String millis, Instant expected) {
        assertThat(Duration.between(Instant.ofEpochMilli(Long.parseLong(millis)), expected).abs())
                .isLessThan(Duration.ofSeconds(10));
    }

    @Test
    void ordinaryUsersHaveSandboxesToo() throws Exception {
        Path folder = Path.of("/tmp/brume-user-" + Ids.lower(6));
        Files.createDirectories(folder);
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxrwxrwx"));
        List<String> command = new ArrayList<>();
        if (Files.getAttribute(Path.of("/proc/self"), "unix:uid").equals(0)) {
            command.addAll(List.of("setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"));
        }
        // An ordinary user may be unable to read the libraries where they are.
        List<String> classPath = new ArrayList<>();
        for (Class<?> used :
                List.of(
                        Sandboxes.class,
                        StandaloneFunction.class,
                        Clock.class,
                        org.slf4j.LoggerFactory.class)) {
            Path copy = folder.resolve("cp" + classPath.size());
            copyTree(
                    Path.of(used.getProtectionDomain().getCodeSource().getLocation().toURI()),
                    copy);
            classPath.add(copy.toString());
        }
        command.addAll(
                List.of(
                        ProcessHandle.current().info().command().orElseThrow(),
                        "-cp",
                        String.join(":", classPath),
                        "brume.sandbox.StandaloneFunction",
                        folder.resolve("p").toString(),
                        "once"));
        Process server = new ProcessBuilder(command).redirectErrorStream(true).start();
        String output = new String(server.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(output)
                .contains(
                        "SUCCESS [993, [], \"0000000000000000\", -1, -1, [\"lo\"], [\"1\","
                                + " \"2\"]]");
        WorkFolder.delete(folder);
    }

    private static void copyTree(Path from, Path to) throws IOException {
        try (var files = Files.walk(from)) {
            for (Path file : (Iterable<Path>) files::iterator) {
                Path target = to.resolve(from.relativize(file).toString());
                if (Files.isDirectory(file)) {
                    Files.createDirectories(target);
                } else {
                    var ignored = Files.copy(file, target);
                }
            }
        }
    }
}
