package brume.services.apigatewayv2.op;

import brume.api.apigatewayv2.Api;
import brume.api.apigatewayv2.Authorizer;
import brume.api.apigatewayv2.Cors;
import brume.api.apigatewayv2.Integration;
import brume.api.apigatewayv2.Route;
import brume.openapi.Definition;
import brume.services.apigatewayv2.domain.ApiErrors;
import brume.services.apigatewayv2.store.ApiWriter;
import brume.services.apigatewayv2.store.Part;
import brume.services.apigatewayv2.store.Shapes;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What an OpenAPI 3 document makes of an HTTP API. Source: Developer Guide, "Use OpenAPI
 * definitions for HTTP APIs in API Gateway" and "OpenAPI extensions for API Gateway".
 */
final class HttpApiImport {

    private static final String EXTENSION = "x-amazon-apigateway-";
    private static final Set<String> METHODS =
            Set.of("get", "put", "post", "delete", "options", "head", "patch");

    private final Definition definition;
    private final JsonNode root;
    private final List<ImportedRoute> routes = new ArrayList<>();
    private final List<String> warnings = new ArrayList<>();

    /**
     * A route of the document.
     *
     * @param integration null if it has none
     * @param scheme the name of what secures it; empty for nothing
     */
    private record ImportedRoute(
            String key,
            @Nullable String operationName,
            @Nullable Integration integration,
            String scheme,
            List<String> scopes) {}

    private HttpApiImport(Definition definition) {
        this.definition = definition;
        this.root = definition.root();
    }

    /**
     * Reads a document.
     *
     * @throws brume.wire.ServiceException BadRequestException if it describes no HTTP API
     */
    static HttpApiImport of(Definition definition, @Nullable String basepath) {
        HttpApiImport imported = new HttpApiImport(definition);
        String base;
        try {
            base = definition.basePath(basepath);
        } catch (IllegalArgumentException e) {
            throw ApiErrors.bad(String.valueOf(e.getMessage()));
        }
        for (Map.Entry<String, JsonNode> path : imported.root.path("paths").properties()) {
            imported.readPath(base, path.getKey(), definition.resolved(path.getValue()));
        }
        return imported;
    }

    List<String> warnings() {
        return List.copyOf(warnings);
    }

    private void readPath(String base, String path, JsonNode item) {
        boolean isDefault = path.equals("/$default");
        for (Map.Entry<String, JsonNode> operation : item.properties()) {
            String name = operation.getKey();
            boolean any = name.equals(EXTENSION + "any-method");
            if (!any && !METHODS.contains(name)) {
                continue;
            }
            String method = any ? "ANY" : name.toUpperCase(java.util.Locale.ROOT);
            String key = isDefault ? "$default" : method + ' ' + base + path;
            readOperation(key, operation.getValue());
        }
    }

    private void readOperation(String key, JsonNode operation) {
        JsonNode integration = definition.resolved(operation.path(EXTENSION + "integration"));
        if (!integration.isMissingNode() && !integration.isObject()) {
            throw ApiErrors.bad(
                    "Unable to parse API definition because of a malformed integration at path "
                            + key);
        }
        boolean others = operation.has("requestBody");
        for (JsonNode parameter : operation.path("parameters")) {
            others |= !definition.resolved(parameter).path("in").asText().equals("path");
        }
        if (others) {
            warnings.add("Parsing the parameters and bodies of " + key + " is not supported");
        }
        String scheme = "";
        List<String> scopes = new ArrayList<>();
        JsonNode security =
                operation.has("security") ? operation.path("security") : root.path("security");
        if (security.size() > 1 || security.path(0).size() > 1) {
            throw ApiErrors.bad("Only one security requirement is supported: " + key);
        }
        for (Map.Entry<String, JsonNode> requirement : security.path(0).properties()) {
            scheme = requirement.getKey();
            requirement.getValue().forEach(scope -> scopes.add(scope.asText()));
        }
        if (operation.path(EXTENSION + "auth").path("type").asText().equalsIgnoreCase("AWS_IAM")) {
            scheme = "AWS_IAM";
        }
        routes.add(
                new ImportedRoute(
                        key,
                        Definition.text(operation, "operationId"),
                        integration.isObject() ? integration(integration) : null,
                        scheme,
                        scopes));
    }

    private static Integration integration(JsonNode said) {
        ObjectNode tree = brume.wire.Documents.object();
        copy(said, "httpMethod", tree, "IntegrationMethod");
        copy(said, "uri", tree, "IntegrationUri");
        copy(said, "payloadFormatVersion", tree, "PayloadFormatVersion");
        copy(said, "connectionType", tree, "ConnectionType");
        copy(said, "connectionId", tree, "ConnectionId");
        copy(said, "credentials", tree, "CredentialsArn");
        copy(said, "description", tree, "Description");
        copy(said, "integrationSubtype", tree, "IntegrationSubtype");
        copy(said, "requestParameters", tree, "RequestParameters");
        copy(said, "responseParameters", tree, "ResponseParameters");
        copy(said, "timeoutInMillis", tree, "TimeoutInMillis");
        copy(said, "tlsConfig", tree, "TlsConfig");
        String type = said.path("type").asText("").toUpperCase(java.util.Locale.ROOT);
        tree.put("IntegrationType", type);
        return Shapes.of(Integration.SCHEMA, tree);
    }

    private static void copy(JsonNode from, String name, ObjectNode to, String member) {
        if (from.hasNonNull(name)) {
            to.set(member, from.get(name));
        }
    }

    /** The API with what the document says of it. */
    Api applied(Api api) {
        JsonNode info = root.path("info");
        Map<String, String> tags = new LinkedHashMap<>();
        for (JsonNode tag : root.path("tags")) {
            if (tag.has(EXTENSION + "tag-value")) {
                tags.put(tag.path("name").asText(), tag.path(EXTENSION + "tag-value").asText());
            }
        }
        JsonNode cors = root.path(EXTENSION + "cors");
        return ApiOperations.checked(
                api.toBuilder()
                        .name(info.path("title").asText(""))
                        .description(Definition.text(info, "description"))
                        .version(Definition.text(info, "version"))
                        .corsConfiguration(cors.isObject() ? cors(cors) : null)
                        .tags(tags.isEmpty() ? api.tags() : tags)
                        .warnings(warnings.isEmpty() ? null : List.copyOf(warnings))
                        .build());
    }

    private static Cors cors(JsonNode said) {
        ObjectNode tree = brume.wire.Documents.object();
        for (String name :
                new String[] {
                    "allowCredentials",
                    "allowHeaders",
                    "allowMethods",
                    "allowOrigins",
                    "exposeHeaders",
                    "maxAge"
                }) {
            copy(said, name, tree, Character.toUpperCase(name.charAt(0)) + name.substring(1));
        }
        return Shapes.of(Cors.SCHEMA, tree);
    }

    /** Puts the routes with their integrations and authorizers; equal integrations are one. */
    void putParts(ApiWriter rows, String apiId) {
        Map<Integration, String> integrations = new HashMap<>();
        Map<String, Authorizer> authorizers = new HashMap<>();
        IntegrationRules integrationRules = new IntegrationRules();
        RouteRules routeRules = new RouteRules();
        for (ImportedRoute imported : routes) {
            Route.Builder route =
                    Route.builder()
                            .routeKey(imported.key())
                            .operationName(imported.operationName());
            Integration integration = imported.integration();
            if (integration != null) {
                String id = integrations.get(integration);
                if (id == null) {
                    Integration put =
                            rows.put(
                                    Part.INTEGRATION,
                                    apiId,
                                    integrationRules.created(integration, rows, apiId));
                    id = Part.INTEGRATION.id(put);
                    integrations.put(integration, id);
                }
                route.target(RouteRules.INTEGRATIONS + id);
            }
            if (imported.scheme().equals("AWS_IAM")) {
                route.authorizationType("AWS_IAM");
            } else if (!imported.scheme().isEmpty()) {
                secure(route, imported, authorizers, rows, apiId);
            }
            rows.put(Part.ROUTE, apiId, routeRules.created(route.build(), rows, apiId));
        }
    }

    private void secure(
            Route.Builder route,
            ImportedRoute imported,
            Map<String, Authorizer> authorizers,
            ApiWriter rows,
            String apiId) {
        JsonNode scheme = definition.securitySchemes().path(imported.scheme());
        JsonNode said = scheme.path(EXTENSION + "authorizer");
        if (scheme.path(EXTENSION + "authtype").asText().equals("awsSigv4")) {
            route.authorizationType("AWS_IAM");
            return;
        }
        if (!said.isObject()) {
            throw ApiErrors.bad("The security scheme " + imported.scheme() + " has no authorizer");
        }
        Authorizer authorizer = authorizers.get(imported.scheme());
        if (authorizer == null) {
            authorizer =
                    rows.put(
                            Part.AUTHORIZER,
                            apiId,
                            new AuthorizerRules()
                                    .created(authorizer(imported.scheme(), said), rows, apiId));
            authorizers.put(imported.scheme(), authorizer);
        }
        boolean jwt = "JWT".equals(authorizer.authorizerType());
        route.authorizationType(jwt ? "JWT" : "CUSTOM")
                .authorizerId(authorizer.authorizerId())
                .authorizationScopes(imported.scopes().isEmpty() ? null : imported.scopes());
    }

    private static Authorizer authorizer(String name, JsonNode said) {
        ObjectNode tree = brume.wire.Documents.object();
        tree.put("Name", name);
        tree.put("AuthorizerType", said.path("type").asText("").toUpperCase(java.util.Locale.ROOT));
        copy(said, "authorizerUri", tree, "AuthorizerUri");
        copy(said, "authorizerCredentials", tree, "AuthorizerCredentialsArn");
        copy(said, "authorizerPayloadFormatVersion", tree, "AuthorizerPayloadFormatVersion");
        copy(said, "authorizerResultTtlInSeconds", tree, "AuthorizerResultTtlInSeconds");
        copy(said, "enableSimpleResponses", tree, "EnableSimpleResponses");
        JsonNode source = said.path("identitySource");
        if (source.isArray()) {
            tree.set("IdentitySource", source);
        } else if (source.isTextual()) {
            var sources = tree.putArray("IdentitySource");
            for (String one : source.asText().split(",")) {
                sources.add(one.strip());
            }
        }
        JsonNode jwt = said.path("jwtConfiguration");
        if (jwt.isObject()) {
            ObjectNode configuration = tree.putObject("JwtConfiguration");
            copy(jwt, "issuer", configuration, "Issuer");
            copy(jwt, "audience", configuration, "Audience");
        }
        return Shapes.of(Authorizer.SCHEMA, tree);
    }
}
