package brume.http;

import static org.assertj.core.api.Assertions.assertThat;

import brume.base.Clock;
import brume.wire.HttpHeaders;
import brume.wire.HttpRequest;
import brume.wire.HttpResponse;
import brume.wire.WebSocketAnswer;
import brume.wire.WebSocketConnection;
import brume.wire.WebSocketLimits;
import brume.wire.WebSocketListener;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class WebSocketTest {

    private static final WebSocketLimits LIMITS =
            new WebSocketLimits(
                    2_000, 1_000, 4, 50_000, Duration.ofSeconds(2), Duration.ofMinutes(1));
    private static final String HANDSHAKE =
            "GET /echo HTTP/1.1\r\nHost: h\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                    + "Sec-WebSocket-Version: 13\r\n"
                    + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n";

    private final LinkedBlockingQueue<String> ended = new LinkedBlockingQueue<>();
    private final CompletableFuture<WebSocketConnection> connected = new CompletableFuture<>();

    /** Echoes at /echo; refuses at /no; speaks HTTP only elsewhere. */
    private final class Echo implements HttpHandler {
        @Override
        public HttpResponse handle(HttpRequest request) {
            return HttpResponse.of(426, "text/plain", new byte[0]);
        }

        @Override
        public Optional<WebSocketAnswer> upgrade(HttpRequest request) {
            return switch (request.path()) {
                case "/echo" ->
                        Optional.of(
                                new WebSocketAnswer.Accepted(
                                        new HttpHeaders().add("X-A", "1"), new Listener(), LIMITS));
                case "/no" ->
                        Optional.of(
                                new WebSocketAnswer.Refused(
                                        HttpResponse.of(403, "text/plain", bytes("no"))));
                default -> Optional.empty();
            };
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

    private final class Listener implements WebSocketListener {
        private WebSocketConnection connection;

        @Override
        public void opened(WebSocketConnection opened) {
            connection = opened;
            connected.complete(opened);
        }

        @Override
        public void message(String text) {
            var ignored = connection.send(text);
        }

        @Override
        public void closed(int code, String reason) {
            ended.add(code + " " + reason);
        }
    }

    private final HttpServer server =
            new HttpServer(
                    "127.0.0.1",
                    0,
                    Optional.empty(),
                    HttpLimits.DEFAULT,
                    Clock.system(),
                    new Echo());

    @AfterEach
    void close() {
        server.close();
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private String ended() throws InterruptedException {
        return String.valueOf(ended.poll(10, TimeUnit.SECONDS));
    }

    /** A client that sends bytes of its own making. */
    private final class Raw implements AutoCloseable {
        final Socket socket = new Socket("127.0.0.1", server.port());
        final DataInputStream in = new DataInputStream(socket.getInputStream());

        Raw(String handshake) throws IOException {
            socket.setSoTimeout(10_000);
            send(bytes(handshake));
        }

        void send(byte[] bytes) throws IOException {
            socket.getOutputStream().write(bytes);
            socket.getOutputStream().flush();
        }

        String head() throws IOException {
            ByteArrayOutputStream head = new ByteArrayOutputStream();
            while (!head.toString(StandardCharsets.US_ASCII).endsWith("\r\n\r\n")) {
                head.write(in.readByte());
            }
            return head.toString(StandardCharsets.US_ASCII);
        }

        /** The next frame, as its opcode and text, or its opcode and closing code. */
        String frame() throws IOException {
            int opcode = in.readByte() & 0x0f;
            int length = in.readByte();
            byte[] payload = new byte[length == 126 ? in.readShort() & 0xffff : length];
            in.readFully(payload);
            if (opcode == WebSocketFrame.CLOSE && payload.length >= 2) {
                return "8 " + (((payload[0] & 0xff) << 8) | (payload[1] & 0xff));
            }
            return opcode + " " + new String(payload, StandardCharsets.UTF_8);
        }

        @Override
        public void close() throws IOException {
            socket.close();
        }
    }

    /** A frame as clients send it. */
    private static byte[] frame(int first, byte[] payload) {
        byte[] plain = WebSocketFrame.encode(0, payload);
        int head = plain.length - payload.length;
        byte[] masked = Arrays.copyOf(plain, plain.length + 4);
        masked[0] = (byte) first;
        masked[1] |= (byte) 0x80;
        byte[] mask = {1, 2, 3, 4};
        System.arraycopy(mask, 0, masked, head, 4);
        for (int i = 0; i < payload.length; i++) {
            masked[head + 4 + i] = (byte) (payload[i] ^ mask[i & 3]);
        }
        return masked;
    }

    private Raw open() throws IOException {
        Raw raw = new Raw(HANDSHAKE);
        // The key and its answer are the example of RFC 6455, section 1.3.
        assertThat(raw.head())
                .startsWith("HTTP/1.1 101 ")
                .contains("Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=", "X-A: 1");
        return raw;
    }

    @Test
    void messagesComeBackAlsoInPiecesAndBesidePings() throws Exception {
        try (Raw raw = open()) {
            raw.send(frame(0x81, bytes("hällo")));
            assertThat(raw.frame()).isEqualTo("1 hällo");
            raw.send(frame(0x01, bytes("a")));
            raw.send(frame(0x00, new byte[0]));
            raw.send(frame(0x89, bytes("p")));
            assertThat(raw.frame()).isEqualTo("10 p");
            raw.send(frame(0x80, bytes("x".repeat(999))));
            assertThat(raw.frame()).isEqualTo("1 a" + "x".repeat(999));
            raw.send(frame(0x88, new byte[] {0x0f, (byte) 0xa0, 'b', 'y', 'e'}));
            assertThat(raw.frame()).isEqualTo("8 4000");
            assertThat(raw.in.read()).isEqualTo(-1);
        }
        assertThat(ended()).isEqualTo("4000 bye");
    }

    @ParameterizedTest
    @CsvSource({
        "810161, 1002", // not masked
        "c18000000000, 1002", // a reserved bit
        "838000000000, 1002", // an unknown opcode
        "098000000000, 1002", // a ping in pieces
        "89fe007e00000000, 1002", // a ping of 126 bytes
        "808000000000, 1002", // a continuation of nothing
        "018000000000818000000000, 1002", // a text within a text
        "81fe007d00000000, 1002", // a length that is longer than it must be
        "81ff800000000000000000000000, 1002", // a negative length
        "828000000000, 1003", // binary
        "818100000000ff, 1007", // not UTF-8
        "8183 00000000 eda080, 1007", // half a surrogate pair
        "888100000000 03, 1002", // half a code
        "888200000000 03ed, 1002", // code 1005
        "888200000000 01f4, 1002", // code 500
        "81fe03e900000000, 1009", // a frame of 1001 bytes, announced only
        "81ff00000000ffffffff00000000, 1009",
    })
    void hostileFramesEndTheConnectionWithTheirCode(String hex, int code) throws Exception {
        try (Raw raw = open()) {
            raw.send(java.util.HexFormat.of().parseHex(hex.replace(" ", "")));
            assertThat(raw.frame()).isEqualTo("8 " + code);
        }
        assertThat(ended()).startsWith(Integer.toString(code));
    }

    @Test
    void messagesInPiecesAreBoundedByBytesAndByPieces() throws Exception {
        try (Raw raw = open()) {
            raw.send(frame(0x01, new byte[1000]));
            raw.send(frame(0x00, new byte[1000]));
            raw.send(frame(0x00, new byte[1]));
            assertThat(raw.frame()).isEqualTo("8 1009");
        }
        try (Raw raw = open()) {
            raw.send(frame(0x01, new byte[0]));
            ByteArrayOutputStream flood = new ByteArrayOutputStream();
            for (int i = 0; i < 5_000; i++) {
                flood.write(frame(0x00, new byte[0]));
            }
            raw.send(flood.toByteArray());
            assertThat(raw.frame()).isEqualTo("8 1009");
        }
    }

    @Test
    void whatIsNoHandshakeIsARequestLikeAnyOther() throws IOException {
        for (String broken :
                new String[] {
                    HANDSHAKE.replace("Version: 13", "Version: 8"),
                    HANDSHAKE.replace("dGhlIHNhbXBsZSBub25jZQ==", "short"),
                    HANDSHAKE.replace("Connection: Upgrade\r\n", ""),
                    HANDSHAKE.replace("GET", "POST"),
                    HANDSHAKE.replace("/echo", "/http"),
                }) {
            try (Raw raw = new Raw(broken)) {
                assertThat(raw.head()).startsWith("HTTP/1.1 426");
            }
        }
        try (Raw raw = new Raw(HANDSHAKE.replace("/echo", "/no"))) {
            assertThat(raw.head()).startsWith("HTTP/1.1 403");
            assertThat(new String(raw.in.readAllBytes(), StandardCharsets.UTF_8)).isEqualTo("no");
        }
    }

    @Test
    void brokenAndSilentConnectionsEnd() throws Exception {
        try (Raw raw = open()) {
            raw.send(frame(0x81, bytes("a")));
            assertThat(raw.frame()).isEqualTo("1 a");
        }
        assertThat(ended()).isEqualTo("1006 ");
        try (Raw raw = open()) {
            assertThat(raw.frame()).isEqualTo("8 1001");
        }
        assertThat(ended()).isEqualTo("1001 Going away");
    }

    @Test
    void aClientThatDoesNotReadHoldsABoundedNumberOfBytes() throws Exception {
        try (Raw raw = open()) {
            WebSocketConnection connection = connected.get(5, TimeUnit.SECONDS);
            String large = "x".repeat(20_000);
            int sent = 0;
            while (connection.send(large) == WebSocketConnection.Sent.QUEUED) {
                sent++;
                assertThat(sent).isLessThan(2_000);
            }
            assertThat(connection.send(large)).isEqualTo(WebSocketConnection.Sent.FULL);
            assertThat(raw.frame()).as("the first").startsWith("1 xxx");
        }
        assertThat(ended()).startsWith("1006");
        assertThat(connected.join().send("x")).isEqualTo(WebSocketConnection.Sent.GONE);
    }

    @Test
    void theServersEndIsAGoodbyeToEveryClient() throws Exception {
        CompletableFuture<String> heard = new CompletableFuture<>();
        try (HttpClient client = HttpClient.newHttpClient()) {
            WebSocket socket =
                    client.newWebSocketBuilder()
                            .buildAsync(
                                    URI.create("ws://127.0.0.1:" + server.port() + "/echo"),
                                    new WebSocket.Listener() {
                                        @Override
                                        public CompletionStage<?> onClose(
                                                WebSocket closed, int code, String reason) {
                                            heard.complete(code + " " + reason);
                                            return CompletableFuture.completedFuture(null);
                                        }
                                    })
                            .get(5, TimeUnit.SECONDS);
            server.close();
            assertThat(heard.get(5, TimeUnit.SECONDS)).isEqualTo("1001 Going away");
            socket.abort();
        }
        assertThat(ended()).isEqualTo("1001 Going away");
    }
}
