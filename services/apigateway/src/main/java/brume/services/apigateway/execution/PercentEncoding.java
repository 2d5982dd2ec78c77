package brume.services.apigateway.execution;

import java.nio.charset.StandardCharsets;

/** RFC 3986's percent-encoding of texts that become parts of a URL. */
final class PercentEncoding {

    private static final String UNRESERVED = "-._~";
    private static final String HEX = "0123456789ABCDEF";

    private PercentEncoding() {}

    /** A name or value of a query string. */
    static String component(String text) {
        return encode(text, "");
    }

    /** Part of a path, which may have several segments and be encoded already. */
    static String path(String text) {
        return encode(text, "/!$&'()*+,;=:@%").replaceAll("%(?![0-9A-Fa-f]{2})", "%25");
    }

    private static String encode(String text, String allowed) {
        StringBuilder encoded = new StringBuilder(text.length() + 16);
        for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
            char c = (char) (b & 0xff);
            boolean plain =
                    (c >= 'a' && c <= 'z')
                            || (c >= 'A' && c <= 'Z')
                            || (c >= '0' && c <= '9')
                            || UNRESERVED.indexOf(c) >= 0
                            || allowed.indexOf(c) >= 0;
            if (plain) {
                encoded.append(c);
            } else {
                encoded.append('%').append(HEX.charAt(c >> 4)).append(HEX.charAt(c & 0xf));
            }
        }
        return encoded.toString();
    }
}
