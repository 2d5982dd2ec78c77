package brume.services.apigateway.domain;

import brume.wire.Documents;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.Iterator;
import java.util.Map;
import java.util.function.Function;

/**
 * A mapping template that makes a payload of a model's structure out of a like one. Source: the
 * templates that the Developer Guide generates in "Example: photos" and "Example: news article";
 * references to other models are followed.
 */
public final class ModelTemplate {

    /** Models may refer to each other in circles. */
    private static final int DEPTH_MAX = 20;

    private static final int LENGTH_MAX = 300_000;

    private final Function<String, String> schemas;
    private final StringBuilder out = new StringBuilder("#set($inputRoot = $input.path('$'))\n");

    private ModelTemplate(Function<String, String> schemas) {
        this.schemas = schemas;
    }

    /**
     * The template.
     *
     * @param schema JSON text of the model
     * @param schemas the text of another model, by its name
     * @throws brume.wire.ServiceException BadRequestException for models without end
     */
    public static String of(String schema, Function<String, String> schemas) {
        ModelTemplate template = new ModelTemplate(schemas);
        template.write(Documents.parse(schema), "$inputRoot", 0);
        return template.out.toString();
    }

    private void write(JsonNode schema, String value, int depth) {
        if (depth > DEPTH_MAX || out.length() > LENGTH_MAX) {
            throw ApiErrors.bad("The model refers to itself");
        }
        String reference = schema.path("$ref").asText();
        if (!reference.isEmpty()) {
            String name = reference.substring(reference.lastIndexOf('/') + 1);
            write(Documents.parse(schemas.apply(name)), value, depth + 1);
            return;
        }
        switch (schema.path("type").asText(schema.has("properties") ? "object" : "string")) {
            case "object" -> object(schema, value, depth);
            case "array" -> array(schema, value, depth);
            case "integer", "number", "boolean" -> out.append(value);
            default -> out.append('"').append(value).append('"');
        }
    }

    private void object(JsonNode schema, String value, int depth) {
        String indent = "  ".repeat(depth);
        out.append('{');
        Iterator<Map.Entry<String, JsonNode>> members =
                schema.path("properties").properties().iterator();
        while (members.hasNext()) {
            Map.Entry<String, JsonNode> member = members.next();
            out.append('\n').append(indent).append("  \"").append(member.getKey()).append("\" : ");
            write(member.getValue(), value + '.' + member.getKey(), depth + 1);
            out.append(members.hasNext() ? "," : "");
        }
        out.append('\n').append(indent).append('}');
    }

    private void array(JsonNode schema, String value, int depth) {
        String indent = "  ".repeat(depth);
        String element = depth == 0 ? "$elem" : "$elem" + depth;
        out.append("[\n").append(indent).append("#foreach(").append(element).append(" in ");
        out.append(value).append(")\n").append(indent).append("  ");
        write(schema.path("items"), element, depth + 1);
        out.append("#if($foreach.hasNext),#end\n").append(indent).append("#end\n");
        out.append(indent).append(']');
    }
}
