package brume.templates;

import brume.wire.Documents;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The {@code $input} variable: the payload and the request's parameters. The payload is parsed when
 * a template first asks for a part of it; one that is not JSON has no parts.
 */
public final class InputVariable {

    private final String body;
    private final Map<String, String> path;
    private final Map<String, String> queryString;
    private final Map<String, String> headers;
    private @Nullable JsonNode tree;

    public InputVariable(
            String body,
            Map<String, String> path,
            Map<String, String> queryString,
            Map<String, String> headers) {
        this.body = body;
        this.path = path;
        this.queryString = queryString;
        this.headers = headers;
    }

    /** The raw payload; an empty one reads as an empty object. */
    String body() {
        return body.isEmpty() ? "{}" : body;
    }

    /** What a JSONPath finds, as a value. */
    Object path(String jsonPath) {
        Object found = TemplateValues.of(JsonPathQuery.of(jsonPath).find(tree()));
        return found == null ? Absent.INSTANCE : found;
    }

    /** What a JSONPath finds, as JSON text; an empty JSON string if it finds nothing. */
    String json(String jsonPath) {
        JsonNode found = JsonPathQuery.of(jsonPath).find(tree());
        return found.isMissingNode() || found.isNull() ? "\"\"" : Documents.text(found);
    }

    /** The parameter of this name in the path, the query string or the headers, in this order. */
    String params(String name) {
        for (Map<String, String> place : java.util.List.of(path, queryString)) {
            String value = place.get(name);
            if (value != null) {
                return value;
            }
        }
        for (Map.Entry<String, String> header : headers.entrySet()) {
            if (header.getKey().equalsIgnoreCase(name)) {
                return header.getValue();
            }
        }
        return "";
    }

    /** All parameters, as the maps {@code path}, {@code querystring} and {@code header}. */
    TemplateValues.JsonMap params() {
        TemplateValues.JsonMap all = new TemplateValues.JsonMap();
        all.put("path", mapOf(path));
        all.put("querystring", mapOf(queryString));
        all.put("header", mapOf(headers));
        return all;
    }

    private static TemplateValues.JsonMap mapOf(Map<String, String> parameters) {
        TemplateValues.JsonMap map = new TemplateValues.JsonMap();
        map.putAll(parameters);
        return map;
    }

    private JsonNode tree() {
        JsonNode known = tree;
        if (known == null) {
            known = parse();
            tree = known;
        }
        return known;
    }

    private JsonNode parse() {
        if (body.isBlank()) {
            return Documents.object();
        }
        try {
            return Documents.parse(body);
        } catch (IllegalArgumentException e) {
            return MissingNode.getInstance();
        }
    }
}
