package brume.services.apigateway.execution;

import brume.wire.HttpRequest;
import java.util.LinkedHashMap;
import java.util.Map;

/** The fields that tell a backend where a request came from. */
final class Forwarded {

    private Forwarded() {}

    static Map<String, String> of(Invocation invocation) {
        HttpRequest http = invocation.request.http();
        String earlier = http.header("X-Forwarded-For").map(f -> f + ", ").orElse("");
        Map<String, String> fields = new LinkedHashMap<>();
        fields.put("X-Forwarded-For", earlier + http.sourceIp());
        fields.put("X-Forwarded-Port", port(http));
        fields.put("X-Forwarded-Proto", http.secure() ? "https" : "http");
        return fields;
    }

    private static String port(HttpRequest http) {
        int colon = http.host().lastIndexOf(':');
        if (colon >= 0) {
            return http.host().substring(colon + 1);
        }
        return http.secure() ? "443" : "80";
    }
}
