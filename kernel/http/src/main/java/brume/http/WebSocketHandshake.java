package brume.http;

import brume.wire.HttpHeaders;
import brume.wire.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.List;

/** The opening handshake. Source: RFC 6455, section 4.2. */
final class WebSocketHandshake {

    private static final String VERSION = "13";
    private static final int KEY_BYTES = 16;
    private static final String GUID = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";

    private WebSocketHandshake() {}

    /** Whether the request has everything that a handshake needs. */
    static boolean isComplete(HttpRequest request) {
        HttpHeaders headers = request.headers();
        boolean upgrade =
                headers.all("Connection").stream()
                        .flatMap(value -> List.of(value.split(",")).stream())
                        .anyMatch(token -> token.strip().equalsIgnoreCase("upgrade"));
        return request.method().equals("GET")
                && upgrade
                && headers.all("Sec-WebSocket-Version").equals(List.of(VERSION))
                && isKey(headers.all("Sec-WebSocket-Key"));
    }

    private static boolean isKey(List<String> keys) {
        if (keys.size() != 1) {
            return false;
        }
        try {
            return Base64.getDecoder().decode(keys.getFirst()).length == KEY_BYTES;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    /** The bytes of the answer that makes the connection a WebSocket. */
    static byte[] accept(HttpRequest request, HttpHeaders headers) {
        String key = request.header("Sec-WebSocket-Key").orElse("");
        StringBuilder answer =
                new StringBuilder("HTTP/1.1 101 Switching Protocols\r\n")
                        .append("Upgrade: websocket\r\nConnection: upgrade\r\n")
                        .append("Sec-WebSocket-Accept: ")
                        .append(accepted(key))
                        .append("\r\n");
        headers.forEach((name, value) -> field(answer, name, value));
        return answer.append("\r\n").toString().getBytes(StandardCharsets.UTF_8);
    }

    /** Appends a header field, whose value cannot end it. */
    static void field(StringBuilder head, String name, String value) {
        boolean safe = value.chars().allMatch(c -> c >= ' ' && c != 0x7f);
        if (safe) {
            head.append(name).append(": ").append(value).append("\r\n");
        }
    }

    private static String accepted(String key) {
        try {
            byte[] hash =
                    MessageDigest.getInstance("SHA-1")
                            .digest((key + GUID).getBytes(StandardCharsets.US_ASCII));
            return Base64.getEncoder().encodeToString(hash);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
