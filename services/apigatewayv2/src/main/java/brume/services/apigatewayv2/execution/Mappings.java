package brume.services.apigatewayv2.execution;

import brume.api.apigatewayv2.Integration;
import brume.services.apigatewayv2.domain.ParameterMapping;
import brume.wire.HttpHeaders;
import brume.wire.HttpRequest;
import brume.wire.HttpResponse;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * The changes that an integration makes to requests and responses. Source: Developer Guide,
 * "Transform API requests and responses for HTTP APIs".
 */
final class Mappings {

    private Mappings() {}

    /**
     * A mapped request.
     *
     * @param path what overwrites the path, or null
     */
    record Mapped(RequestData request, @Nullable String path) {}

    /** The request as the integration gets it. */
    static Mapped request(Exchange exchange, Integration integration) {
        Map<String, String> parameters = integration.requestParameters();
        if (parameters == null || parameters.isEmpty()) {
            return new Mapped(exchange.request, null);
        }
        RequestData before = exchange.request;
        Map<String, List<String>> headers = new LinkedHashMap<>(before.headers());
        Map<String, List<String>> query = new LinkedHashMap<>(before.query());
        String path = null;
        boolean queried = false;
        for (Map.Entry<String, String> entry : parameters.entrySet()) {
            ParameterMapping mapping = ParameterMapping.of(entry.getKey(), entry.getValue());
            String value = ParameterMapping.evaluate(mapping.source(), exchange::variable);
            switch (mapping.place()) {
                case "header" -> {
                    String name = mapping.name().toLowerCase(Locale.ROOT);
                    if (!HeaderFields.isField(name, value)) {
                        throw RefusedException.internal();
                    }
                    change(headers, name, mapping.action(), value);
                }
                case "querystring" -> {
                    queried = true;
                    change(query, mapping.name(), mapping.action(), value);
                }
                default -> path = value;
            }
        }
        HttpRequest http = before.http();
        HttpRequest changed =
                new HttpRequest(
                        http.method(),
                        http.path(),
                        queried ? text(query) : http.query(),
                        http.host(),
                        http.headers(),
                        http.body(),
                        http.sourceIp(),
                        http.secure());
        return new Mapped(
                new RequestData(changed, before.rawPath(), before.path(), headers, query), path);
    }

    private static void change(
            Map<String, List<String>> fields,
            String name,
            ParameterMapping.Action action,
            String value) {
        switch (action) {
            case REMOVE -> fields.remove(name);
            case OVERWRITE -> fields.put(name, List.of(value));
            case APPEND -> {
                List<String> values = new ArrayList<>(fields.getOrDefault(name, List.of()));
                values.add(value);
                fields.put(name, values);
            }
        }
    }

    private static String text(Map<String, List<String>> query) {
        StringBuilder text = new StringBuilder();
        query.forEach((name, values) ->
                values.forEach(value ->
                        text.append(text.isEmpty() ? "" : "&")
                                .append(encoded(name))
                                .append('=')
                                .append(encoded(value))));
        return text.toString();
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }

    /** The response as the client gets it. */
    static HttpResponse response(
            Exchange exchange, Integration integration, HttpResponse response) {
        Map<String, String> mappings =
                Objects.requireNonNullElse(
                                integration.responseParameters(),
                                Map.<String, Map<String, String>>of())
                        .getOrDefault(String.valueOf(response.status()), Map.of());
        if (mappings.isEmpty()) {
            return response;
        }
        UnaryOperator<String> variable =
                name ->
                        name.startsWith("response.")
                                ? ofResponse(response, name.substring("response.".length()))
                                : exchange.variable(name);
        int status = response.status();
        HttpHeaders headers = new HttpHeaders();
        response.headers().forEach(headers::add);
        for (Map.Entry<String, String> entry : mappings.entrySet()) {
            ParameterMapping mapping = ParameterMapping.of(entry.getKey(), entry.getValue());
            String value = ParameterMapping.evaluate(mapping.source(), variable);
            if (mapping.place().equals("statuscode")) {
                status = status(value);
            } else {
                if (!HeaderFields.isField(mapping.name(), value)) {
                    throw RefusedException.internal();
                }
                headers = changed(headers, mapping, value);
            }
        }
        return new HttpResponse(status, headers, response.body());
    }

    private static HttpHeaders changed(HttpHeaders before, ParameterMapping mapping, String value) {
        HttpHeaders after = new HttpHeaders();
        boolean append = mapping.action() == ParameterMapping.Action.APPEND;
        before.forEach((name, kept) -> {
            if (append || !name.equalsIgnoreCase(mapping.name())) {
                after.add(name, kept);
            }
        });
        if (mapping.action() != ParameterMapping.Action.REMOVE) {
            after.add(mapping.name(), value);
        }
        return after;
    }

    private static int status(String value) {
        if (!value.matches("[2-5][0-9][0-9]")) {
            throw RefusedException.internal();
        }
        return Integer.parseInt(value);
    }

    private static String ofResponse(HttpResponse response, String name) {
        if (name.startsWith("header.")) {
            return String.join(",", response.headers().all(name.substring("header.".length())));
        }
        return name.startsWith("body")
                ? BodyPath.find(response.body(), name.substring("body".length()))
                : "";
    }
}
