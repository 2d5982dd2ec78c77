package brume.services.apigatewayv2.execution;

import brume.wire.Documents;
import brume.wire.HttpHeaders;
import brume.wire.HttpResponse;
import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

/**
 * What a function answers, as an HTTP response. With format 2.0 an answer without a status is the
 * body itself. Source: Developer Guide, "Lambda function response format".
 */
final class FunctionResponse {

    private static final String JSON = "application/json";

    /** What AWS says of a body of which the function says nothing. */
    private static final String TEXT = "text/plain;charset=utf-8";

    private FunctionResponse() {}

    static HttpResponse of(byte[] payload, String version) {
        boolean inferring = version.equals("2.0");
        JsonNode answer;
        try {
            answer = Documents.parse(payload);
        } catch (IllegalArgumentException e) {
            throw RefusedException.internal();
        }
        if (answer.isObject() && answer.has("statusCode")) {
            return structured(answer, inferring);
        }
        if (!inferring) {
            throw RefusedException.internal();
        }
        return HttpResponse.of(200, JSON, text(answer));
    }

    private static HttpResponse structured(JsonNode answer, boolean cookies) {
        HttpHeaders headers = new HttpHeaders();
        boolean array = answer.path("multiValueHeaders").isObject() && !cookies;
        if (array) {
            answer.path("multiValueHeaders")
                    .properties()
                    .forEach(field ->
                            field.getValue().forEach(v -> add(headers, field.getKey(), v)));
        }
        answer.path("headers")
                .properties()
                .forEach(field -> {
                    boolean known = array && headers.first(field.getKey()).isPresent();
                    if (!known) {
                        add(headers, field.getKey(), field.getValue());
                    }
                });
        if (cookies) {
            answer.path("cookies").forEach(cookie -> add(headers, "set-cookie", cookie));
        }
        if (headers.first("Content-Type").isEmpty()) {
            headers.add("Content-Type", TEXT);
        }
        return new HttpResponse(status(answer.path("statusCode")), headers, body(answer));
    }

    private static int status(JsonNode node) {
        try {
            int status = Integer.parseInt(node.asText());
            if (status >= 100 && status <= 599) {
                return status;
            }
        } catch (NumberFormatException e) {
            // Told below, together with numbers that are no status.
        }
        throw RefusedException.internal();
    }

    private static byte[] body(JsonNode answer) {
        JsonNode body = answer.path("body");
        if (body.isMissingNode() || body.isNull()) {
            return new byte[0];
        }
        if (!answer.path("isBase64Encoded").asBoolean()) {
            return text(body);
        }
        try {
            return Base64.getMimeDecoder().decode(body.asText());
        } catch (IllegalArgumentException e) {
            throw RefusedException.internal();
        }
    }

    private static byte[] text(JsonNode node) {
        String text = node.isTextual() ? node.textValue() : Documents.text(node);
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static void add(HttpHeaders headers, String name, JsonNode value) {
        if (value.isNull()) {
            return;
        }
        if (!value.isValueNode() || !HeaderFields.isField(name, value.asText())) {
            throw RefusedException.internal();
        }
        HeaderFields.add(headers, name, value.asText());
    }
}
