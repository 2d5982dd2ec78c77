package brume.openapi;

import brume.wire.Documents;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * An OpenAPI document, version 2 or 3. Source: Developer Guide, "Develop REST APIs using OpenAPI",
 * "OpenAPI extensions for API Gateway" and "Set the OpenAPI basePath property".
 */
public record Definition(JsonNode root) {

    /** Source: Amazon API Gateway quotas, "API definition file size". */
    static final int BYTES_MAX = 6 * 1024 * 1024;

    private static final int REFERENCES_MAX = 20;

    /** The document, or empty if the text is neither JSON nor YAML, or describes no API. */
    public static Optional<Definition> find(String text) {
        if (text.length() > BYTES_MAX) {
            return Optional.empty();
        }
        return tree(text)
                .filter(tree ->
                        tree.path("swagger").asText().startsWith("2")
                                || tree.path("openapi").asText().startsWith("3"))
                .map(Definition::new);
    }

    private static Optional<JsonNode> tree(String text) {
        if (text.stripLeading().startsWith("{")) {
            try {
                return Optional.of(Documents.parse(text));
            } catch (IllegalArgumentException e) {
                // YAML's flow style begins like JSON.
                return Yaml.find(text);
            }
        }
        return Yaml.find(text);
    }

    public boolean isSwagger() {
        return root.has("swagger");
    }

    public JsonNode schemas() {
        return isSwagger() ? root.path("definitions") : root.path("components").path("schemas");
    }

    public JsonNode securitySchemes() {
        return isSwagger()
                ? root.path("securityDefinitions")
                : root.path("components").path("securitySchemes");
    }

    /** What a reference inside the document leads to, or the node itself. */
    public JsonNode resolved(JsonNode node) {
        JsonNode found = node;
        for (int i = 0; i < REFERENCES_MAX && found.has("$ref"); i++) {
            String reference = found.get("$ref").asText();
            found = reference.startsWith("#/") ? root.at(reference.substring(1)) : missing();
        }
        return found;
    }

    private static JsonNode missing() {
        return MissingNode.getInstance();
    }

    /** The roles that integrations and authorizers are given. */
    public List<String> roles() {
        List<String> roles = new ArrayList<>();
        for (JsonNode path : root.path("paths")) {
            for (JsonNode operation : path) {
                add(operation.path("x-amazon-apigateway-integration").path("credentials"), roles);
            }
        }
        for (JsonNode scheme : securitySchemes()) {
            add(scheme.path("x-amazon-apigateway-authorizer").path("authorizerCredentials"), roles);
        }
        for (JsonNode integration :
                root.path("components").path("x-amazon-apigateway-integrations")) {
            add(integration.path("credentials"), roles);
        }
        return roles;
    }

    private static void add(JsonNode role, List<String> roles) {
        if (role.isTextual()) {
            roles.add(role.asText());
        }
    }

    /**
     * The path before all paths: with {@code prepend} the document's base path, with {@code split}
     * without its first part, with {@code ignore} none.
     *
     * @throws IllegalArgumentException if {@code mode} is none of these
     */
    public String basePath(@Nullable String mode) {
        String base = (isSwagger() ? root.path("basePath").asText("") : serverPath());
        base = base.endsWith("/") ? base.substring(0, base.length() - 1) : base;
        if (!base.isEmpty() && !base.startsWith("/")) {
            base = '/' + base;
        }
        return switch (mode == null ? "ignore" : mode) {
            case "ignore" -> "";
            case "prepend" -> base;
            case "split" -> {
                int second = base.indexOf('/', 1);
                yield second < 0 ? "" : base.substring(second);
            }
            default ->
                    throw new IllegalArgumentException(
                            "Invalid value for parameter basepath: "
                                    + mode
                                    + ". Valid values are: ignore, prepend, split");
        };
    }

    /** The path of the first server; a variable {@code basePath} counts even if it is not used. */
    private String serverPath() {
        JsonNode server = root.path("servers").path(0);
        JsonNode variables = server.path("variables");
        if (variables.has("basePath")) {
            return variables.path("basePath").path("default").asText("");
        }
        String url = server.path("url").asText("");
        for (Map.Entry<String, JsonNode> variable : variables.properties()) {
            url =
                    url.replace(
                            '{' + variable.getKey() + '}',
                            variable.getValue().path("default").asText(""));
        }
        int scheme = url.indexOf("://");
        if (scheme < 0) {
            return url;
        }
        int path = url.indexOf('/', scheme + 3);
        return path < 0 ? "" : url.substring(path);
    }

    public static @Nullable String text(JsonNode node, String name) {
        JsonNode value = node.path(name);
        return value.isMissingNode() || value.isNull() ? null : value.asText();
    }

    /** The texts of an object's members, or null for none; anything that is no text is JSON. */
    public static @Nullable Map<String, String> texts(JsonNode node) {
        if (!node.isObject()) {
            return null;
        }
        Map<String, String> texts = new LinkedHashMap<>();
        node.properties()
                .forEach(entry ->
                        texts.put(
                                entry.getKey(),
                                entry.getValue().isTextual()
                                        ? entry.getValue().asText()
                                        : Documents.text(entry.getValue())));
        return texts;
    }

    public static List<String> list(JsonNode node) {
        List<String> list = new ArrayList<>();
        node.forEach(value -> list.add(value.asText()));
        return list;
    }
}
