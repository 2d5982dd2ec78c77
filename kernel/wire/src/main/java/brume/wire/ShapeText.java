package brume.wire;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Values as AWS's messages show them: {@code [Tag(key=a, value=null)]}, {@code {a=1.0}}. */
final class ShapeText {

    /** Longest text of a value in a message. */
    private static final int LENGTH_MAX = 10_000;

    private ShapeText() {}

    static String of(@Nullable Object value) {
        StringBuilder text = new StringBuilder();
        append(text, value);
        return text.length() > LENGTH_MAX ? text.substring(0, LENGTH_MAX) : text.toString();
    }

    private static void append(StringBuilder text, @Nullable Object value) {
        if (text.length() > LENGTH_MAX) {
            return;
        }
        switch (value) {
            case null -> text.append("null");
            case Shape shape -> structure(text, shape);
            case List<?> list -> {
                text.append('[');
                String separator = "";
                for (Object element : list) {
                    text.append(separator);
                    append(text, element);
                    separator = ", ";
                }
                text.append(']');
            }
            case Map<?, ?> map -> {
                text.append('{');
                String separator = "";
                for (Map.Entry<?, ?> entry : map.entrySet()) {
                    text.append(separator).append(entry.getKey()).append('=');
                    append(text, entry.getValue());
                    separator = ", ";
                }
                text.append('}');
            }
            case Blob blob ->
                    text.append("java.nio.HeapByteBuffer[pos=0 lim=")
                            .append(blob.length())
                            .append(" cap=")
                            .append(blob.length())
                            .append(']');
            default -> text.append(value);
        }
    }

    private static void structure(StringBuilder text, Shape shape) {
        text.append(shape.schema().name()).append('(');
        String separator = "";
        for (Member member : shape.schema().members()) {
            text.append(separator).append(lowerFirst(member.name())).append('=');
            if (member.traits().sensitive() && shape.member(member.index()) != null) {
                text.append("***Sensitive Data Redacted***");
            } else {
                append(text, shape.member(member.index()));
            }
            separator = ", ";
        }
        text.append(')');
    }

    static String lowerFirst(String name) {
        return name.substring(0, 1).toLowerCase(Locale.ROOT) + name.substring(1);
    }
}
