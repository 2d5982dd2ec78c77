package brume.services.apigateway.openapi;

import brume.api.apigateway.Authorizer;
import brume.api.apigateway.Method;
import brume.api.apigateway.MethodResponse;
import brume.api.apigateway.Model;
import brume.api.apigateway.Resource;
import brume.api.apigateway.RestApi;
import brume.base.Region;
import brume.services.apigateway.domain.ApiErrors;
import brume.services.apigateway.store.Snapshot;
import brume.wire.Documents;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A deployed API as an OpenAPI document of version 2 or 3. Source: LocalStack's recordings
 * test_export_swagger_openapi and test_export_oas30_openapi; Developer Guide, "Export a REST API
 * from API Gateway".
 */
public final class RestApiExport {

    private static final Pattern REFERENCE =
            Pattern.compile("\"(?:https://[^\"/]+/restapis/[^\"/]+/models|#/definitions)/");
    private static final String API_KEY = "api_key";
    private static final String SIGNATURE = "sigv4";

    private final Snapshot snapshot;
    private final boolean swagger;
    private final ExportedExtensions extensions;

    /**
     * @param type {@code swagger} or {@code oas30}
     * @param extensions names of extensions, separated by commas; may be empty
     * @throws brume.wire.ServiceException BadRequestException for another type
     */
    public RestApiExport(Snapshot snapshot, String type, String extensions) {
        if (!type.equals("swagger") && !type.equals("oas30")) {
            throw ApiErrors.bad(
                    "No API exporter for type '" + type + "', must be one of: [swagger, oas30]");
        }
        this.snapshot = snapshot;
        this.swagger = type.equals("swagger");
        this.extensions = new ExportedExtensions(snapshot, extensions);
    }

    /** The document of the API as one of its stages serves it. */
    public ObjectNode document(Region region, String stage) {
        RestApi api = snapshot.api();
        ObjectNode document = Documents.object();
        document.put(swagger ? "swagger" : "openapi", swagger ? "2.0" : "3.0.1");
        ObjectNode info = document.putObject("info");
        info.put("title", api.name());
        put(info, "description", api.description());
        info.put("version", version());
        String host = api.id() + ".execute-api." + region + ".amazonaws.com";
        if (swagger) {
            document.put("host", host).put("basePath", '/' + stage);
            document.putArray("schemes").add("https");
        } else {
            ObjectNode server = document.putArray("servers").addObject();
            server.put("url", "https://" + host + "/{basePath}");
            server.putObject("variables").putObject("basePath").put("default", stage);
        }
        paths(document.putObject("paths"));
        components(document);
        extensions.addTo(document);
        return document;
    }

    /** The API's version, or the date on which it was made. */
    public String version() {
        RestApi api = snapshot.api();
        return api.version() == null ? String.valueOf(api.createdDate()) : api.version();
    }

    private void paths(ObjectNode paths) {
        snapshot.resources().stream()
                .filter(resource -> resource.resourceMethods() != null)
                .sorted(Comparator.comparing(resource -> String.valueOf(resource.path())))
                .forEach(resource -> path(paths, resource));
    }

    private void path(ObjectNode paths, Resource resource) {
        ObjectNode path = paths.putObject(String.valueOf(resource.path()));
        Objects.requireNonNullElse(resource.resourceMethods(), Map.<String, Method>of())
                .forEach((name, method) -> {
                    String key =
                            name.equals("ANY")
                                    ? "x-amazon-apigateway-any-method"
                                    : name.toLowerCase(java.util.Locale.ROOT);
                    method(path.putObject(key), method);
                });
    }

    private void method(ObjectNode out, Method method) {
        put(out, "operationId", method.operationName());
        Map<String, String> bodies = Objects.requireNonNullElse(method.requestModels(), Map.of());
        if (swagger) {
            types(out, "consumes", consumed(method, bodies.keySet()));
            types(out, "produces", produced(method));
        }
        parameters(out, method, bodies);
        if (!swagger && !bodies.isEmpty()) {
            ObjectNode body = out.putObject("requestBody");
            ObjectNode content = body.putObject("content");
            bodies.forEach((type, model) -> schema(content.putObject(type), model));
            body.put("required", true);
        }
        ObjectNode responses = out.putObject("responses");
        Objects.requireNonNullElse(method.methodResponses(), Map.<String, MethodResponse>of())
                .forEach((status, response) -> response(responses.putObject(status), response));
        security(out, method);
        extensions.addTo(out, method);
    }

    private static Set<String> consumed(Method method, Set<String> models) {
        Set<String> types = new TreeSet<>(models);
        if (method.methodIntegration() != null
                && method.methodIntegration().requestTemplates() != null) {
            types.addAll(method.methodIntegration().requestTemplates().keySet());
        }
        return types;
    }

    private static Set<String> produced(Method method) {
        Set<String> types = new TreeSet<>();
        if (method.methodResponses() != null) {
            method.methodResponses().values().stream()
                    .filter(response -> response.responseModels() != null)
                    .forEach(response -> types.addAll(response.responseModels().keySet()));
        }
        var integration = method.methodIntegration();
        if (integration != null && integration.integrationResponses() != null) {
            integration.integrationResponses().values().stream()
                    .filter(response -> response.responseTemplates() != null)
                    .forEach(response -> types.addAll(response.responseTemplates().keySet()));
        }
        return types;
    }

    private static void types(ObjectNode out, String name, Set<String> types) {
        if (!types.isEmpty()) {
            types.forEach(out.putArray(name)::add);
        }
    }

    private void parameters(ObjectNode out, Method method, Map<String, String> bodies) {
        Map<String, Boolean> parameters =
                Objects.requireNonNullElse(method.requestParameters(), Map.of());
        parameters.forEach((name, required) -> {
            String[] parts = name.split("\\.", 4);
            if (parts.length == 4) {
                ObjectNode parameter = out.withArray("/parameters").addObject();
                parameter.put("name", parts[3]);
                parameter.put("in", parts[2].equals("querystring") ? "query" : parts[2]);
                if (swagger || required) {
                    parameter.put("required", required);
                }
                (swagger ? parameter : parameter.putObject("schema")).put("type", "string");
            }
        });
        if (swagger && !bodies.isEmpty()) {
            String model = bodies.values().iterator().next();
            ObjectNode parameter = out.withArray("/parameters").addObject();
            parameter.put("in", "body").put("name", model).put("required", true);
            schema(parameter, model);
        }
    }

    private void schema(ObjectNode out, String model) {
        out.putObject("schema").put("$ref", prefix() + model);
    }

    private String prefix() {
        return swagger ? "#/definitions/" : "#/components/schemas/";
    }

    private void response(ObjectNode out, MethodResponse response) {
        out.put("description", response.statusCode() + " response");
        Map<String, String> models =
                Objects.requireNonNullElse(response.responseModels(), Map.of());
        if (!swagger) {
            ObjectNode content = out.putObject("content");
            models.forEach((type, model) -> schema(content.putObject(type), model));
        } else if (!models.isEmpty()) {
            schema(out, models.values().iterator().next());
        }
        if (response.responseParameters() == null) {
            return;
        }
        for (String name : response.responseParameters().keySet()) {
            String header = name.substring("method.response.header.".length());
            ObjectNode field = out.withObject("/headers").putObject(header);
            (swagger ? field : field.putObject("schema")).put("type", "string");
        }
    }

    private void security(ObjectNode out, Method method) {
        String scheme =
                switch (String.valueOf(method.authorizationType())) {
                    case "AWS_IAM" -> SIGNATURE;
                    case "CUSTOM", "COGNITO_USER_POOLS" -> authorizer(method.authorizerId());
                    default -> "";
                };
        if (!scheme.isEmpty()) {
            out.withArray("/security").addObject().putArray(scheme);
        }
        if (Boolean.TRUE.equals(method.apiKeyRequired())) {
            out.withArray("/security").addObject().putArray(API_KEY);
        }
    }

    private String authorizer(@Nullable String id) {
        return snapshot.authorizers().stream()
                .filter(authorizer -> Objects.equals(authorizer.id(), id))
                .map(Authorizer::name)
                .filter(Objects::nonNull)
                .findFirst()
                .orElse("");
    }

    private void components(ObjectNode document) {
        ObjectNode place = swagger ? document : document.putObject("components");
        if (!snapshot.models().isEmpty()) {
            ObjectNode schemas = place.putObject(swagger ? "definitions" : "schemas");
            for (Model model : snapshot.models()) {
                schemas.set(String.valueOf(model.name()), definition(model));
            }
        }
        ObjectNode schemes = Documents.object();
        for (String used : used()) {
            schemes.set(used, extensions.scheme(used));
        }
        if (!schemes.isEmpty()) {
            place.set(swagger ? "securityDefinitions" : "securitySchemes", schemes);
        }
    }

    private JsonNode definition(Model model) {
        String schema = model.schema_() == null ? "{}" : model.schema_();
        try {
            return Documents.parse(REFERENCE.matcher(schema).replaceAll('"' + prefix()));
        } catch (IllegalArgumentException e) {
            return Documents.object();
        }
    }

    /** The names of the security schemes that methods use. */
    private Set<String> used() {
        Set<String> used = new TreeSet<>();
        for (Resource resource : snapshot.resources()) {
            for (Method method :
                    Objects.requireNonNullElse(resource.resourceMethods(), Map.<String, Method>of())
                            .values()) {
                ObjectNode out = Documents.object();
                security(out, method);
                for (JsonNode scheme : List.copyOf(out.path("security").valueStream().toList())) {
                    scheme.fieldNames().forEachRemaining(used::add);
                }
            }
        }
        return used;
    }

    static void put(ObjectNode out, String name, @Nullable String value) {
        if (value != null) {
            out.put(name, value);
        }
    }
}
