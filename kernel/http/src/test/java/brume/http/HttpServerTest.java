package brume.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import brume.base.Clock;
import brume.wire.HttpRequest;
import brume.wire.HttpResponse;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class HttpServerTest {

    private static final HttpLimits SMALL =
            new HttpLimits(
                    1000,
                    5000,
                    4096,
                    16,
                    Duration.ofSeconds(5),
                    Duration.ofSeconds(5),
                    Duration.ofSeconds(5));

    /** Answers what it saw of the request. */
    private static final class Echo implements HttpHandler {
        @Override
        public HttpResponse handle(HttpRequest request) {
            String text =
                    request.method()
                            + ' '
                            + request.path()
                            + '?'
                            + request.query()
                            + ' '
                            + request.host()
                            + ' '
                            + request.headers().all("x-a")
                            + ' '
                            + new String(request.body(), StandardCharsets.UTF_8);
            return HttpResponse.of(200, "text/plain", text.getBytes(StandardCharsets.UTF_8));
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

    private final HttpServer server =
            new HttpServer("127.0.0.1", 0, Optional.empty(), SMALL, Clock.system(), new Echo());

    @AfterEach
    void close() {
        server.close();
    }

    /** What the server answers to these bytes until it closes the connection. */
    private String raw(String message) throws IOException {
        try (Socket socket = new Socket("127.0.0.1", server.port())) {
            socket.setSoTimeout(5_000);
            socket.getOutputStream().write(message.getBytes(StandardCharsets.ISO_8859_1));
            socket.shutdownOutput();
            ByteArrayOutputStream answer = new ByteArrayOutputStream();
            socket.getInputStream().transferTo(answer);
            return answer.toString(StandardCharsets.UTF_8);
        }
    }

    @Test
    void pathAndQueryArriveAsTheyWereSent() throws IOException {
        String answer =
                raw(
                        "GET /a%2Fb//c/../d;x=1/arn:aws:x?b=%7E&a=+&a HTTP/1.1\r\n"
                                + "Host: LOCALHOST:1\r\nX-A: 1\r\nx-a: 2, 3\r\n\r\n");
        assertThat(answer).startsWith("HTTP/1.1 200");
        assertThat(answer)
                .endsWith("GET /a%2Fb//c/../d;x=1/arn:aws:x?b=%7E&a=+&a localhost:1 [1, 2, 3] ");
    }

    @Test
    void bodiesOfBothFramingsArriveWhole() throws IOException {
        assertThat(raw("POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 5\r\n\r\nhello"))
                .endsWith("hello");
        assertThat(
                        raw(
                                "POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n"
                                        + "3\r\nhel\r\n2\r\nlo\r\n0\r\n\r\n"))
                .endsWith("hello");
    }

    @Test
    void tooLargeBodiesAreRefusedUnread() throws IOException {
        assertThat(raw("POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 1001\r\n\r\n"))
                .startsWith("HTTP/1.1 413");
        String chunk = "3e8\r\n" + "x".repeat(1000) + "\r\n";
        assertThat(
                        raw(
                                "POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n"
                                        + chunk
                                        + chunk
                                        + "0\r\n\r\n"))
                .startsWith("HTTP/1.1 413");
    }

    @Test
    void severalRequestsShareOneConnection() throws IOException {
        String one = "GET /1 HTTP/1.1\r\nHost: h\r\n\r\n";
        String two = "GET /2 HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n";
        assertThat(raw(one + two)).contains("GET /1?", "GET /2?");
    }

    @Test
    void ambiguousFramingIsRefused() throws IOException {
        String answer =
                raw(
                        "POST / HTTP/1.1\r\n"
                                + "Host: h\r\n"
                                + "Content-Length: 5\r\n"
                                + "Transfer-Encoding: chunked\r\n\r\n"
                                + "0\r\n\r\n"
                                + "GET /smuggled HTTP/1.1\r\n"
                                + "Host: h\r\n\r\n");
        assertThat(answer).doesNotContain("/smuggled");
    }

    @Test
    void aPortThatIsTakenIsRefused() {
        assertThatThrownBy(() ->
                        new HttpServer(
                                "127.0.0.1",
                                server.port(),
                                Optional.empty(),
                                SMALL,
                                Clock.system(),
                                new Echo()))
                .hasMessageContaining("cannot bind");
    }

    @Test
    void http2ByUpgradeWorks() throws Exception {
        try (HttpClient client =
                HttpClient.newBuilder().version(HttpClient.Version.HTTP_2).build()) {
            var request =
                    java.net.http.HttpRequest.newBuilder(
                                    URI.create("http://127.0.0.1:" + server.port() + "/x?y=1"))
                            .GET()
                            .build();
            var answer = client.send(request, java.net.http.HttpResponse.BodyHandlers.ofString());
            assertThat(answer.version()).isEqualTo(HttpClient.Version.HTTP_2);
            assertThat(answer.body()).startsWith("GET /x?y=1");
        }
    }
}
