package brume.wire;

import java.nio.charset.StandardCharsets;
import java.util.function.BiConsumer;

/** Percent-encoding and {@code application/x-www-form-urlencoded} (WHATWG URL standard). */
final class FormText {

    private FormText() {}

    /**
     * Visits the decoded names and values of a query string or form.
     *
     * @throws WireFormatException if there are more than {@code countMax} or one is not UTF-8
     */
    static void forEach(String form, int countMax, BiConsumer<String, String> visitor) {
        int from = 0;
        int count = 0;
        while (from < form.length()) {
            int to = form.indexOf('&', from);
            if (to < 0) {
                to = form.length();
            }
            if (to > from) {
                if (++count > countMax) {
                    throw new WireFormatException("Too many parameters in the request");
                }
                int equals = form.indexOf('=', from);
                int nameEnd = equals < 0 || equals > to ? to : equals;
                visitor.accept(
                        decode(form.substring(from, nameEnd), true),
                        nameEnd == to ? "" : decode(form.substring(nameEnd + 1, to), true));
            }
            from = to + 1;
        }
    }

    /**
     * Decodes percent escapes.
     *
     * @throws WireFormatException if an escape is broken or the result is not UTF-8
     */
    static String decode(String text, boolean plusIsSpace) {
        if (text.indexOf('%') < 0 && (!plusIsSpace || text.indexOf('+') < 0) && isAscii(text)) {
            return text;
        }
        ByteBuilder bytes = new ByteBuilder(text.length());
        int i = 0;
        while (i < text.length()) {
            char c = text.charAt(i);
            if (c == '%') {
                bytes.append(hex(text, i + 1) * 16 + hex(text, i + 2));
                i += 3;
            } else if (c == '+' && plusIsSpace) {
                bytes.append(' ');
                i++;
            } else {
                int codePoint = text.codePointAt(i);
                bytes.appendUtf8(codePoint);
                i += Character.charCount(codePoint);
            }
        }
        byte[] decoded = bytes.toBytes();
        if (!Utf8.isValid(decoded, 0, decoded.length)) {
            throw new WireFormatException("The request contains malformed UTF-8");
        }
        return new String(decoded, StandardCharsets.UTF_8);
    }

    private static boolean isAscii(String text) {
        return text.chars().allMatch(c -> c < 0x80);
    }

    private static int hex(String text, int at) {
        int digit = at < text.length() ? Character.digit(text.charAt(at), 16) : -1;
        if (digit < 0) {
            throw new WireFormatException("The request contains a malformed percent escape");
        }
        return digit;
    }
}
