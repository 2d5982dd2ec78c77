package brume.services.apigatewayv2.websocket;

import brume.services.apigatewayv2.domain.WebSocketQuotas;
import brume.services.apigatewayv2.execution.Backends;
import brume.services.apigatewayv2.execution.HeaderFields;
import brume.services.apigatewayv2.execution.RefusedException;
import brume.wire.HttpHeaders;
import brume.wire.OutboundRequest;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/** The request that an HTTP endpoint is sent for an event: the mapped parameters and a body. */
final class HttpCall {

    private static final Set<String> WITHOUT_BODY = Set.of("GET", "HEAD", "OPTIONS");
    private static final String TARGET = "integration.request.";

    private HttpCall() {}

    static OutboundRequest of(
            ServedIntegration served, ConnectionEvent event, String body, int timeoutMillis) {
        String url = Backends.withStageVariables(served.uri(), event);
        HttpHeaders headers = new HttpHeaders();
        List<String> query = new ArrayList<>();
        for (Map.Entry<String, String> mapping :
                Objects.requireNonNullElse(
                                served.integration().requestParameters(), Map.<String, String>of())
                        .entrySet()) {
            String[] target = mapping.getKey().substring(TARGET.length()).split("\\.", 2);
            String value = value(mapping.getValue(), event);
            switch (target[0]) {
                case "header" -> {
                    if (HeaderFields.isField(target[1], value)) {
                        HeaderFields.add(headers, target[1], value);
                    }
                }
                case "path" -> url = url.replace('{' + target[1] + '}', encoded(value));
                default -> query.add(encoded(target[1]) + '=' + encoded(value));
            }
        }
        if (headers.first("Content-Type").isEmpty()) {
            headers.add("Content-Type", "application/json");
        }
        String method = String.valueOf(served.integration().integrationMethod());
        String sent = method.equals("ANY") ? "POST" : method;
        return new OutboundRequest(
                sent,
                uri(url, query),
                headers,
                WITHOUT_BODY.contains(sent) ? new byte[0] : body.getBytes(StandardCharsets.UTF_8),
                Duration.ofMillis(timeoutMillis),
                (int) WebSocketQuotas.MESSAGE_BYTES.value());
    }

    /** The value of a mapping's source, which is a constant in quotes or a variable. */
    private static String value(String source, ConnectionEvent event) {
        return source.startsWith("'")
                ? source.substring(1, source.length() - 1)
                : event.variable(source);
    }

    private static String encoded(String value) {
        return URLEncoder.encode(value, StandardCharsets.UTF_8).replace("+", "%20");
    }

    private static URI uri(String url, List<String> query) {
        try {
            String joined = String.join("&", query);
            String separator = url.indexOf('?') < 0 ? "?" : "&";
            URI uri = new URI(joined.isEmpty() ? url : url + separator + joined);
            if (uri.getHost() == null) {
                throw RefusedException.internal();
            }
            return uri;
        } catch (URISyntaxException e) {
            throw RefusedException.internal();
        }
    }
}
