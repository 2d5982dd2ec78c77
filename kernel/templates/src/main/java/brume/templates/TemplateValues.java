package brume.templates;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * JSON as templates see it. AWS renders an object as {@code {foo=bar}}, but an array, wherever it
 * stands, as JSON. Source: LocalStack's recording test_input_path_template_formatting.
 */
final class TemplateValues {

    private TemplateValues() {}

    /** An array of a JSON document. */
    static final class JsonList extends ArrayList<@Nullable Object> {
        private static final long serialVersionUID = 1L;

        @Override
        public String toString() {
            return text(this);
        }
    }

    /** An object of a JSON document. */
    static final class JsonMap extends LinkedHashMap<String, @Nullable Object> {
        private static final long serialVersionUID = 1L;

        @Override
        public String toString() {
            return text(this);
        }
    }

    static @Nullable Object of(JsonNode node) {
        return switch (node.getNodeType()) {
            case OBJECT -> {
                JsonMap map = new JsonMap();
                node.properties().forEach(e -> map.put(e.getKey(), of(e.getValue())));
                yield map;
            }
            case ARRAY -> {
                JsonList list = new JsonList();
                node.forEach(element -> list.add(of(element)));
                yield list;
            }
            case STRING -> node.textValue();
            case BOOLEAN -> node.booleanValue();
            case NUMBER -> number(node);
            case NULL, MISSING, BINARY, POJO -> null;
        };
    }

    private static Number number(JsonNode node) {
        if (node.isIntegralNumber()) {
            if (node.canConvertToInt()) {
                return node.intValue();
            }
            return node.canConvertToLong() ? node.longValue() : node.bigIntegerValue();
        }
        return node.doubleValue();
    }

    /** A value's text in a template's output, charged to the budget; null is no text. */
    static String text(@Nullable Object value) {
        if (value == null) {
            return "";
        }
        if (value instanceof String string) {
            return string;
        }
        if (value instanceof Number || value instanceof Boolean || value instanceof Character) {
            return value.toString();
        }
        Text text = new Text();
        text.append(value, false, 0);
        return text.out.toString();
    }

    /** JSON text of a value. */
    static String json(@Nullable Object value) {
        Text text = new Text();
        text.append(value, true, 0);
        return text.out.toString();
    }

    /**
     * Counts a value with everything in it.
     *
     * @throws TemplateException above the limit
     */
    static void checkSize(@Nullable Object value) {
        int ignored = count(value, 0, 0);
    }

    private static int count(@Nullable Object value, int counted, int depth) {
        int total = counted + 1;
        if (total > RenderBudget.ELEMENTS_MAX || depth > Text.DEPTH_MAX) {
            throw new TemplateException("a collection of the template is too large");
        }
        if (value instanceof Map<?, ?> map) {
            for (Object element : map.values()) {
                total = count(element, total, depth + 1);
            }
        } else if (value instanceof List<?> list) {
            for (Object element : list) {
                total = count(element, total, depth + 1);
            }
        }
        return total;
    }

    /** A text under construction; a shared element of nested collections is paid for each time. */
    private static final class Text {
        static final int DEPTH_MAX = 250;

        final StringBuilder out = new StringBuilder();
        int charged;

        void append(@Nullable Object value, boolean json, int depth) {
            if (depth > DEPTH_MAX) {
                throw new TemplateException("a value of the template is nested too deeply");
            }
            switch (value) {
                case null -> out.append("null");
                case Map<?, ?> map -> map(map, json, depth);
                case JsonList list -> list(list, true, depth);
                case Iterable<?> list -> list(list, json, depth);
                case Map.Entry<?, ?> entry -> {
                    append(entry.getKey(), json, depth + 1);
                    out.append('=');
                    append(entry.getValue(), json, depth + 1);
                }
                case String string when json -> quote(string, out);
                case String string -> out.append(string);
                case Number number -> out.append(number);
                case Boolean bool -> out.append(bool);
                case Character character -> out.append(character);
                case Absent absent when json -> out.append("null");
                default -> {
                    // Variables such as $util and $foreach have no text worth showing.
                }
            }
            if (out.length() - charged > 4096) {
                charge();
            }
        }

        private void map(Map<?, ?> map, boolean json, int depth) {
            out.append('{');
            String separator = "";
            for (Map.Entry<?, ?> entry : map.entrySet()) {
                out.append(separator);
                if (json) {
                    quote(String.valueOf(entry.getKey()), out);
                    out.append(':');
                } else {
                    out.append(entry.getKey()).append('=');
                }
                append(entry.getValue(), json, depth + 1);
                separator = json ? "," : ", ";
            }
            out.append('}');
        }

        private void list(Iterable<?> list, boolean json, int depth) {
            out.append('[');
            String separator = "";
            for (Object element : list) {
                out.append(separator);
                append(element, json, depth + 1);
                separator = json ? "," : ", ";
            }
            out.append(']');
        }

        private void charge() {
            if (RenderBudget.CURRENT.isBound()) {
                RenderBudget.CURRENT.get().characters(out.length() - charged);
            }
            charged = out.length();
        }
    }

    /** Appends a JSON string. */
    static void quote(String string, StringBuilder out) {
        out.append('"');
        for (int i = 0; i < string.length(); i++) {
            char c = string.charAt(i);
            switch (c) {
                case '"' -> out.append("\\\"");
                case '\\' -> out.append("\\\\");
                case '\n' -> out.append("\\n");
                case '\r' -> out.append("\\r");
                case '\t' -> out.append("\\t");
                case '\b' -> out.append("\\b");
                case '\f' -> out.append("\\f");
                default -> {
                    if (c < 0x20) {
                        out.append(String.format("\\u%04x", (int) c));
                    } else {
                        out.append(c);
                    }
                }
            }
        }
        out.append('"');
    }
}
