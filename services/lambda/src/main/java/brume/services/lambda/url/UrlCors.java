package brume.services.lambda.url;

import brume.services.lambda.domain.FunctionUrl;
import brume.wire.HttpHeaders;
import brume.wire.HttpRequest;
import brume.wire.HttpResponse;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Cross-origin sharing of a function URL. What is configured replaces what the function says, and
 * preflight requests do not reach the function.
 *
 * @see <a href="https://docs.aws.amazon.com/lambda/latest/dg/urls-configuration.html#urls-cors">
 *     Cross-origin resource sharing (CORS)</a>
 */
final class UrlCors {

    private static final String ORIGIN = "Access-Control-Allow-Origin";
    private static final String CREDENTIALS = "Access-Control-Allow-Credentials";
    private static final String METHODS = "Access-Control-Allow-Methods";
    private static final String HEADERS = "Access-Control-Allow-Headers";
    private static final String EXPOSED = "Access-Control-Expose-Headers";

    private final FunctionUrl.Cors cors;
    private final HttpRequest request;

    UrlCors(FunctionUrl.Cors cors, HttpRequest request) {
        this.cors = cors;
        this.request = request;
    }

    /** The answer to a preflight request; empty if this is none. */
    Optional<HttpResponse> preflight() {
        Optional<String> method = request.header("Access-Control-Request-Method");
        if (!request.method().equals("OPTIONS") || method.isEmpty()) {
            return Optional.empty();
        }
        HttpResponse response = new HttpResponse(200, new HttpHeaders(), new byte[0]);
        allowedOrigin()
                .filter(origin -> contains(cors.allowMethods(), method.get()))
                .ifPresent(origin -> {
                    HttpHeaders headers = response.headers();
                    common(headers, origin);
                    set(headers, METHODS, cors.allowMethods());
                    set(headers, HEADERS, cors.allowHeaders());
                    Integer maxAge = cors.maxAgeSeconds();
                    if (maxAge != null) {
                        headers.set("Access-Control-Max-Age", maxAge.toString());
                    }
                });
        return Optional.of(response);
    }

    /** Adds what a page of another origin needs in order to see the answer. */
    void apply(HttpHeaders headers) {
        allowedOrigin()
                .ifPresent(origin -> {
                    common(headers, origin);
                    set(headers, EXPOSED, cors.exposeHeaders());
                });
    }

    private void common(HttpHeaders headers, String origin) {
        headers.set(ORIGIN, origin);
        headers.set("Vary", "Origin");
        if (cors.allowCredentials()) {
            headers.set(CREDENTIALS, "true");
        }
    }

    private Optional<String> allowedOrigin() {
        List<String> allowed = cors.allowOrigins();
        if (allowed == null) {
            return Optional.empty();
        }
        return request.header("Origin")
                .filter(origin -> allowed.stream().anyMatch(a -> matches(a, origin)))
                .map(origin -> allowed.contains("*") && !cors.allowCredentials() ? "*" : origin);
    }

    /** A pattern may have one asterisk, as in {@code https://*}. */
    private static boolean matches(String pattern, String origin) {
        int star = pattern.indexOf('*');
        return star < 0
                ? pattern.equalsIgnoreCase(origin)
                : origin.length() >= pattern.length() - 1
                        && origin.startsWith(pattern.substring(0, star))
                        && origin.endsWith(pattern.substring(star + 1));
    }

    private static boolean contains(@Nullable List<String> list, String value) {
        return list != null && (list.contains("*") || list.contains(value));
    }

    private static void set(HttpHeaders headers, String name, @Nullable List<String> values) {
        if (values != null && !values.isEmpty()) {
            headers.set(name, String.join(",", values));
        }
    }
}
