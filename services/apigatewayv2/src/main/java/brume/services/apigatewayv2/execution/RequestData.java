package brume.services.apigatewayv2.execution;

import brume.wire.HttpRequest;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * A request in the forms that events and mappings ask for.
 *
 * @param rawPath as it came, with the name of the stage if that has one
 * @param path what follows the stage
 * @param headers by their names in lower case
 */
public record RequestData(
        HttpRequest http,
        String rawPath,
        String path,
        Map<String, List<String>> headers,
        Map<String, List<String>> query) {

    public static RequestData of(HttpRequest http, String rawPath, String path) {
        Map<String, List<String>> headers = new LinkedHashMap<>();
        http.headers()
                .forEach((name, value) ->
                        headers.computeIfAbsent(
                                        name.toLowerCase(Locale.ROOT), n -> new ArrayList<>(1))
                                .add(value));
        return new RequestData(http, rawPath, path, headers, parse(http.query()));
    }

    private static Map<String, List<String>> parse(String query) {
        Map<String, List<String>> parameters = new LinkedHashMap<>();
        for (String pair : query.split("&")) {
            int equals = pair.indexOf('=');
            String name = decoded(equals < 0 ? pair : pair.substring(0, equals));
            if (!name.isEmpty()) {
                parameters
                        .computeIfAbsent(name, n -> new ArrayList<>(1))
                        .add(equals < 0 ? "" : decoded(pair.substring(equals + 1)));
            }
        }
        return parameters;
    }

    private static String decoded(String text) {
        try {
            return URLDecoder.decode(text, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            return text; // a broken escape stays as it was sent
        }
    }

    /** Part of a path without its escapes; a plus sign stands for itself there. */
    static String decodedPath(String text) {
        return text.indexOf('%') < 0 ? text : decoded(text.replace("+", "%2B"));
    }

    /** The values of a header, joined; empty if there is none. */
    public String header(String name) {
        List<String> values = headers.get(name.toLowerCase(Locale.ROOT));
        return values == null ? "" : String.join(",", values);
    }

    public String query(String name) {
        List<String> values = query.get(name);
        return values == null ? "" : String.join(",", values);
    }

    List<String> cookies() {
        List<String> cookies = new ArrayList<>();
        for (String line : headers.getOrDefault("cookie", List.of())) {
            for (String cookie : line.split(";")) {
                if (!cookie.isBlank()) {
                    cookies.add(cookie.strip());
                }
            }
        }
        return cookies;
    }

    /** Forms and unknown types come to functions in base 64, as on AWS. */
    boolean isText() {
        String type = header("content-type").toLowerCase(Locale.ROOT);
        return headers.get("content-encoding") == null
                && (type.startsWith("text/")
                        || type.contains("json")
                        || type.contains("xml")
                        || type.contains("javascript"));
    }
}
