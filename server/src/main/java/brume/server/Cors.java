package brume.server;

import brume.wire.HttpHeaders;
import brume.wire.HttpRequest;
import brume.wire.HttpResponse;
import java.net.URI;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Which web pages may use the APIs from a browser. The default credentials are known to everybody,
 * so a signature alone does not show that a page may act: only pages of this machine, and of the
 * origins given at start, are answered; requests from any other origin are refused before anything
 * is done. (Deployed REST APIs answer CORS as their owners configured them; this is not about
 * them.)
 */
final class Cors {

    private static final String METHODS = "GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS";
    private static final String EXPOSED =
            "x-amzn-RequestId, x-amzn-ErrorType, x-amz-crc32, x-amz-log-result,"
                    + " x-amz-function-error, x-amz-executed-version, ETag";

    private final List<String> origins;

    Cors(List<String> origins) {
        this.origins = origins;
    }

    /** Whether the request comes from a page that may not use this server. */
    boolean refuses(HttpRequest request) {
        Optional<String> origin = request.header("Origin");
        return origin.isPresent() && !allows(origin.get());
    }

    boolean isPreflight(HttpRequest request) {
        return request.method().equals("OPTIONS")
                && request.header("Origin").isPresent()
                && request.header("Access-Control-Request-Method").isPresent();
    }

    HttpResponse preflight(HttpRequest request) {
        HttpHeaders headers =
                new HttpHeaders()
                        .add("Access-Control-Allow-Methods", METHODS)
                        .add("Access-Control-Max-Age", "3600");
        request.header("Access-Control-Request-Headers")
                .ifPresent(wanted -> headers.add("Access-Control-Allow-Headers", wanted));
        HttpResponse response = new HttpResponse(204, headers, new byte[0]);
        expose(request, response);
        return response;
    }

    /** Lets the page read the answer. */
    void expose(HttpRequest request, HttpResponse response) {
        request.header("Origin")
                .ifPresent(origin ->
                        response.headers()
                                .set("Access-Control-Allow-Origin", origin)
                                .set("Access-Control-Expose-Headers", EXPOSED)
                                .add("Vary", "Origin"));
    }

    private boolean allows(String origin) {
        if (origins.contains(origin) || origins.contains("*")) {
            return true;
        }
        try {
            String host = URI.create(origin).getHost();
            if (host == null) {
                return false;
            }
            host = host.toLowerCase(Locale.ROOT);
            return host.equals("localhost")
                    || host.endsWith(".localhost")
                    || host.equals("127.0.0.1")
                    || host.equals("[::1]");
        } catch (IllegalArgumentException e) {
            return false;
        }
    }
}
