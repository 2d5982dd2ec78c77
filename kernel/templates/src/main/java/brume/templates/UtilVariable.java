package brume.templates;

import brume.wire.Documents;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/**
 * The {@code $util} variable. Source: Amazon API Gateway Developer Guide, "Variables for data
 * transformations".
 */
final class UtilVariable {

    static final UtilVariable INSTANCE = new UtilVariable();

    private UtilVariable() {}

    /** Escapes by JavaScript's rules, single quotes and slashes included, as AWS documents it. */
    String escapeJavaScript(String text) {
        StringBuilder out = new StringBuilder(text.length() + 16);
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '\'' -> out.append("\\'");
                case '"' -> out.append("\\\"");
                case '\\' -> out.append("\\\\");
                case '/' -> out.append("\\/");
                case '\n' -> out.append("\\n");
                case '\r' -> out.append("\\r");
                case '\t' -> out.append("\\t");
                case '\b' -> out.append("\\b");
                case '\f' -> out.append("\\f");
                default -> {
                    if (c < 0x20 || c > 0x7f) {
                        out.append(String.format("\\u%04X", (int) c));
                    } else {
                        out.append(c);
                    }
                }
            }
        }
        return out.toString();
    }

    @Nullable Object parseJson(String text) {
        try {
            return TemplateValues.of(Documents.parse(text));
        } catch (IllegalArgumentException e) {
            throw new TemplateException("$util.parseJson got text that is not JSON", e);
        }
    }

    String urlEncode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    String urlDecode(String text) {
        try {
            return URLDecoder.decode(text, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw new TemplateException("$util.urlDecode got text that is not URL-encoded", e);
        }
    }

    String base64Encode(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    String base64Decode(String text) {
        try {
            return new String(Base64.getDecoder().decode(text), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw new TemplateException("$util.base64Decode got text that is not base64", e);
        }
    }
}
