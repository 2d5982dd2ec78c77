package brume.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import brume.base.Clock;
import brume.wire.HttpRequest;
import brume.wire.HttpResponse;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class HttpServerTest {

    private static final HttpLimits SMALL =
            new HttpLimits(
                    1000,
                    5000,
                    4096,
                    16,
                    Duration.ofMillis(300),
                    Duration.ofSeconds(5),
                    Duration.ofMillis(300),
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
    void anAnswerToHeadHasALengthAndNoBody() throws IOException {
        String head = "HEAD /1 HTTP/1.1\r\nHost: h\r\n\r\n";
        String get = "GET /2 HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n";
        String answers = raw(head + get);
        assertThat(answers).doesNotContain("HEAD /1?").endsWith("GET /2? h [] ");
        int length = "HEAD /1? h [] ".length();
        assertThat(answers).containsIgnoringCase("Content-Length: " + length);
    }

    private static final String SMUGGLED = "GET /smuggled HTTP/1.1\r\nHost: h\r\n\r\n";

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
                "Transfer-Encoding: chunked\r\nContent-Length: 5\r\n\r\n0\r\n\r\n",
                "Content-Length: 0\r\nContent-Length: 0\r\n\r\n",
                "Content-Length: 0\r\nContent-Length: 60\r\n\r\n",
                "Content-Length: 0, 0\r\n\r\n",
                "Content-Length: +0\r\n\r\n",
                "Content-Length: -1\r\n\r\n",
                "Content-Length: 0x0\r\n\r\n",
                "Content-Length:\r\n\r\n",
                "Content-Length: 99999999999999999999\r\n\r\n",
                "Content-Length : 60\r\n\r\n",
                "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
                "Transfer-Encoding: identity\r\n\r\n",
                "Transfer-Encoding: chunked, identity\r\n\r\n0\r\n\r\n",
                "Transfer-Encoding: xchunkedx\r\n\r\n0\r\n\r\n",
                "Transfer-Encoding:\r\n\r\n",
                "Transfer-Encoding : chunked\r\n\r\n0\r\n\r\n",
                "X: 1\r\n Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
                "X: 1\rTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
                "X: 1\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
                "X: 1\0\r\n\r\n",
                "X\r\n\r\n",
                ": 1\r\n\r\n",
                "Transfer-Encoding: chunked\r\n\r\n5\r\nhelloXX0\r\n\r\n",
                "Transfer-Encoding: chunked\r\n\r\n5\r\nhello!\r\n0\r\n\r\n",
                "Transfer-Encoding: chunked\r\n\r\n0x0\r\n\r\n",
                "Transfer-Encoding: chunked\r\n\r\n-1\r\n\r\n",
                "Transfer-Encoding: chunked\r\n\r\n\r\n\r\n",
                "Transfer-Encoding: chunked\r\n\r\n 0\r\n\r\n",
                "Transfer-Encoding: chunked\r\n\r\n0\n\r\n",
                "Transfer-Encoding: chunked\r\n\r\n0;a=\rb\r\n\r\n",
                "Transfer-Encoding: chunked\r\n\r\nfffffffff\r\n\r\n",
            })
    void whatTwoParsersCouldReadDifferentlyIsRefusedAndEndsTheConnection(String rest)
            throws IOException {
        String answer = raw("POST / HTTP/1.1\r\nHost: h\r\n" + rest + SMUGGLED);
        assertThat(answer).startsWith("HTTP/1.1 400").doesNotContain("smuggled", "HTTP/1.1 200");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "}}\"x\": 1 / HTTP/1.1",
                "G\0T / HTTP/1.1",
                " GET / HTTP/1.1",
                "GET  / HTTP/1.1",
                "GET / HTTP/1.1 ",
                "GET /\u00e9 HTTP/1.1",
                "GET /\u007f HTTP/1.1",
                "GET /\r/ HTTP/1.1",
                "GET /",
                "GET",
                "nonsense",
            })
    void anUnreadableRequestLineIsTheClientsError(String line) throws IOException {
        assertThat(raw(line + "\r\nHost: h\r\n\r\n" + SMUGGLED))
                .startsWith("HTTP/1.1 400")
                .doesNotContain("smuggled");
        String first = "GET /first HTTP/1.1\r\nHost: h\r\n\r\n";
        assertThat(raw(first + line + "\r\nHost: h\r\n\r\n" + SMUGGLED))
                .contains("GET /first?", "HTTP/1.1 400")
                .doesNotContain("smuggled");
    }

    @Test
    void otherVersionsAndCodingsAreNamed() throws IOException {
        assertThat(raw("GET / HTTP/1.0\r\nHost: h\r\n\r\n")).startsWith("HTTP/1.1 505");
        assertThat(raw("POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: gzip, chunked\r\n\r\n"))
                .startsWith("HTTP/1.1 501");
        assertThat(raw("GET / HTTP/1.1\r\nHost: h\r\nX: " + "x".repeat(5000) + "\r\n\r\n"))
                .startsWith("HTTP/1.1 431");
    }

    @Test
    void extensionsAndTrailersAndEmptyLinesAreReadOver() throws IOException {
        String answer =
                raw(
                        "\r\n"
                                + "POST /1 HTTP/1.1\r\n"
                                + "Host: h\r\n"
                                + "Transfer-Encoding: Chunked\r\n\r\n"
                                + "3;a=b;c=\"d\"\r\n"
                                + "hel\r\n"
                                + "0002\r\n"
                                + "lo\r\n"
                                + "0;e\r\n"
                                + "X-Trailer: 1\r\n\r\n"
                                + "\r\n"
                                + "GET /2 HTTP/1.1\r\n"
                                + "Host: h\r\n\r\n");
        assertThat(answer).contains("POST /1? h [] hello", "GET /2? h []");
    }

    @Test
    void aMessageMayComeByteAfterByte() throws IOException {
        String message =
                "POST /1 HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n"
                        + "3\r\nhel\r\n2\r\nlo\r\n0\r\n\r\n"
                        + "POST /2 HTTP/1.1\r\nHost: h\r\nContent-Length: 3\r\n\r\nabc";
        try (Socket socket = new Socket("127.0.0.1", server.port())) {
            socket.setSoTimeout(5_000);
            socket.setTcpNoDelay(true);
            for (byte b : message.getBytes(StandardCharsets.ISO_8859_1)) {
                socket.getOutputStream().write(b);
            }
            socket.shutdownOutput();
            ByteArrayOutputStream answer = new ByteArrayOutputStream();
            socket.getInputStream().transferTo(answer);
            assertThat(answer.toString(StandardCharsets.UTF_8)).contains("[] hello", "[] abc");
        }
    }

    /** What the server answers to a client that sends one byte after the other for ever. */
    private String drip(String start, String drop) throws IOException {
        try (Socket socket = new Socket("127.0.0.1", server.port())) {
            socket.setSoTimeout(20);
            socket.getOutputStream().write(start.getBytes(StandardCharsets.ISO_8859_1));
            byte[] answer = new byte[1000];
            long end = System.nanoTime() + Duration.ofSeconds(5).toNanos();
            while (System.nanoTime() < end) {
                try {
                    int length = socket.getInputStream().read(answer);
                    return length < 0 ? "closed" : new String(answer, StandardCharsets.UTF_8);
                } catch (SocketTimeoutException e) {
                    socket.getOutputStream().write(drop.getBytes(StandardCharsets.ISO_8859_1));
                }
            }
            return "served for ever";
        }
    }

    @Test
    void slowHeadsEnd() throws IOException {
        assertThat(drip("GET / HTTP/1.1\r\n", "x")).startsWith("HTTP/1.1 408");
        assertThat(drip("G", "G")).startsWith("HTTP/1.1 408");
    }

    @Test
    void slowBodiesEnd() throws IOException {
        assertThat(drip("POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 900\r\n\r\n", "x"))
                .startsWith("HTTP/1.1 408");
        String chunked = "POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n";
        assertThat(drip(chunked, "1\r\nx\r\n")).startsWith("HTTP/1.1 408");
        assertThat(drip(chunked, "0")).startsWith("HTTP/1.1 408");
        assertThat(drip(chunked + "0\r\n", "x")).startsWith("HTTP/1.1 408");
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
