package brume.services.lambda.url;

import brume.wire.Documents;
import brume.wire.HttpHeaders;
import brume.wire.HttpResponse;
import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** What a function answers, as an HTTP response. */
final class UrlResponse {

    private static final String JSON = "application/json";

    /** What the server itself says about the connection. */
    private static final Set<String> OWN =
            Set.of("connection", "content-length", "transfer-encoding", "keep-alive", "upgrade");

    private UrlResponse() {}

    /** The response; empty if the function's answer is none. */
    static Optional<HttpResponse> of(byte[] payload) {
        JsonNode answer;
        try {
            answer = Documents.parse(payload);
        } catch (IllegalArgumentException e) { // a custom runtime may answer anything
            return Optional.of(HttpResponse.of(200, JSON, payload));
        }
        return answer.has("statusCode")
                ? structured(answer)
                : Optional.of(HttpResponse.of(200, JSON, text(answer)));
    }

    private static byte[] text(JsonNode node) {
        String text = node.isTextual() ? node.textValue() : Documents.text(node);
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static Optional<HttpResponse> structured(JsonNode answer) {
        Optional<HttpResponse> head = head(answer, JSON);
        JsonNode body = answer.path("body");
        if (head.isEmpty() || body.isMissingNode() || body.isNull()) {
            return head;
        }
        try {
            byte[] bytes =
                    answer.path("isBase64Encoded").asBoolean()
                            ? Base64.getDecoder().decode(body.asText())
                            : text(body);
            return Optional.of(new HttpResponse(head.get().status(), head.get().headers(), bytes));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /**
     * Status, headers and cookies of a function's answer, without a body; empty if they are none.
     *
     * @param contentType if the function says none
     */
    static Optional<HttpResponse> head(JsonNode answer, String contentType) {
        int status = answer.path("statusCode").asInt();
        JsonNode own = answer.path("headers");
        if (status < 100
                || status > 599
                || (!own.isMissingNode() && !own.isNull() && !own.isObject())) {
            return Optional.empty();
        }
        HttpHeaders headers = new HttpHeaders().add("Content-Type", contentType);
        own.properties()
                .forEach(header -> {
                    String name = header.getKey();
                    if (!OWN.contains(name.toLowerCase(Locale.ROOT)) && isToken(name)) {
                        headers.set(name, line(header.getValue()));
                    }
                });
        answer.path("cookies").forEach(cookie -> headers.add("Set-Cookie", line(cookie)));
        return Optional.of(new HttpResponse(status, headers, new byte[0]));
    }

    private static boolean isToken(String name) {
        return !name.isEmpty()
                && name.chars()
                        .allMatch(c -> c > ' ' && c < 127 && "():<>@,;\\\"/[]?={}".indexOf(c) < 0);
    }

    /** A value that cannot end its line. */
    private static String line(JsonNode value) {
        String text = value.isTextual() ? value.textValue() : Documents.text(value);
        return text.replace('\r', ' ').replace('\n', ' ').replace('\0', ' ');
    }
}
