package brume.services.states.worker;

import brume.spi.ConnectionDirectory.Credentials;
import brume.spi.ConnectionDirectory.Parameter;
import brume.wire.Documents;
import brume.wire.HttpHeaders;
import brume.wire.OutboundRequest;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * The request of an HTTP task: its definition, and what the connection adds, which wins. Source:
 * "Call HTTPS APIs in Step Functions workflows" of the developer guide.
 */
final class HttpTaskRequest {

    /** An HTTP task fails after 60 seconds. */
    static final Duration TIMEOUT = Duration.ofSeconds(60);

    /** Our own limit of an answer; what a state may have is less. */
    private static final int ANSWER_BYTES_MAX = 1024 * 1024;

    private static final Set<String> METHODS =
            Set.of("GET", "POST", "PUT", "DELETE", "PATCH", "OPTIONS", "HEAD");

    /** Headers that a definition must not set. */
    private static final Set<String> RESERVED =
            Set.of(
                    "a-im",
                    "accept-charset",
                    "accept-datetime",
                    "accept-encoding",
                    "cache-control",
                    "connection",
                    "content-encoding",
                    "content-length",
                    "content-md5",
                    "date",
                    "expect",
                    "forwarded",
                    "from",
                    "host",
                    "http2-settings",
                    "if-match",
                    "if-modified-since",
                    "if-none-match",
                    "if-range",
                    "if-unmodified-since",
                    "max-forwards",
                    "origin",
                    "pragma",
                    "proxy-authorization",
                    "referer",
                    "server",
                    "te",
                    "trailer",
                    "transfer-encoding",
                    "upgrade",
                    "via",
                    "warning");

    private static final List<String> RESERVED_PREFIXES = List.of("x-forwarded", "x-amz", "x-amzn");

    private static final String FORM = "application/x-www-form-urlencoded";

    private final JsonNode input;
    private final String region;

    /**
     * @param input the task's parameters
     */
    HttpTaskRequest(JsonNode input, String region) {
        this.input = input;
        this.region = region;
    }

    String method() {
        return input.path("Method").asText();
    }

    String endpoint() {
        return input.path("ApiEndpoint").asText();
    }

    /** The connection that authorises the task; empty text if none is named. */
    String connectionArn() {
        JsonNode named = input.path("Authentication").path("ConnectionArn");
        return named.asText(input.path("InvocationConfig").path("ConnectionArn").asText());
    }

    /**
     * The request with what a connection adds.
     *
     * @throws IllegalArgumentException if the parameters make no request
     */
    OutboundRequest with(Credentials added) {
        if (!METHODS.contains(method())) {
            throw new IllegalArgumentException("The value of the field 'Method' is not supported");
        }
        Map<String, List<String>> headers = values("Headers");
        headers.keySet().forEach(HttpTaskRequest::checkAllowed);
        lay(headers, added.headers(), true);
        byte[] body = body(added, headers);
        HttpHeaders all = new HttpHeaders();
        headers.forEach(
                (name, texts) -> texts.forEach(text -> all.add(checked(name), checked(text))));
        setDefault(all, "User-Agent", "Amazon|StepFunctions|HttpInvoke|" + region);
        setDefault(all, "Range", "bytes=0-262144");
        return new OutboundRequest(method(), url(added), all, body, TIMEOUT, ANSWER_BYTES_MAX);
    }

    private static void setDefault(HttpHeaders headers, String name, String value) {
        if (headers.first(name).isEmpty()) {
            headers.set(name, value);
        }
    }

    private static void checkAllowed(String header) {
        String name = header.toLowerCase(Locale.ROOT);
        if (RESERVED.contains(name) || RESERVED_PREFIXES.stream().anyMatch(name::startsWith)) {
            throw new IllegalArgumentException("The header '" + header + "' cannot be set");
        }
    }

    private static String checked(String text) {
        if (text.chars().anyMatch(c -> (c < ' ' && c != '\t') || c == 0x7f)) {
            throw new IllegalArgumentException("A header must not have control characters");
        }
        return text;
    }

    /** The names of a field with their values; a list has several. */
    private Map<String, List<String>> values(String field) {
        Map<String, List<String>> values = new LinkedHashMap<>();
        input.path(field)
                .properties()
                .forEach(entry -> values.put(entry.getKey(), texts(field, entry.getValue())));
        return values;
    }

    private static List<String> texts(String field, JsonNode value) {
        if (value.isArray()) {
            List<String> texts = new ArrayList<>();
            value.forEach(element -> texts.add(text(field, element)));
            return texts;
        }
        return List.of(text(field, value));
    }

    private static String text(String field, JsonNode value) {
        if (value.isContainerNode() || value.isNull()) {
            throw new IllegalArgumentException(
                    "The value of the field '" + field + "' has an invalid format");
        }
        return value.asText();
    }

    /** Puts parameters of a connection over those of the definition. */
    private static void lay(
            Map<String, List<String>> below, List<Parameter> above, boolean ignoringCase) {
        for (Parameter parameter : above) {
            below.keySet()
                    .removeIf(name ->
                            ignoringCase
                                    ? name.equalsIgnoreCase(parameter.name())
                                    : name.equals(parameter.name()));
            below.put(parameter.name(), List.of(parameter.value()));
        }
    }

    private URI url(Credentials added) {
        Map<String, List<String>> query = values("QueryParameters");
        lay(query, added.query(), false);
        StringBuilder url = new StringBuilder(endpoint());
        char separator = endpoint().contains("?") ? '&' : '?';
        for (Map.Entry<String, List<String>> parameter : query.entrySet()) {
            for (String value : parameter.getValue()) {
                url.append(separator)
                        .append(FormFields.encoded(parameter.getKey()))
                        .append('=')
                        .append(FormFields.encoded(value));
                separator = '&';
            }
        }
        try {
            URI uri = new URI(url.toString());
            boolean http = "https".equals(uri.getScheme()) || "http".equals(uri.getScheme());
            if (http && uri.getHost() != null) {
                return uri;
            }
        } catch (URISyntaxException e) {
            // Told below like any other text that is no URL.
        }
        throw new IllegalArgumentException(
                "The value of the field 'ApiEndpoint' has an invalid format");
    }

    /** The body; its content type is set unless the headers have one. */
    private byte[] body(Credentials added, Map<String, List<String>> headers) {
        JsonNode body = input.path("RequestBody");
        if (!added.body().isEmpty()) {
            body = merged(body, added.body());
        }
        if (body.isMissingNode() || body.isNull()) {
            return new byte[0];
        }
        JsonNode transform = input.path("Transform");
        String encoding = transform.path("RequestBodyEncoding").asText("NONE");
        boolean form =
                switch (encoding) {
                    case "URL_ENCODED" -> true;
                    case "NONE" -> false;
                    default ->
                            throw new IllegalArgumentException(
                                    "The value of the field 'RequestBodyEncoding' is not"
                                            + " supported");
                };
        String type = form ? FORM : body.isTextual() ? "text/plain" : "application/json";
        if (headers.keySet().stream().noneMatch("content-type"::equalsIgnoreCase)) {
            headers.put("Content-Type", List.of(type));
        }
        JsonNode format = transform.path("RequestEncodingOptions").path("ArrayFormat");
        String text =
                form
                        ? FormFields.encode(body, FormFields.format(format))
                        : body.isTextual() ? body.textValue() : Documents.text(body);
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static JsonNode merged(JsonNode body, List<Parameter> added) {
        if (!(body instanceof ObjectNode) && !body.isMissingNode() && !body.isNull()) {
            throw new IllegalArgumentException(
                    "The body parameters of the connection need an object as RequestBody");
        }
        ObjectNode merged =
                body instanceof ObjectNode object ? object.deepCopy() : Documents.object();
        added.forEach(parameter -> merged.put(parameter.name(), parameter.value()));
        return merged;
    }
}
