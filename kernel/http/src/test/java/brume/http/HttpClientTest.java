package brume.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import brume.base.Clock;
import brume.wire.HttpHeaders;
import brume.wire.HttpRequest;
import brume.wire.HttpResponse;
import brume.wire.OutboundRequest;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class HttpClientTest {

    private final HttpClient client = new HttpClient();
    private final AtomicInteger busyAnswers = new AtomicInteger();
    private final HttpServer server =
            new HttpServer(
                    "127.0.0.1",
                    0,
                    Optional.empty(),
                    HttpLimits.DEFAULT,
                    Clock.system(),
                    new Echo());

    /** Answers 302 with what it saw. */
    private final class Echo implements HttpHandler {
        @Override
        public HttpResponse handle(HttpRequest request) {
            if (request.method().equals("PUT")) {
                busyAnswers.incrementAndGet();
                HttpResponse busy = HttpResponse.of(503, "text/plain", new byte[0]);
                busy.headers().add("Retry-After", "0");
                return busy;
            }
            String text =
                    request.method()
                            + ' '
                            + request.path()
                            + '?'
                            + request.query()
                            + ' '
                            + request.headers().all("X-A")
                            + request.headers().all("User-Agent")
                            + request.headers().all("Accept-Encoding")
                            + ' '
                            + new String(request.body(), StandardCharsets.UTF_8);
            HttpResponse response =
                    HttpResponse.of(302, "text/plain", text.getBytes(StandardCharsets.UTF_8));
            response.headers().add("Location", "/elsewhere").add("Set-Cookie", "a=b");
            return response;
        }

        @Override
        public HttpResponse tooLarge(HttpRequest request) {
            return HttpResponse.of(413, "text/plain", new byte[0]);
        }

        @Override
        public HttpResponse overloaded(HttpRequest request) {
            return HttpResponse.of(503, "text/plain", new byte[0]);
        }
    }

    @AfterEach
    void close() throws IOException {
        client.close();
        server.close();
    }

    private OutboundRequest request(String method, String body, int bytesMax) {
        return new OutboundRequest(
                method,
                URI.create("http://127.0.0.1:" + server.port() + "/a%20b?c=d"),
                new HttpHeaders().add("X-A", "1").add("x-a", "2"),
                body.getBytes(StandardCharsets.UTF_8),
                Duration.ofMillis(500),
                bytesMax);
    }

    @Test
    void aBusyEndpointIsAskedOnce() throws IOException {
        assertThat(client.send(request("PUT", "body", 1000)).status()).isEqualTo(503);
        assertThat(busyAnswers).hasValue(1);
    }

    @Test
    void nothingIsAddedAndNothingFollowed() throws IOException {
        for (int i = 0; i < 3; i++) {
            HttpResponse answer = client.send(request("PATCH", "body", 1000));
            assertThat(new String(answer.body(), StandardCharsets.UTF_8))
                    .isEqualTo("PATCH /a%20b?c=d [1, 2][][] body");
            assertThat(answer.status()).isEqualTo(302);
            assertThat(answer.headers().first("Location")).hasValue("/elsewhere");
        }
    }

    @Test
    void anAnswerHasALimit() throws IOException {
        assertThat(client.send(request("GET", "", 26)).body()).hasSize(26);
        assertThatThrownBy(() -> client.send(request("GET", "", 25)))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("more than 25 bytes");
    }

    @Test
    void nobodyThereAndSilence() throws IOException {
        OutboundRequest request = request("POST", "x", 10);
        int port = server.port();
        server.close();
        assertThatThrownBy(() -> client.send(request)).isInstanceOf(IOException.class);
        try (ServerSocket silent = new ServerSocket(port)) {
            assertThat(silent.isBound()).isTrue();
            assertThatThrownBy(() -> client.send(request))
                    .isInstanceOf(SocketTimeoutException.class);
        }
    }
}
