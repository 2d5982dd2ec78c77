package brume.sdk;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.awscore.client.builder.AwsClientBuilder;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;

/** A server started as a user would, on a free port and with a data folder of its own. */
final class BrumeProcess implements AutoCloseable {

    private static final Duration READY_WITHIN = Duration.ofMinutes(5);

    private final Path folder;
    private final Process process;
    private final URI url;

    private BrumeProcess(Path folder, Process process, URI url) {
        this.folder = folder;
        this.process = process;
        this.url = url;
    }

    /** Starts a server; answers when it is ready. */
    static BrumeProcess start() throws IOException, InterruptedException {
        Path home = Path.of(System.getProperty("basedir", "."), "..", "..").toRealPath();
        Path folder = Files.createTempDirectory("brume-sdk-");
        int port = freePort();
        ProcessBuilder builder =
                new ProcessBuilder(
                        home.resolve("brume").toString(),
                        "start",
                        "--port",
                        Integer.toString(port),
                        "--data",
                        folder.resolve("data").toString(),
                        "--durability",
                        "relaxed");
        builder.redirectErrorStream(true).redirectOutput(folder.resolve("server.log").toFile());
        URI url = URI.create("http://127.0.0.1:" + port);
        BrumeProcess server = new BrumeProcess(folder, builder.start(), url);
        try {
            server.awaitReady();
            return server;
        } catch (IOException | InterruptedException | RuntimeException e) {
            server.close();
            throw e;
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket probe = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
            return probe.getLocalPort();
        }
    }

    private void awaitReady() throws IOException, InterruptedException {
        long deadline = System.nanoTime() + READY_WITHIN.toNanos();
        try (HttpClient http = HttpClient.newHttpClient()) {
            while (!isHealthy(http)) {
                if (process.waitFor(50, TimeUnit.MILLISECONDS) || System.nanoTime() > deadline) {
                    throw new IllegalStateException(
                            "the server is not ready:\n"
                                    + Files.readString(folder.resolve("server.log")));
                }
            }
        }
    }

    private boolean isHealthy(HttpClient http) throws InterruptedException {
        HttpRequest health = HttpRequest.newBuilder(url.resolve("/_brume/health")).build();
        try {
            return http.send(health, HttpResponse.BodyHandlers.discarding()).statusCode() == 200;
        } catch (IOException e) {
            return false;
        }
    }

    /** Points a client's builder at this server. */
    <C, B extends AwsClientBuilder<B, C>> C client(B builder) {
        return builder.endpointOverride(url)
                .region(Region.US_EAST_1)
                .credentialsProvider(
                        StaticCredentialsProvider.create(
                                AwsBasicCredentials.create("test", "test")))
                .build();
    }

    DynamoDbClient dynamoDb() {
        return client(DynamoDbClient.builder());
    }

    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(30, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
            try (Stream<Path> files = Files.walk(folder)) {
                for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                    Files.deleteIfExists(file);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
