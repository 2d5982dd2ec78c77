package brume.services.apigatewayv2.op;

import brume.api.apigatewayv2.Api;
import brume.api.apigatewayv2.Authorizer;
import brume.api.apigatewayv2.Integration;
import brume.api.apigatewayv2.Route;
import brume.services.apigatewayv2.domain.RouteKey;
import brume.services.apigatewayv2.store.Shapes;
import brume.services.apigatewayv2.store.Snapshot;
import brume.wire.Documents;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * An HTTP API as an OpenAPI 3 document, which {@link HttpApiImport} reads back. Source: Developer
 * Guide, "Export an HTTP API from API Gateway".
 */
final class HttpApiExport {

    private static final String EXTENSION = "x-amazon-apigateway-";
    private static final String SIGV4 = "sigv4";

    private final Snapshot snapshot;
    private final boolean extensions;
    private final Map<String, Integration> integrations = new HashMap<>();
    private final Map<String, Authorizer> authorizers = new HashMap<>();

    private HttpApiExport(Snapshot snapshot, boolean extensions) {
        this.snapshot = snapshot;
        this.extensions = extensions;
        snapshot.integrations()
                .forEach(i -> integrations.put(RouteRules.INTEGRATIONS + i.integrationId(), i));
        snapshot.authorizers().forEach(a -> authorizers.put(String.valueOf(a.authorizerId()), a));
    }

    /**
     * The document.
     *
     * @param stage whose deployment the snapshot is; empty for the API as it stands
     * @param extensions whether it says what API Gateway does with requests
     */
    static ObjectNode document(Snapshot snapshot, Optional<String> stage, boolean extensions) {
        return new HttpApiExport(snapshot, extensions).document(stage);
    }

    private ObjectNode document(Optional<String> stage) {
        Api api = snapshot.api();
        ObjectNode document = Documents.object().put("openapi", "3.0.1");
        ObjectNode info = document.putObject("info").put("title", api.name());
        if (api.description() != null) {
            info.put("description", api.description());
        }
        info.put(
                "version",
                Objects.requireNonNullElse(api.version(), String.valueOf(api.createdDate())));
        ObjectNode server = document.putArray("servers").addObject();
        server.put("url", api.apiEndpoint() + "/{basePath}");
        server.putObject("variables")
                .putObject("basePath")
                .put("default", stage.filter(name -> !name.equals(StageRules.DEFAULT)).orElse(""));
        if (api.tags() != null && !api.tags().isEmpty()) {
            ArrayNode tags = document.putArray("tags");
            api.tags()
                    .forEach((name, value) ->
                            tags.addObject().put("name", name).put(EXTENSION + "tag-value", value));
        }
        ObjectNode paths = document.putObject("paths");
        snapshot.routes().forEach(route -> add(route, paths));
        ObjectNode schemes = schemes();
        if (!schemes.isEmpty()) {
            document.putObject("components").set("securitySchemes", schemes);
        }
        if (extensions) {
            if (api.corsConfiguration() != null) {
                document.set(EXTENSION + "cors", lowered(Shapes.tree(api.corsConfiguration())));
            }
            document.put(EXTENSION + "importexport-version", "1.0");
        }
        return document;
    }

    private void add(Route route, ObjectNode paths) {
        RouteKey key = RouteKey.of(route.routeKey());
        String path = key.isDefault() ? "/$default" : '/' + String.join("/", key.parts());
        boolean any = key.method().equals(RouteKey.ANY);
        String method = any ? EXTENSION + "any-method" : key.method().toLowerCase(Locale.ROOT);
        ObjectNode operation = paths.withObjectProperty(path).putObject(method);
        if (route.operationName() != null) {
            operation.put("operationId", route.operationName());
        }
        ArrayNode parameters = Documents.array();
        key.parts().stream()
                .filter(RouteKey::isVariable)
                .forEach(part -> parameter(RouteKey.name(part), parameters));
        if (!parameters.isEmpty()) {
            operation.set("parameters", parameters);
        }
        operation
                .putObject("responses")
                .putObject("default")
                .put("description", "Default response for " + route.routeKey());
        secure(route, operation);
        Integration integration = integrations.get(String.valueOf(route.target()));
        if (extensions && integration != null) {
            operation.set(EXTENSION + "integration", shown(integration));
        }
        if (extensions && key.isDefault()) {
            operation.put("isDefaultRoute", true);
        }
    }

    private static void parameter(String name, ArrayNode parameters) {
        parameters
                .addObject()
                .put("name", name)
                .put("in", "path")
                .put("description", "Generated path parameter for " + name)
                .put("required", true)
                .putObject("schema")
                .put("type", "string");
    }

    private void secure(Route route, ObjectNode operation) {
        String type = Objects.requireNonNullElse(route.authorizationType(), "NONE");
        if (type.equals("NONE")) {
            return;
        }
        Authorizer authorizer = authorizers.get(String.valueOf(route.authorizerId()));
        String scheme = authorizer == null ? SIGV4 : authorizer.name();
        ArrayNode scopes = operation.putArray("security").addObject().putArray(scheme);
        Objects.requireNonNullElse(route.authorizationScopes(), List.<String>of())
                .forEach(scopes::add);
    }

    private ObjectNode schemes() {
        ObjectNode schemes = Documents.object();
        boolean signed =
                snapshot.routes().stream().anyMatch(r -> "AWS_IAM".equals(r.authorizationType()));
        if (signed) {
            ObjectNode scheme = schemes.putObject(SIGV4).put("type", "apiKey");
            scheme.put("name", "Authorization").put("in", "header");
            scheme.put(EXTENSION + "authtype", "awsSigv4");
        }
        for (Authorizer authorizer : snapshot.authorizers()) {
            boolean jwt = "JWT".equals(authorizer.authorizerType());
            ObjectNode scheme = schemes.putObject(authorizer.name());
            if (jwt) {
                scheme.put("type", "oauth2").putObject("flows");
            } else {
                scheme.put("type", "apiKey").put("name", "Unused").put("in", "header");
            }
            if (extensions) {
                scheme.set(EXTENSION + "authorizer", shown(authorizer, jwt));
            }
        }
        return schemes;
    }

    private static ObjectNode shown(Authorizer authorizer, boolean jwt) {
        ObjectNode shown = lowered(Shapes.tree(authorizer));
        shown.remove(List.of("authorizerId", "name", "authorizerType"));
        JsonNode credentials = shown.remove("authorizerCredentialsArn");
        if (credentials != null) {
            shown.set("authorizerCredentials", credentials);
        }
        String sources =
                String.join(
                        ", ",
                        Objects.requireNonNullElse(authorizer.identitySource(), List.<String>of()));
        shown.put("identitySource", sources);
        if (authorizer.jwtConfiguration() != null) {
            shown.set("jwtConfiguration", lowered(Shapes.tree(authorizer.jwtConfiguration())));
        }
        return shown.put("type", jwt ? "jwt" : "request");
    }

    private static ObjectNode shown(Integration integration) {
        ObjectNode shown = lowered(Shapes.tree(integration));
        shown.remove(List.of("integrationId", "apiGatewayManaged"));
        rename(shown, "integrationMethod", "httpMethod");
        rename(shown, "integrationUri", "uri");
        rename(shown, "credentialsArn", "credentials");
        JsonNode type = shown.remove("integrationType");
        if (type != null) {
            shown.put("type", type.asText().toLowerCase(Locale.ROOT));
        }
        return shown;
    }

    private static void rename(ObjectNode node, String from, String to) {
        JsonNode value = node.remove(from);
        if (value != null) {
            node.set(to, value);
        }
    }

    /** Member names as documents have them. */
    private static ObjectNode lowered(ObjectNode tree) {
        ObjectNode lowered = Documents.object();
        tree.properties()
                .forEach(entry -> {
                    String name = entry.getKey();
                    lowered.set(
                            Character.toLowerCase(name.charAt(0)) + name.substring(1),
                            entry.getValue());
                });
        return lowered;
    }
}
