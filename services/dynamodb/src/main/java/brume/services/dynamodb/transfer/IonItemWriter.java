package brume.services.dynamodb.transfer;

import brume.services.dynamodb.value.Decimal;
import brume.services.dynamodb.value.Value;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Amazon Ion's text form. Source: Developer Guide, "DynamoDB table export output format": numbers
 * are decimals, sets are lists annotated {@code $dynamodb_SS}, {@code $dynamodb_NS} and {@code
 * $dynamodb_BS}; and Ion's specification.
 */
final class IonItemWriter implements ItemWriter {

    private static final String VERSION = "$ion_1_0 ";
    private static final Pattern IDENTIFIER = Pattern.compile("[A-Za-z_$][A-Za-z0-9_$]*");
    private static final Pattern SYMBOL_ID = Pattern.compile("\\$[0-9]+");

    /** What would not be read as a field's name without quotes. */
    private static final Set<String> KEYWORDS = Set.of("null", "true", "false", "nan");

    @Override
    public byte[] item(Map<String, Value> item) {
        StringBuilder out = new StringBuilder(VERSION).append("{Item:");
        struct(out, item);
        return line(out);
    }

    @Override
    public byte[] change(
            long micros,
            Map<String, Value> keys,
            @Nullable Map<String, Value> after,
            @Nullable Map<String, Value> before) {
        StringBuilder out = new StringBuilder(VERSION).append("{Record:{Keys:");
        struct(out, keys);
        out.append(",Metadata:{WriteTimestampMicros:").append(micros).append(".}");
        if (after != null) {
            out.append(",NewImage:");
            struct(out, after);
        }
        if (before != null) {
            out.append(",OldImage:");
            struct(out, before);
        }
        return line(out.append('}'));
    }

    private static byte[] line(StringBuilder out) {
        return out.append("}\n").toString().getBytes(StandardCharsets.UTF_8);
    }

    private static void struct(StringBuilder out, Map<String, Value> attributes) {
        out.append('{');
        String separator = "";
        for (Map.Entry<String, Value> attribute : attributes.entrySet()) {
            out.append(separator);
            name(out, attribute.getKey());
            out.append(':');
            value(out, attribute.getValue());
            separator = ",";
        }
        out.append('}');
    }

    private static void name(StringBuilder out, String name) {
        if (IDENTIFIER.matcher(name).matches()
                && !KEYWORDS.contains(name)
                && !SYMBOL_ID.matcher(name).matches()) {
            out.append(name);
        } else {
            quoted(out, name, '\'');
        }
    }

    private static void value(StringBuilder out, Value value) {
        switch (value) {
            case Value.S s -> quoted(out, s.text(), '"');
            case Value.N n -> out.append(decimal(n.number()));
            case Value.B b -> blob(out, b.bytes().bytes());
            case Value.Bool bool -> out.append(bool.truth());
            case Value.Null ignored -> out.append("null");
            case Value.SS set -> {
                out.append("$dynamodb_SS::");
                list(out, set.members(), member -> quoted(out, member, '"'));
            }
            case Value.NS set -> {
                out.append("$dynamodb_NS::");
                list(out, set.members(), member -> out.append(decimal(member)));
            }
            case Value.BS set -> {
                out.append("$dynamodb_BS::");
                list(out, set.members(), member -> blob(out, member.bytes()));
            }
            case Value.L list -> list(out, list.elements(), element -> value(out, element));
            case Value.M map -> struct(out, map.entries());
        }
    }

    private static <T> void list(StringBuilder out, List<T> elements, Consumer<T> write) {
        out.append('[');
        List<T> rest = new ArrayList<>(elements);
        for (int i = 0; i < rest.size(); i++) {
            if (i > 0) {
                out.append(',');
            }
            write.accept(rest.get(i));
        }
        out.append(']');
    }

    /** A decimal: {@code 103.}, {@code 6d2} for 600, {@code 1.5}. */
    private static String decimal(Decimal number) {
        String text = number.text();
        if (text.indexOf('.') >= 0) {
            return text;
        }
        String digits = text.replaceFirst("0+$", "");
        int zeros = text.length() - digits.length();
        if (zeros == 0 || digits.isEmpty() || digits.equals("-")) {
            return text + '.';
        }
        return digits + 'd' + zeros;
    }

    private static void blob(StringBuilder out, byte[] bytes) {
        out.append("{{").append(Base64.getEncoder().encodeToString(bytes)).append("}}");
    }

    private static void quoted(StringBuilder out, String text, char quote) {
        out.append(quote);
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '\n' -> out.append("\\n");
                case '\r' -> out.append("\\r");
                case '\t' -> out.append("\\t");
                case '\\' -> out.append("\\\\");
                default -> {
                    if (c == quote) {
                        out.append('\\').append(c);
                    } else if (c < ' ' || c == 0x7f) {
                        out.append(String.format(Locale.ROOT, "\\x%02x", (int) c));
                    } else {
                        out.append(c);
                    }
                }
            }
        }
        out.append(quote);
    }
}
