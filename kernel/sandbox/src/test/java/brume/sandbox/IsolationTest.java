package brume.sandbox;

import static brume.sandbox.Functions.invocation;
import static brume.sandbox.Functions.text;
import static org.assertj.core.api.Assertions.assertThat;

import brume.base.Clock;
import brume.sandbox.InvocationResult.Outcome;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What a hostile function must not be able to do. */
class IsolationTest {

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
    void seesNoOtherFiles() throws Exception {
        Path secret = functions.folder.resolve("data");
        Files.writeString(secret, "data");
        Files.setPosixFilePermissions(secret, PosixFilePermissions.fromString("rw-rw-rw-"));
        SandboxSpec other = functions.python("def handler(e, c): return 1\n");
        try (Sandbox running = functions.sandboxes.start(other)) {
            var ignored = running.invoke(invocation("{}"));
            String found =
                    functions.answer(
                            """
                            import os
                            def handler(event, context):
                                found = [p for p in (%s, "/.host/etc", "/root/.m2", "/home",
                                    "/etc/shadow", "/var/lib", "/boot") if os.path.exists(p)]
                                def write(path):
                                    try:
                                        open(path, "w").close()
                                        return True
                                    except OSError:
                                        return False
                                found += [p for p in ("/var/task/x", "/usr/x", "/x", "/opt/x",
                                    "/etc/passwd", "/var/brume/x", "/dev/x", "/proc/sys/kernel/x",
                                    "/proc/sysrq-trigger", "/proc/sys/kernel/hostname")
                                    if write(p)]
                                return found + os.listdir("/.host") + os.listdir("/opt")
                            """
                                    .formatted("\"" + secret + "\", \"" + other.code() + "\""));
            assertThat(found).isEqualTo("[]");
        }
    }

    @Test
    void seesNoOtherProcesses() throws Exception {
        SandboxSpec other = functions.python("def handler(e, c): return 1\n");
        try (Sandbox running = functions.sandboxes.start(other)) {
            var ignored = running.invoke(invocation("{}"));
            String found =
                    functions.answer(
                            """
                            import os
                            def handler(event, context):
                                pids = sorted(int(p) for p in os.listdir("/proc") if p.isdigit())
                                outside = []
                                for pid in list(range(3, 300)) + [%d, %d]:
                                    try:
                                        os.kill(pid, 0)
                                        outside.append(pid)
                                    except ProcessLookupError:
                                        pass
                                return [pids, outside]
                            """
                                    .formatted(
                                            ProcessHandle.current().pid(),
                                            ProcessHandle.current()
                                                    .children()
                                                    .findFirst()
                                                    .orElseThrow()
                                                    .pid()));
            assertThat(found).isEqualTo("[[1, 2], []]");
        }
    }

    @Test
    void inheritsNoSecretsOfEarlierFunctions() throws Exception {
        String secret = brume.base.Ids.lower(12);
        SandboxSpec first = functions.python("def handler(e, c): return 1\n");
        var ignored =
                functions.run(
                        Functions.withEnvironment(
                                first, Map.of("PASSWORD", "SECRET-OF-" + secret + "-A")),
                        "{}");
        // The pattern does not match itself, and the secret is given backwards.
        String finder =
                """
                import os, re
                def handler(event, context):
                    for line in open("/proc/self/maps"):
                        area = re.match(r"([0-9a-f]+)-([0-9a-f]+) rw", line)
                        if area and "[v" not in line:
                            start, end = (int(x, 16) for x in area.groups())
                            with open("/proc/self/mem", "rb", 0) as memory:
                                memory.seek(start)
                                data = memory.read(end - start)
                            for found in re.finditer(rb"SECRET-OF-([a-z0-9]{12})-A", data):
                                if found.group(1).decode()[::-1] == "%s":
                                    return "leaked"
                    return "clean"
                """
                        .formatted(new StringBuilder(secret).reverse());
        assertThat(functions.answer(finder)).isEqualTo("\"clean\"");
        SandboxSpec own =
                Functions.withEnvironment(
                        functions.python(finder), Map.of("P", "SECRET-OF-" + secret + "-A"));
        assertThat(text(functions.run(own, "{}"))).isEqualTo("\"leaked\"");
    }

    @Test
    void cannotUseDangerousCalls() throws Exception {
        String answers =
                functions.answer(
                        """
                        import ctypes, os, socket
                        libc = ctypes.CDLL(None, use_errno=True)
                        def call(number, *args):
                            r = libc.syscall(ctypes.c_long(number),
                                             *[ctypes.c_long(a) for a in args])
                            return "ok" if r >= 0 else os.strerror(ctypes.get_errno())
                        def sock(*args):
                            try:
                                socket.socket(*args).close()
                                return "ok"
                            except OSError as e:
                                return e.strerror
                        def handler(event, context):
                            status = dict(line.split(":", 1) for line in open("/proc/self/status"))
                            return [
                                call(165, 0, 0, 0, 0, 0), call(101, 0, 1, 0, 0),
                                call(272, 0x10000000), call(272, 0x20000), call(321, 0, 0, 0),
                                call(425, 1, 0), call(435, 0, 0), call(323, 0), call(250, 0, 0),
                                call(56, 0x10000000 | 17, 0, 0, 0, 0), call(161, 0), call(308, 0, 0),
                                sock(socket.AF_PACKET, socket.SOCK_RAW),
                                sock(socket.AF_INET, socket.SOCK_RAW, 1),
                                sock(socket.AF_NETLINK, socket.SOCK_RAW, 9),
                                sock(socket.AF_NETLINK, socket.SOCK_RAW, 0),
                                sock(38, 5), sock(socket.AF_INET, socket.SOCK_STREAM),
                                status["CapEff"].strip(), status["CapBnd"].strip(),
                                status["NoNewPrivs"].strip(), status["Seccomp"].strip(),
                                status["Uid"].split()]
                        """);
        String no = "\"Operation not permitted\"";
        String absent = "\"Function not implemented\"";
        String noFamily = "\"Address family not supported by protocol\"";
        assertThat(answers)
                .isEqualTo(
                        "["
                                + String.join(
                                        ", ",
                                        no,
                                        no,
                                        no,
                                        no,
                                        no,
                                        absent,
                                        absent,
                                        no,
                                        no,
                                        no,
                                        no,
                                        no,
                                        noFamily,
                                        no,
                                        no,
                                        "\"ok\"",
                                        noFamily,
                                        "\"ok\"",
                                        "\"0000000000000000\"",
                                        "\"0000000000000000\"",
                                        "\"1\"",
                                        "\"2\"",
                                        "[\"993\", \"993\", \"993\", \"993\"]")
                                + "]");
    }

    @Test
    void hasNoNetworkButLoopback() throws Exception {
        assertThat(
                        functions.answer(
                                """
                                import socket
                                def reach(address):
                                    try:
                                        socket.create_connection(address, 2).close()
                                        return "ok"
                                    except OSError as e:
                                        return e.strerror
                                def handler(event, context):
                                    return [[name for _, name in socket.if_nameindex()],
                                        reach(("1.1.1.1", 53)), reach(("127.0.0.1", 22)),
                                        reach(("127.0.0.1", 4566))]
                                """))
                .isEqualTo(
                        "[[\"lo\"], \"Network is unreachable\", \"Connection refused\", \"ok\"]");
    }

    @Test
    void isKilledWhenItExceedsItsMemory() throws Exception {
        InvocationResult result =
                functions.run(
                        functions.python("def handler(e, c): return len(b'x' * (400 << 20))\n"),
                        "{}");
        assertThat(result.outcome()).isEqualTo(Outcome.OUT_OF_MEMORY);
        assertThat(text(result))
                .contains("Runtime.OutOfMemory")
                .endsWith("Error: Runtime exited with error: signal: killed\"}");
        assertThat(result.maxMemoryUsedMb()).isBetween(100, 150);
    }

    @Test
    void containsForkBombs() throws Exception {
        SandboxSpec bomb =
                Functions.withTimeout(
                        functions.python(
                                """
                                import os, time
                                def handler(event, context):
                                    while True:
                                        try:
                                            if os.fork() == 0:
                                                time.sleep(60)
                                        except OSError as e:
                                            return e.strerror
                                """),
                        Duration.ofSeconds(8));
        InvocationResult result = functions.run(bomb, "{}");
        assertThat(result.outcome())
                .isIn(Outcome.SUCCESS, Outcome.OUT_OF_MEMORY, Outcome.TIMEOUT, Outcome.CRASH);
        assertThat(functions.answer("def handler(e, c): return 'well'\n")).isEqualTo("\"well\"");
    }

    @Test
    void hasABoundedFolderOfItsOwn() throws Exception {
        assertThat(
                        functions.answer(
                                """
                                import os
                                def handler(event, context):
                                    before = os.listdir("/tmp")
                                    try:
                                        with open("/tmp/big", "wb") as f:
                                            for i in range(100):
                                                f.write(b"x" * (1 << 20))
                                    except OSError as e:
                                        return [before, e.strerror, f.name]
                                """))
                .isIn(
                        "[[], \"No space left on device\", \"/tmp/big\"]",
                        "[[], \"File too large\", \"/tmp/big\"]");
        assertThat(functions.answer("import os\ndef handler(e, c): return os.listdir('/tmp')\n"))
                .isEqualTo("[]");
    }

    @Test
    void deathOfTheServerLeavesNothing() throws Exception {
        Path work = Path.of("/tmp/brume-kill-" + brume.base.Ids.lower(6));
        Process server =
                new ProcessBuilder(
                                ProcessHandle.current().info().command().orElseThrow(),
                                "-cp",
                                System.getProperty("java.class.path"),
                                "brume.sandbox.StandaloneFunction",
                                work.toString(),
                                "stay")
                        .redirectError(ProcessBuilder.Redirect.DISCARD)
                        .start();
        String line = server.inputReader(StandardCharsets.UTF_8).readLine();
        assertThat(line).isEqualTo("SUCCESS \"ok\"");
        String marker = server.toHandle().pid() + "";
        assertThat(processesWith(work)).isGreaterThan(1);
        server.destroyForcibly().waitFor();
        Clock clock = Clock.system();
        for (int i = 0; i < 100 && processesWith(work) > 0; i++) {
            clock.sleep(Duration.ofMillis(50));
        }
        assertThat(processesWith(work)).as("left by server %s", marker).isZero();
        WorkFolder.delete(work);
    }

    private static long processesWith(Path work) {
        return ProcessHandle.allProcesses()
                .filter(p -> {
                    try {
                        return Files.readString(
                                        Path.of("/proc/" + p.pid() + "/cmdline"),
                                        StandardCharsets.ISO_8859_1)
                                .contains(work + "/w/python");
                    } catch (IOException e) {
                        return false;
                    }
                })
                .count();
    }
}
