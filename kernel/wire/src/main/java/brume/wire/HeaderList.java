package brume.wire;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Several values in one header field, with commas between them (Smithy: httpHeader). A string that
 * has a comma or a quote itself stands in quotes; a date of RFC 822 has one comma and no quotes.
 */
final class HeaderList {

    private HeaderList() {}

    /**
     * The values of a field.
     *
     * @throws WireFormatException if a quote is not closed or something follows it
     */
    static List<String> split(String line, ShapeType type) {
        List<String> values = new ArrayList<>();
        int from = 0;
        while (from <= line.length()) {
            int start = skipBlanks(line, from);
            if (type == ShapeType.STRING && start < line.length() && line.charAt(start) == '"') {
                StringBuilder value = new StringBuilder();
                int end = skipBlanks(line, quoted(line, start + 1, value));
                if (end < line.length() && line.charAt(end) != ',') {
                    throw malformed();
                }
                values.add(value.toString());
                from = end + 1;
            } else {
                int end = comma(line, start, type);
                values.add(line.substring(start, end).strip());
                from = end + 1;
            }
        }
        return values;
    }

    private static int skipBlanks(String line, int from) {
        int at = from;
        while (at < line.length() && (line.charAt(at) == ' ' || line.charAt(at) == '\t')) {
            at++;
        }
        return at;
    }

    /** Reads to the closing quote; answers the place behind it. */
    private static int quoted(String line, int from, StringBuilder value) {
        for (int at = from; at < line.length(); at++) {
            char c = line.charAt(at);
            if (c == '"') {
                return at + 1;
            } else if (c == '\\' && ++at < line.length()) {
                value.append(line.charAt(at));
            } else {
                value.append(c);
            }
        }
        throw malformed();
    }

    /** The comma that ends a value, or the end of the line. */
    private static int comma(String line, int from, ShapeType type) {
        int comma = line.indexOf(',', from);
        boolean date =
                type == ShapeType.TIMESTAMP
                        && comma > from
                        && Character.isLetter(line.charAt(from));
        if (date) {
            comma = line.indexOf(',', comma + 1);
        }
        return comma < 0 ? line.length() : comma;
    }

    /** One field of these values. */
    static String join(List<String> values, ShapeType type) {
        return values.stream()
                .map(value -> type == ShapeType.STRING ? quotedIfNeeded(value) : value)
                .collect(Collectors.joining(", "));
    }

    private static String quotedIfNeeded(String value) {
        boolean plain =
                value.indexOf(',') < 0 && value.indexOf('"') < 0 && value.equals(value.strip());
        return plain && !value.isEmpty()
                ? value
                : '"' + value.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
    }

    private static WireFormatException malformed() {
        return new WireFormatException("Invalid header list");
    }
}
