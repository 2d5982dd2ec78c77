package brume.server;

import brume.auth.PayloadMode;
import brume.auth.SigV4Signer;
import brume.base.Clock;
import brume.wire.HttpHeaders;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;

/** A client of this server's public API, for the commands that need no AWS CLI. */
final class SignedClient implements AutoCloseable {

    private static final Duration TIMEOUT = Duration.ofMinutes(1);

    private final HttpClient client = HttpClient.newHttpClient();
    private final URI endpoint;
    private final Credentials credentials;

    /**
     * Who signs, and for which region.
     *
     * @param sessionToken empty for long-term keys
     */
    record Credentials(String accessKeyId, String secret, String sessionToken, String region) {

        /** The root user of the default account in the default region. */
        static final Credentials TEST = new Credentials("test", "test", "", "us-east-1");

        /** From the environment variables that AWS's own tools read. */
        static Credentials of(Map<String, String> environment) {
            return new Credentials(
                    environment.getOrDefault("AWS_ACCESS_KEY_ID", TEST.accessKeyId),
                    environment.getOrDefault("AWS_SECRET_ACCESS_KEY", TEST.secret),
                    environment.getOrDefault("AWS_SESSION_TOKEN", TEST.sessionToken),
                    environment.getOrDefault(
                            "AWS_REGION",
                            environment.getOrDefault("AWS_DEFAULT_REGION", TEST.region)));
        }
    }

    /**
     * A request of a protocol that posts to the root.
     *
     * @param service the signing name
     * @param target the value of X-Amz-Target, or empty
     */
    record Post(String service, String target, String contentType, String body) {}

    SignedClient(URI endpoint, Credentials credentials) {
        this.endpoint = endpoint;
        this.credentials = credentials;
    }

    /**
     * Sends a request.
     *
     * @return the body of the answer
     * @throws IOException if the server cannot be reached, or with its answer if that is an error
     */
    String send(Post post) throws IOException, InterruptedException {
        byte[] body = post.body.getBytes(StandardCharsets.UTF_8);
        HttpHeaders headers =
                new HttpHeaders()
                        .add("Host", endpoint.getAuthority())
                        .add("Content-Type", post.contentType);
        if (!post.target.isEmpty()) {
            headers.add("X-Amz-Target", post.target);
        }
        new SigV4Signer(
                        credentials.accessKeyId,
                        credentials.secret,
                        credentials.sessionToken,
                        credentials.region,
                        post.service)
                .sign("POST", "/", "", headers, body, PayloadMode.SIGNED, Clock.system().now());
        HttpRequest.Builder request =
                HttpRequest.newBuilder(endpoint.resolve("/"))
                        .version(HttpClient.Version.HTTP_1_1)
                        .timeout(TIMEOUT)
                        .POST(HttpRequest.BodyPublishers.ofByteArray(body));
        headers.forEach((name, value) -> {
            if (!name.equals("Host")) {
                request.header(name, value);
            }
        });
        HttpResponse<String> answer =
                client.send(request.build(), HttpResponse.BodyHandlers.ofString());
        if (answer.statusCode() != 200) {
            String what = post.target.isEmpty() ? post.service : post.target;
            throw new IOException(what + " answered " + answer.body());
        }
        return answer.body();
    }

    @Override
    public void close() {
        client.close();
    }
}
