import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/** A server of our own, on an empty folder. */
final class BrumeServer implements AutoCloseable {
    private final URI url;
    private final Process process;
    private final Path data;

    BrumeServer(String durability) throws Exception {
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

    URI url() {
        return url;
    }

    long pid() {
        return process.pid();
    }
}
