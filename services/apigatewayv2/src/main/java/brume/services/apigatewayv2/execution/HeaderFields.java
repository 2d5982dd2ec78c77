package brume.services.apigatewayv2.execution;

import brume.wire.HttpHeaders;
import java.util.Locale;
import java.util.Set;

/** Which header fields go from one side to the other; those of the connection do not. */
public final class HeaderFields {

    private static final int VALUE_LENGTH_MAX = 10_240;

    private static final Set<String> CONNECTION =
            Set.of(
                    "connection",
                    "content-length",
                    "expect",
                    "http2-settings",
                    "keep-alive",
                    "proxy-authorization",
                    "proxy-connection",
                    "te",
                    "trailer",
                    "transfer-encoding",
                    "upgrade");

    private HeaderFields() {}

    static boolean isConnection(String name) {
        return CONNECTION.contains(name.toLowerCase(Locale.ROOT));
    }

    /** Adds a field that is not one of the connection. */
    public static void add(HttpHeaders headers, String name, String value) {
        if (!isConnection(name)) {
            headers.add(name, value);
        }
    }

    /** Whether this is a header field; a line break in a value would begin a second one. */
    public static boolean isField(String name, String value) {
        boolean named =
                !name.isEmpty()
                        && name.length() <= 256
                        && name.chars()
                                .allMatch(c ->
                                        c > ' '
                                                && c < 0x7f
                                                && "()<>@,;:\\\"/[]?={}".indexOf(c) < 0);
        return named
                && value.length() <= VALUE_LENGTH_MAX
                && value.chars().allMatch(c -> (c >= ' ' || c == '\t') && c != 0x7f && c <= 0xff);
    }
}
