package brume.wire;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/** Scalars as text: in headers, labels, query strings, forms and XML. */
final class ScalarText {

    private ScalarText() {}

    /**
     * Reads a scalar.
     *
     * @param name the member, for the message
     * @throws WireFormatException if the text does not have the type
     */
    static Object parse(ShapeType type, String text, String name) {
        try {
            return switch (type) {
                case STRING -> text;
                case BLOB -> Base64Text.decode(text);
                case BOOLEAN -> bool(text, name);
                case INTEGER -> Integer.valueOf(text.strip());
                case LONG -> Long.valueOf(text.strip());
                case FLOAT -> Float.valueOf(floating(text, name));
                case DOUBLE -> Double.valueOf(floating(text, name));
                case TIMESTAMP -> Timestamps.parse(text.strip());
                case DOCUMENT -> Documents.parse(text);
                case LIST, MAP, STRUCTURE -> throw new IllegalStateException(type.name());
            };
        } catch (NumberFormatException e) {
            throw unreadable(text, name);
        } catch (IllegalArgumentException e) {
            throw unreadable("", name);
        }
    }

    private static Boolean bool(String text, String name) {
        if (text.equalsIgnoreCase("true")) {
            return true;
        } else if (text.equalsIgnoreCase("false")) {
            return false;
        }
        throw unreadable(text, name);
    }

    /** Java also reads hexadecimal numbers and type suffixes, which AWS does not. */
    private static String floating(String text, String name) {
        String number = text.strip();
        boolean special =
                number.equals("NaN") || number.equals("Infinity") || number.equals("-Infinity");
        if (!special && !number.chars().allMatch(c -> "0123456789+-.eE".indexOf(c) >= 0)) {
            throw unreadable(text, name);
        }
        return number;
    }

    private static WireFormatException unreadable(String text, String name) {
        String shown = text.length() > 100 ? text.substring(0, 100) : text;
        return new WireFormatException("Invalid value '" + shown + "' for " + name);
    }

    /** Writes a scalar. */
    static String print(Object value, @Nullable String format, String protocolDefault) {
        return switch (value) {
            case String text -> text;
            case Instant instant -> Timestamps.format(instant, format, protocolDefault);
            case Blob blob -> Base64.getEncoder().encodeToString(blob.bytes());
            case Double number -> floatingText(number.toString());
            case Float number -> floatingText(number.toString());
            case JsonNode tree -> Documents.text(tree);
            default -> value.toString();
        };
    }

    private static String floatingText(String number) {
        return number.endsWith(".0") ? number.substring(0, number.length() - 2) : number;
    }
}
