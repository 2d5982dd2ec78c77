package brume.services.apigatewayv2.execution;

import brume.api.apigatewayv2.Cors;
import brume.wire.HttpHeaders;
import brume.wire.HttpRequest;
import brume.wire.HttpResponse;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Cross-origin sharing as an API configures it. What is configured replaces what the integration
 * says. Source: Developer Guide, "Configure CORS for HTTP APIs in API Gateway".
 */
final class CorsHeaders {

    private static final String PREFIX = "access-control-";

    private CorsHeaders() {}

    static boolean isPreflight(HttpRequest request) {
        return request.method().equals("OPTIONS")
                && request.header("Origin").isPresent()
                && request.header("Access-Control-Request-Method").isPresent();
    }

    static HttpResponse preflight(Cors cors, HttpRequest request) {
        HttpHeaders headers = new HttpHeaders();
        findOrigin(cors, request)
                .ifPresent(origin -> {
                    common(cors, origin, headers);
                    set(headers, "access-control-allow-methods", cors.allowMethods());
                    set(headers, "access-control-allow-headers", cors.allowHeaders());
                    if (cors.maxAge() != null && cors.maxAge() != 0) {
                        headers.set("access-control-max-age", String.valueOf(cors.maxAge()));
                    }
                });
        return new HttpResponse(204, headers, new byte[0]);
    }

    /** The response with the configured fields in the place of the integration's. */
    static HttpResponse apply(Cors cors, HttpRequest request, HttpResponse response) {
        HttpHeaders headers = new HttpHeaders();
        response.headers()
                .forEach((name, value) -> {
                    if (!name.toLowerCase(Locale.ROOT).startsWith(PREFIX)) {
                        headers.add(name, value);
                    }
                });
        findOrigin(cors, request)
                .ifPresent(origin -> {
                    common(cors, origin, headers);
                    set(headers, "access-control-expose-headers", cors.exposeHeaders());
                });
        return new HttpResponse(response.status(), headers, response.body());
    }

    private static void common(Cors cors, String origin, HttpHeaders headers) {
        headers.set("access-control-allow-origin", origin);
        if (Boolean.TRUE.equals(cors.allowCredentials())) {
            headers.set("access-control-allow-credentials", "true");
        }
        if (!origin.equals("*")) {
            headers.set("vary", "Origin");
        }
    }

    private static Optional<String> findOrigin(Cors cors, HttpRequest request) {
        List<String> allowed = Objects.requireNonNullElse(cors.allowOrigins(), List.of());
        return request.header("Origin")
                .filter(origin -> allowed.stream().anyMatch(one -> matches(one, origin)))
                .map(origin -> allowed.contains("*") ? "*" : origin);
    }

    /** Besides whole origins there are {@code *}, {@code https://*} and {@code http://*}. */
    private static boolean matches(String allowed, String origin) {
        return allowed.equals("*")
                || allowed.equalsIgnoreCase(origin)
                || allowed.endsWith("://*")
                        && origin.startsWith(allowed.substring(0, allowed.length() - 1));
    }

    private static void set(HttpHeaders headers, String name, @Nullable List<String> values) {
        if (values != null && !values.isEmpty()) {
            headers.set(name, String.join(",", values));
        }
    }
}
