package brume.services.states.domain.data;

import brume.wire.Documents;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.TextNode;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;

/** The intrinsic functions on strings. */
final class StringFunctions {

    private static final int ENCODED_CHARACTERS_MAX = 10_000;
    private static final Set<String> ALGORITHMS =
            Set.of("MD5", "SHA-1", "SHA-256", "SHA-384", "SHA-512");

    private StringFunctions() {}

    private static String string(JsonNode value) throws IntrinsicFailure {
        if (value.isTextual()) {
            return value.textValue();
        }
        throw new IntrinsicFailure("The value " + value + " is not a string");
    }

    /**
     * Puts the arguments into the {@code {}} of the template; braces escaped with \ are literal.
     */
    static JsonNode format(List<JsonNode> values) throws IntrinsicFailure {
        String template = string(values.getFirst());
        StringBuilder text = new StringBuilder();
        int used = 0;
        for (int i = 0; i < template.length(); i++) {
            char c = template.charAt(i);
            if (c == '\\' && i + 1 < template.length()) {
                text.append(template.charAt(++i));
            } else if (c == '{' && i + 1 < template.length() && template.charAt(i + 1) == '}') {
                used++;
                i++;
                if (used < values.size()) {
                    text.append(readable(values.get(used)));
                }
            } else {
                text.append(c);
            }
        }
        if (used != values.size() - 1) {
            throw new IntrinsicFailure(
                    "The number of arguments does not match the occurrences of {}");
        }
        return TextNode.valueOf(text.toString());
    }

    /** A value as AWS writes it into a text: strings bare, objects as {@code {a=1}}. */
    private static String readable(JsonNode value) {
        if (value.isTextual()) {
            return value.textValue();
        }
        if (value.isArray()) {
            List<String> parts = new ArrayList<>();
            value.forEach(element -> parts.add(readable(element)));
            return parts.toString();
        }
        if (value.isObject()) {
            List<String> parts = new ArrayList<>();
            value.properties()
                    .forEach(field -> parts.add(field.getKey() + '=' + readable(field.getValue())));
            return '{' + String.join(", ", parts) + '}';
        }
        return value.asText();
    }

    static JsonNode parse(JsonNode value) throws IntrinsicFailure {
        String text = string(value);
        if (text.isBlank()) {
            return JsonNodeFactory.instance.nullNode();
        }
        try {
            return Documents.parse(text);
        } catch (IllegalArgumentException e) {
            throw new IntrinsicFailure("The value is not valid JSON: " + e.getMessage());
        }
    }

    /** Splits at every character of the delimiter; empty parts are left out. */
    static JsonNode split(JsonNode value, JsonNode delimiters) throws IntrinsicFailure {
        String text = string(value);
        String separators = string(delimiters);
        ArrayNode parts = JsonNodeFactory.instance.arrayNode();
        if (separators.isEmpty()) {
            return parts.add(text);
        }
        int start = 0;
        for (int i = 0; i <= text.length(); i++) {
            if (i == text.length() || separators.indexOf(text.charAt(i)) >= 0) {
                if (i > start) {
                    parts.add(text.substring(start, i));
                }
                start = i + 1;
            }
        }
        return parts;
    }

    static JsonNode encode(JsonNode value) throws IntrinsicFailure {
        byte[] bytes = shortString(value).getBytes(StandardCharsets.UTF_8);
        return TextNode.valueOf(Base64.getEncoder().encodeToString(bytes));
    }

    static JsonNode decode(JsonNode value) throws IntrinsicFailure {
        try {
            byte[] bytes = Base64.getDecoder().decode(shortString(value));
            return TextNode.valueOf(new String(bytes, StandardCharsets.UTF_8));
        } catch (IllegalArgumentException e) {
            throw new IntrinsicFailure("The value is not Base64");
        }
    }

    private static String shortString(JsonNode value) throws IntrinsicFailure {
        String text = string(value);
        if (text.length() > ENCODED_CHARACTERS_MAX) {
            throw new IntrinsicFailure("The value is longer than 10000 characters");
        }
        return text;
    }

    static JsonNode hash(JsonNode value, JsonNode algorithm) throws IntrinsicFailure {
        String name = string(algorithm);
        String text = value.isTextual() ? value.textValue() : value.toString();
        if (!ALGORITHMS.contains(name) || text.length() > ENCODED_CHARACTERS_MAX) {
            throw new IntrinsicFailure("The data or the algorithm " + name + " is not supported");
        }
        try {
            byte[] digest =
                    MessageDigest.getInstance(name).digest(text.getBytes(StandardCharsets.UTF_8));
            return TextNode.valueOf(HexFormat.of().formatHex(digest));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
