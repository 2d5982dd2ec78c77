package brume.sandbox;

import static brume.sandbox.Functions.invocation;
import static brume.sandbox.Functions.text;

import brume.base.Clock;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/** Runs one function in a process of its own, for tests that kill it or change its user. */
public final class StandaloneFunction {

    private StandaloneFunction() {}

    public static void main(String[] arguments) throws Exception {
        Path parent = Path.of(arguments[0]);
        Files.createDirectories(parent);
        try (Sandboxes sandboxes =
                        new Sandboxes(
                                new SandboxOptions(
                                        parent.resolve("w"),
                                        parent.resolve("cache"),
                                        new InetSocketAddress(
                                                InetAddress.getLoopbackAddress(), 4566),
                                        4566,
                                        Clock.system(),
                                        false,
                                        10));
                Functions functions = new Functions(parent, Clock.system(), false, 4566)) {
            SandboxSpec spec =
                    functions.python(
                            arguments[1].equals("stay")
                                    ? "def handler(e, c): return 'ok'\n"
                                    : """
                                    import ctypes, os, socket
                                    def handler(e, c):
                                        libc = ctypes.CDLL(None, use_errno=True)
                                        status = dict(line.split(":", 1)
                                                      for line in open("/proc/self/status"))
                                        return [os.getuid(), os.listdir("/.host"),
                                                status["CapEff"].strip(),
                                                libc.mount(None, None, None, 0, None),
                                                libc.unshare(0x10000000),
                                                [n for _, n in socket.if_nameindex()],
                                                sorted(p for p in os.listdir("/proc")
                                                       if p.isdigit())]
                                    """);
            Sandbox sandbox = sandboxes.start(spec);
            InvocationResult result = sandbox.invoke(invocation("{}"));
            System.out.println(result.outcome() + " " + text(result));
            if (arguments[1].equals("stay")) {
                Clock.system().sleep(Duration.ofMinutes(5));
            }
        }
    }
}
