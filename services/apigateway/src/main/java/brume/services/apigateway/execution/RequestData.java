package brume.services.apigateway.execution;

import brume.wire.HttpRequest;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * A request in the forms that integrations, templates and mappings ask for. Of a name that occurs
 * several times the single-valued maps hold the last value.
 *
 * @param rawPath what follows the stage, as it came
 */
record RequestData(
        HttpRequest http,
        String rawPath,
        Map<String, List<String>> headers,
        Map<String, List<String>> query) {

    /**
     * Fields that API Gateway keeps for itself. Source: LocalStack's recording
     * test_apigateway_header_remapping_aws.
     */
    private static final Set<String> DROPPED =
            Set.of(
                    "connection",
                    "content-length",
                    "content-md5",
                    "expect",
                    "max-forwards",
                    "proxy-authenticate",
                    "server",
                    "te",
                    "trailer",
                    "transfer-encoding",
                    "upgrade",
                    "www-authenticate");

    static RequestData of(HttpRequest http, String rawPath) {
        Map<String, String> spelling = new LinkedHashMap<>();
        Map<String, List<String>> headers = new LinkedHashMap<>();
        http.headers()
                .forEach((name, value) -> {
                    String lower = name.toLowerCase(Locale.ROOT);
                    if (!DROPPED.contains(lower)) {
                        String first = spelling.computeIfAbsent(lower, n -> name);
                        headers.computeIfAbsent(first, n -> new ArrayList<>(1)).add(value);
                    }
                });
        return new RequestData(http, rawPath, headers, query(http.query()));
    }

    private static Map<String, List<String>> query(String query) {
        Map<String, List<String>> parameters = new LinkedHashMap<>();
        if (query.isEmpty()) {
            return parameters;
        }
        for (String pair : query.split("&")) {
            if (pair.isEmpty()) {
                continue;
            }
            int equals = pair.indexOf('=');
            String name = decode(equals < 0 ? pair : pair.substring(0, equals));
            String value = equals < 0 ? "" : decode(pair.substring(equals + 1));
            parameters.computeIfAbsent(name, n -> new ArrayList<>(1)).add(value);
        }
        return parameters;
    }

    private static String decode(String text) {
        try {
            return URLDecoder.decode(text, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            return text;
        }
    }

    /** The path without the slashes that precede it several times. */
    String path() {
        int from = 0;
        while (from + 1 < rawPath.length() && rawPath.charAt(from + 1) == '/') {
            from++;
        }
        return from == 0 ? rawPath : rawPath.substring(from);
    }

    /** The values of a header field, whatever its case; none of one that API Gateway keeps. */
    List<String> header(String name) {
        return DROPPED.contains(name.toLowerCase(Locale.ROOT))
                ? List.of()
                : http.headers().all(name);
    }

    Map<String, String> singleHeaders() {
        return last(headers);
    }

    Map<String, String> singleQuery() {
        return last(query);
    }

    private static Map<String, String> last(Map<String, List<String>> multi) {
        Map<String, String> single = new LinkedHashMap<>();
        multi.forEach((name, values) -> single.put(name, values.getLast()));
        return single;
    }

    String contentType() {
        return http.header("Content-Type").orElse("application/json");
    }
}
