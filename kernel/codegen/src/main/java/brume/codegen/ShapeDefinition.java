package brume.codegen;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** One shape of a model, in the C2J format that botocore documents by its use. */
final class ShapeDefinition {

    private final String name;
    private final JsonNode json;
    private int id = -1;

    ShapeDefinition(String name, JsonNode json) {
        this.name = name;
        this.json = json;
    }

    void number(int newId) {
        this.id = newId;
    }

    /** The place of the shape in the generated table of schemas. */
    int id() {
        return id;
    }

    String name() {
        return name;
    }

    String className() {
        return JavaNames.className(name);
    }

    JsonNode json() {
        return json;
    }

    boolean flag(String trait) {
        return json.path(trait).asBoolean();
    }

    /** The constant of {@code brume.wire.ShapeType}. */
    String type() {
        String type = json.required("type").asText();
        if (type.equals("structure") && flag("document")) {
            return "DOCUMENT";
        }
        return switch (type) {
            case "character" -> "STRING";
            case "short", "byte" -> "INTEGER";
            default -> type.toUpperCase(Locale.ROOT);
        };
    }

    boolean isStructure() {
        return type().equals("STRUCTURE");
    }

    boolean isEnum() {
        return json.has("enum");
    }

    List<String> enumValues() {
        List<String> values = new ArrayList<>();
        json.path("enum").forEach(value -> values.add(value.asText()));
        return values;
    }

    /** The shape that {@code member}, {@code key} or {@code value} refers to. */
    String target(String role) {
        return json.required(role).required("shape").asText();
    }

    List<Map.Entry<String, JsonNode>> members() {
        return List.copyOf(json.path("members").properties());
    }

    boolean requires(String member) {
        for (JsonNode required : json.path("required")) {
            if (required.asText().equals(member)) {
                return true;
            }
        }
        return false;
    }

    /** The Java expression of the shape's constraints. */
    String constraints() {
        if (!json.has("min") && !json.has("max") && !json.has("pattern") && !isEnum()) {
            return "Constraints.NONE";
        }
        return "new Constraints("
                + number("min")
                + ", "
                + number("max")
                + ", "
                + (json.has("pattern") ? JavaNames.literal(json.get("pattern").asText()) : "null")
                + ", "
                + (isEnum() ? className() + ".VALUES" : "List.of()")
                + ")";
    }

    private String number(String trait) {
        JsonNode bound = json.path(trait);
        if (bound.isMissingNode()) {
            return "null";
        }
        double value = bound.asDouble();
        return value == Math.rint(value) ? bound.asLong() + "L" : Double.toString(value);
    }
}
