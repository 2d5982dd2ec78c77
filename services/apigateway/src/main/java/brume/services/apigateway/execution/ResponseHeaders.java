package brume.services.apigateway.execution;

import brume.wire.HttpHeaders;
import java.util.Locale;
import java.util.Set;

/**
 * Which header fields an integration may set. Those of the connection are AWS's own: it renames
 * what an integration says of them (LocalStack's recordings test_http_integration_with_lambda and
 * test_apigateway_header_remapping_http). A line break in a value would be a second header and is
 * refused.
 */
final class ResponseHeaders {

    private static final Set<String> REMAPPED =
            Set.of(
                    "authorization",
                    "connection",
                    "content-length",
                    "content-md5",
                    "date",
                    "expect",
                    "host",
                    "max-forwards",
                    "proxy-authenticate",
                    "server",
                    "trailer",
                    "upgrade",
                    "user-agent",
                    "www-authenticate",
                    "x-amzn-requestid");
    private static final Set<String> DROPPED = Set.of("transfer-encoding", "keep-alive");

    private ResponseHeaders() {}

    /** Adds a field, renamed if it must be; {@code false} if it is not a header field at all. */
    static boolean add(HttpHeaders headers, String name, String value) {
        if (!isName(name) || !isValue(value)) {
            return false;
        }
        String lower = name.toLowerCase(Locale.ROOT);
        if (REMAPPED.contains(lower)) {
            var ignored = headers.add("x-amzn-Remapped-" + name, value);
        } else if (!DROPPED.contains(lower)) {
            var ignored = headers.add(name, value);
        }
        return true;
    }

    static boolean isName(String name) {
        if (name.isEmpty() || name.length() > 256) {
            return false;
        }
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            if (c <= ' ' || c >= 0x7f || "()<>@,;:\\\"/[]?={}".indexOf(c) >= 0) {
                return false;
            }
        }
        return true;
    }

    static boolean isValue(String value) {
        if (value.length() > 10_240) {
            return false;
        }
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if ((c < ' ' && c != '\t') || c == 0x7f || c > 0xff) {
                return false;
            }
        }
        return true;
    }
}
