package brume.services.apigateway.openapi;

import brume.api.apigateway.Authorizer;
import brume.api.apigateway.Integration;
import brume.api.apigateway.IntegrationResponse;
import brume.api.apigateway.Method;
import brume.api.apigateway.MethodResponse;
import brume.api.apigateway.Model;
import brume.api.apigateway.PutIntegrationRequest;
import brume.api.apigateway.RequestValidator;
import brume.base.Ids;
import brume.openapi.Definition;
import brume.services.apigateway.domain.ApiErrors;
import brume.services.apigateway.domain.IntegrationRules;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The methods of an OpenAPI document with their integrations. */
final class ImportedMethods {

    private static final Pattern VARIABLE = Pattern.compile("\\{([^}+]+)\\+?\\}");
    private static final Map<String, String> PLACES =
            Map.of("path", "path", "query", "querystring", "header", "header");

    private static final String PARAMETERS = "requestParameters";

    private final Definition definition;
    private final ImportedParts parts;
    private final Map<String, Model> models;
    private final List<RequestValidator> validators;
    private final List<Authorizer> authorizers;

    /** Something of a document that is left out; fatal if the importer is told so. */
    final List<String> warnings = new ArrayList<>();

    ImportedMethods(
            Definition definition,
            ImportedParts parts,
            Map<String, Model> models,
            List<RequestValidator> validators,
            List<Authorizer> authorizers) {
        this.definition = definition;
        this.parts = parts;
        this.models = models;
        this.validators = validators;
        this.authorizers = authorizers;
    }

    /** The method of an operation, or null if the member of the path is none. */
    @Nullable Method method(String path, JsonNode item, String name, String resourceId) {
        String httpMethod =
                switch (name) {
                    case "get", "put", "post", "delete", "patch", "options", "head" ->
                            name.toUpperCase(Locale.ROOT);
                    case "x-amazon-apigateway-any-method" -> "ANY";
                    default -> null;
                };
        if (httpMethod == null) {
            return null;
        }
        JsonNode operation = item.path(name);
        Method.Builder method =
                Method.builder()
                        .httpMethod(httpMethod)
                        .apiKeyRequired(false)
                        .authorizationType("NONE")
                        .operationName(Definition.text(operation, "operationId"))
                        .requestValidatorId(validator(operation));
        secure(method, operation);
        request(method, path, item, operation);
        Map<String, MethodResponse> responses = responses(operation);
        method.methodResponses(responses.isEmpty() ? null : responses);
        JsonNode integration =
                definition.resolved(operation.path("x-amazon-apigateway-integration"));
        if (integration.isObject()) {
            method.methodIntegration(
                    integration(mapped(integration, path, httpMethod), resourceId, httpMethod));
        }
        return method.build();
    }

    /**
     * The integration without mappings that are no texts, which are warned of. Source: LocalStack's
     * recording test_import_rest_api_with_base_path_oas30.
     */
    private JsonNode mapped(JsonNode integration, String path, String httpMethod) {
        ObjectNode mapped = integration.deepCopy();
        if (mapped.path(PARAMETERS) instanceof ObjectNode parameters) {
            for (Map.Entry<String, JsonNode> entry : integration.path(PARAMETERS).properties()) {
                if (!entry.getValue().isTextual()) {
                    parameters.remove(entry.getKey());
                    warnings.add(
                            "Invalid format for 'requestParameters'. Expected type string for"
                                    + " property '"
                                    + entry.getKey()
                                    + "' of resource '"
                                    + path
                                    + "' and method '"
                                    + httpMethod
                                    + "' but got '"
                                    + entry.getValue()
                                    + "'");
                }
            }
        }
        return mapped;
    }

    private @Nullable String validator(JsonNode operation) {
        String extension = "x-amazon-apigateway-request-validator";
        String name = Definition.text(operation, extension);
        String wanted = name == null ? Definition.text(definition.root(), extension) : name;
        if (wanted == null) {
            return null;
        }
        return validators.stream()
                .filter(validator -> wanted.equals(validator.name()))
                .findFirst()
                .map(RequestValidator::id)
                .orElseThrow(() -> ApiErrors.bad("Invalid Request Validator name: " + wanted));
    }

    private void secure(Method.Builder method, JsonNode operation) {
        String auth = ImportedParts.upper(operation.path("x-amazon-apigateway-auth"), "type");
        if (auth != null) {
            if (!auth.equals("NONE") && !auth.equals("AWS_IAM")) {
                throw ApiErrors.bad("Invalid authorization type specified: " + auth);
            }
            method.authorizationType(auth);
        }
        JsonNode security =
                operation.has("security")
                        ? operation.path("security")
                        : definition.root().path("security");
        for (JsonNode requirement : security) {
            requirement
                    .fieldNames()
                    .forEachRemaining(scheme -> secure(method, scheme, requirement.path(scheme)));
        }
    }

    private void secure(Method.Builder method, String name, JsonNode scopes) {
        JsonNode scheme = definition.securitySchemes().path(name);
        if (scheme.has("x-amazon-apigateway-authorizer")) {
            Authorizer authorizer =
                    authorizers.stream()
                            .filter(known -> name.equals(known.name()))
                            .findFirst()
                            .orElseThrow();
            if (!scopes.isEmpty()) {
                throw ApiErrors.notImplemented("authorization scopes of " + name);
            }
            method.authorizationType("CUSTOM").authorizerId(authorizer.id());
        } else if ("awsSigv4".equals(Definition.text(scheme, "x-amazon-apigateway-authtype"))) {
            method.authorizationType("AWS_IAM");
        } else if ("apiKey".equals(Definition.text(scheme, "type"))
                && "x-api-key".equalsIgnoreCase(Definition.text(scheme, "name"))) {
            method.apiKeyRequired(true);
        } else {
            warnings.add("Ignoring unsupported security definition '" + name + "'");
        }
    }

    private void request(Method.Builder method, String path, JsonNode item, JsonNode operation) {
        Map<String, Boolean> parameters = new LinkedHashMap<>();
        Map<String, String> bodies = new LinkedHashMap<>();
        for (JsonNode list : List.of(item.path("parameters"), operation.path("parameters"))) {
            for (JsonNode reference : list) {
                JsonNode parameter = definition.resolved(reference);
                String in = parameter.path("in").asText();
                String place = PLACES.get(in);
                if (place != null) {
                    parameters.put(
                            "method.request." + place + '.' + parameter.path("name").asText(),
                            in.equals("path") || parameter.path("required").asBoolean());
                } else if (in.equals("body")) {
                    model(parameter.path("schema"), consumed(operation), bodies);
                }
            }
        }
        Matcher variable = VARIABLE.matcher(path);
        while (variable.find()) {
            parameters.put("method.request.path." + variable.group(1), true);
        }
        content(definition.resolved(operation.path("requestBody")).path("content"), bodies);
        method.requestParameters(parameters.isEmpty() ? null : parameters)
                .requestModels(bodies.isEmpty() ? null : bodies);
    }

    private List<String> consumed(JsonNode operation) {
        return types(operation, "consumes");
    }

    private List<String> types(JsonNode operation, String member) {
        JsonNode own =
                operation.has(member) ? operation.path(member) : definition.root().path(member);
        return own.isEmpty() ? List.of("application/json") : Definition.list(own);
    }

    private void content(JsonNode content, Map<String, String> to) {
        content.properties()
                .forEach(entry ->
                        model(entry.getValue().path("schema"), List.of(entry.getKey()), to));
    }

    /** Names the model of a schema; one that has no name becomes a model of its own. */
    private void model(JsonNode schema, List<String> types, Map<String, String> to) {
        if (!schema.isObject() || schema.isEmpty()) {
            return;
        }
        String reference = Definition.text(schema, "$ref");
        String name =
                reference == null
                        ? "MODEL" + Ids.lower(6)
                        : reference.substring(reference.lastIndexOf('/') + 1);
        if (reference == null) {
            models.put(name, parts.model(name, schema));
        } else if (!models.containsKey(name)) {
            warnings.add("Unable to resolve the model reference '" + reference + "'");
            return;
        }
        types.forEach(type -> to.put(type, name));
    }

    private Map<String, MethodResponse> responses(JsonNode operation) {
        Map<String, MethodResponse> responses = new LinkedHashMap<>();
        operation
                .path("responses")
                .properties()
                .forEach(entry -> {
                    String status = entry.getKey();
                    if (!status.matches("[1-5]\\d\\d")) {
                        warnings.add("Ignoring the response '" + status + "'");
                        return;
                    }
                    JsonNode response = definition.resolved(entry.getValue());
                    Map<String, Boolean> headers = new LinkedHashMap<>();
                    response.path("headers")
                            .fieldNames()
                            .forEachRemaining(
                                    name -> headers.put("method.response.header." + name, false));
                    Map<String, String> bodies = new LinkedHashMap<>();
                    model(response.path("schema"), types(operation, "produces"), bodies);
                    content(response.path("content"), bodies);
                    responses.put(
                            status,
                            MethodResponse.builder()
                                    .statusCode(status)
                                    .responseParameters(headers.isEmpty() ? null : headers)
                                    .responseModels(bodies.isEmpty() ? null : bodies)
                                    .build());
                });
        return responses;
    }

    private static Integration integration(JsonNode node, String resourceId, String httpMethod) {
        String type = Objects.requireNonNullElse(ImportedParts.upper(node, "type"), "");
        String behavior = ImportedParts.upper(node, "passthroughBehavior");
        boolean http = type.startsWith("HTTP");
        JsonNode timeout = node.path("timeoutInMillis");
        JsonNode keys = node.path("cacheKeyParameters");
        Integration integration =
                IntegrationRules.create(
                        PutIntegrationRequest.builder()
                                .restApiId("")
                                .resourceId(resourceId)
                                .httpMethod(httpMethod)
                                .type(type)
                                .integrationHttpMethod(
                                        type.equals("MOCK")
                                                ? null
                                                : Definition.text(node, "httpMethod"))
                                .uri(type.equals("MOCK") ? null : Definition.text(node, "uri"))
                                .connectionType(connection(node, http))
                                .connectionId(Definition.text(node, "connectionId"))
                                .credentials(Definition.text(node, "credentials"))
                                .requestParameters(Definition.texts(node.path("requestParameters")))
                                .requestTemplates(Definition.texts(node.path("requestTemplates")))
                                .passthroughBehavior(behavior)
                                .contentHandling(ImportedParts.upper(node, "contentHandling"))
                                .responseTransferMode(
                                        ImportedParts.upper(node, "responseTransferMode"))
                                .timeoutInMillis(timeout.isNumber() ? timeout.asInt() : null)
                                .cacheNamespace(Definition.text(node, "cacheNamespace"))
                                .cacheKeyParameters(
                                        keys.isMissingNode() ? null : Definition.list(keys))
                                .build());
        if (node.has("tlsConfig")) {
            throw ApiErrors.notImplemented("the member tlsConfig");
        }
        Map<String, IntegrationResponse> responses = new LinkedHashMap<>();
        node.path("responses")
                .properties()
                .forEach(entry -> {
                    IntegrationResponse response = response(entry.getKey(), entry.getValue());
                    responses.put(String.valueOf(response.statusCode()), response);
                });
        return integration.toBuilder()
                .integrationResponses(responses.isEmpty() ? null : responses)
                .build();
    }

    private static @Nullable String connection(JsonNode node, boolean http) {
        String type = ImportedParts.upper(node, "connectionType");
        return type == null && http ? "INTERNET" : type;
    }

    private static IntegrationResponse response(String pattern, JsonNode node) {
        IntegrationResponse response =
                IntegrationResponse.builder()
                        .statusCode(node.path("statusCode").asText("200"))
                        .selectionPattern(pattern.equals("default") ? null : pattern)
                        .responseParameters(Definition.texts(node.path("responseParameters")))
                        .responseTemplates(Definition.texts(node.path("responseTemplates")))
                        .contentHandling(ImportedParts.upper(node, "contentHandling"))
                        .build();
        IntegrationRules.check(response);
        return response;
    }
}
