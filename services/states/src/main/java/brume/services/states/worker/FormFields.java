package brume.services.states.worker;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * JSON as {@code application/x-www-form-urlencoded} fields. Source: "Call HTTPS APIs in Step
 * Functions workflows" of the developer guide, Transform.
 */
final class FormFields {

    /** How the elements of an array are named; the API names them so. */
    enum ArrayFormat {
        /** {@code a[0]=x&a[1]=y}. */
        INDICES,
        /** {@code a=x&a=y}. */
        REPEAT,
        /** {@code a=x,y}. */
        COMMAS,
        /** {@code a[]=x&a[]=y}. */
        BRACKETS,
        /** {@code a=["x","y"]}. */
        NONE
    }

    private final ArrayFormat format;
    private final List<String> fields = new ArrayList<>();

    private FormFields(ArrayFormat format) {
        this.format = format;
    }

    /**
     * The fields of an object, those of objects inside in brackets ({@code a[b]=c}).
     *
     * @throws IllegalArgumentException if it is no object
     */
    static String encode(JsonNode object, ArrayFormat format) {
        if (!object.isObject()) {
            throw new IllegalArgumentException("only an object can be URL-encoded");
        }
        FormFields form = new FormFields(format);
        object.properties().forEach(field -> form.add(field.getKey(), field.getValue()));
        return String.join("&", form.fields);
    }

    /**
     * The format with a name, INDICES by default.
     *
     * @throws IllegalArgumentException if there is none
     */
    static ArrayFormat format(JsonNode name) {
        return name.isMissingNode()
                ? ArrayFormat.INDICES
                : ArrayFormat.valueOf(name.asText().toUpperCase(Locale.ROOT));
    }

    private void add(String name, JsonNode value) {
        if (value.isObject()) {
            value.properties()
                    .forEach(field -> add(name + '[' + field.getKey() + ']', field.getValue()));
        } else if (value.isArray()) {
            addAll(name, value);
        } else {
            fields.add(encoded(name) + '=' + encoded(value.asText()));
        }
    }

    private void addAll(String name, JsonNode array) {
        switch (format) {
            case INDICES -> {
                for (int i = 0; i < array.size(); i++) {
                    add(name + '[' + i + ']', array.get(i));
                }
            }
            case REPEAT -> array.forEach(element -> add(name, element));
            case BRACKETS -> array.forEach(element -> add(name + "[]", element));
            case COMMAS -> {
                List<String> texts = new ArrayList<>();
                array.forEach(element -> texts.add(encoded(text(element))));
                fields.add(encoded(name) + '=' + String.join(",", texts));
            }
            case NONE -> fields.add(encoded(name) + '=' + encoded(array.toString()));
        }
    }

    private static String text(JsonNode value) {
        return value.isContainerNode() ? value.toString() : value.asText();
    }

    /** A name or value as it stands in a form or a query string. */
    static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }
}
