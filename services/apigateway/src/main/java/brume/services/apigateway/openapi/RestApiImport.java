package brume.services.apigateway.openapi;

import brume.api.apigateway.Authorizer;
import brume.api.apigateway.DocumentationPart;
import brume.api.apigateway.DocumentationVersion;
import brume.api.apigateway.EndpointConfiguration;
import brume.api.apigateway.Method;
import brume.api.apigateway.Model;
import brume.api.apigateway.RequestValidator;
import brume.api.apigateway.Resource;
import brume.api.apigateway.RestApi;
import brume.base.Ids;
import brume.base.Scope;
import brume.openapi.Definition;
import brume.services.apigateway.domain.ApiErrors;
import brume.services.apigateway.domain.ApigatewayQuotas;
import brume.services.apigateway.domain.ResourcePolicies;
import brume.services.apigateway.domain.ResourceRules;
import brume.services.apigateway.domain.RestApiRules;
import brume.services.apigateway.store.ApiPart;
import brume.services.apigateway.store.ApiWriter;
import brume.wire.Documents;
import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Puts what an OpenAPI document defines into an API that is there. Source: Developer Guide, "Import
 * a REST API"; LocalStack's recordings of TestApiGatewayImportRestApi.
 *
 * @param parameters {@code basepath} and {@code endpointConfigurationTypes}
 */
public record RestApiImport(
        Definition definition,
        Map<String, String> parameters,
        boolean failOnWarnings,
        Instant time) {

    private static final String EXTENSION = "x-amazon-apigateway-";

    /** The document's member that holds the resource policy. */
    public static final String POLICY = EXTENSION + "policy";

    private static final Set<String> PARAMETERS =
            Set.of("basepath", "endpointConfigurationTypes", "ignore");

    /** The API's own settings; a merge keeps what the document does not tell. */
    public RestApi applied(RestApi api, boolean merge, Scope scope) {
        for (String parameter : parameters.keySet()) {
            if (!PARAMETERS.contains(parameter)) {
                throw ApiErrors.notImplemented("the import parameter " + parameter);
            }
        }
        JsonNode root = definition.root();
        JsonNode info = root.path("info");
        String source = Definition.text(root, EXTENSION + "api-key-source");
        JsonNode size = root.path(EXTENSION + "minimum-compression-size");
        String title = Definition.text(info, "title");
        return api.toBuilder()
                .name(title == null ? api.name() : title)
                .description(Definition.text(info, "description"))
                .version(Definition.text(info, "version"))
                .apiKeySource(source == null ? "HEADER" : RestApiRules.keySource(source))
                .binaryMediaTypes(mediaTypes(api, merge))
                .minimumCompressionSize(
                        size.isNumber()
                                ? Integer.valueOf(size.asInt())
                                : merge ? api.minimumCompressionSize() : null)
                .endpointConfiguration(endpoint(api))
                .policy(policy(api, merge, scope))
                .disableExecuteApiEndpoint(
                        root.path(EXTENSION + "endpoint-configuration")
                                .path("disableExecuteApiEndpoint")
                                .asBoolean(Boolean.TRUE.equals(api.disableExecuteApiEndpoint())))
                .build();
    }

    private @Nullable String policy(RestApi api, boolean merge, Scope scope) {
        JsonNode policy = definition.root().path(POLICY);
        if (policy.isMissingNode()) {
            return merge ? api.policy() : null;
        }
        return ResourcePolicies.complete(Documents.text(policy), scope, String.valueOf(api.id()));
    }

    private @Nullable List<String> mediaTypes(RestApi api, boolean merge) {
        Set<String> types = new LinkedHashSet<>();
        if (merge && api.binaryMediaTypes() != null) {
            types.addAll(api.binaryMediaTypes());
        }
        types.addAll(Definition.list(definition.root().path(EXTENSION + "binary-media-types")));
        return types.isEmpty() ? null : List.copyOf(types);
    }

    private EndpointConfiguration endpoint(RestApi api) {
        String type = parameters.get("endpointConfigurationTypes");
        return RestApiRules.endpoint(
                type == null
                        ? api.endpointConfiguration()
                        : EndpointConfiguration.builder().types(List.of(type)).build());
    }

    /**
     * Puts everything; methods that are there already are replaced.
     *
     * @param ids of resources that were there before, by path: AWS keeps them when an API is
     *     overwritten
     * @return warnings, none if there are none
     * @throws brume.wire.ServiceException BadRequestException for warnings that are fatal
     */
    public List<String> put(ApiWriter rows, RestApi api, Map<String, String> ids) {
        String apiId = Objects.requireNonNull(api.id());
        ImportedParts parts = new ImportedParts(definition, apiId);
        Map<String, Model> models = new LinkedHashMap<>();
        parts.models().forEach(model -> models.put(String.valueOf(model.name()), model));
        List<RequestValidator> validators = parts.validators();
        List<Authorizer> authorizers = parts.authorizers();
        ImportedMethods methods =
                new ImportedMethods(definition, parts, models, validators, authorizers);
        putPaths(rows, api, methods, ids);
        if (failOnWarnings && !methods.warnings.isEmpty()) {
            throw ApiErrors.bad("Warnings found during import: " + methods.warnings);
        }
        models.values().forEach(model -> rows.put(ApiPart.MODEL, apiId, model));
        validators.forEach(validator -> rows.put(ApiPart.VALIDATOR, apiId, validator));
        authorizers.forEach(authorizer -> rows.put(ApiPart.AUTHORIZER, apiId, authorizer));
        parts.gatewayResponses()
                .forEach(response -> rows.put(ApiPart.GATEWAY_RESPONSE, apiId, response));
        List<DocumentationPart> documentation = ImportedDocumentation.parts(definition);
        ImportedDocumentation.put(rows, apiId, documentation);
        String version =
                Definition.text(definition.root().path(EXTENSION + "documentation"), "version");
        if (version != null) {
            rows.put(
                    ApiPart.DOCUMENTATION_VERSION,
                    apiId,
                    DocumentationVersion.builder().version(version).createdDate(time).build());
        }
        return methods.warnings;
    }

    private String basePath() {
        try {
            return definition.basePath(parameters.get("basepath"));
        } catch (IllegalArgumentException e) {
            throw ApiErrors.bad(String.valueOf(e.getMessage()));
        }
    }

    private void putPaths(
            ApiWriter rows, RestApi api, ImportedMethods methods, Map<String, String> ids) {
        String apiId = Objects.requireNonNull(api.id());
        String base = basePath();
        Map<String, Resource> byPath = new LinkedHashMap<>();
        rows.resources(apiId).forEach(r -> byPath.put(String.valueOf(r.path()), r));
        definition
                .root()
                .path("paths")
                .properties()
                .forEach(entry -> {
                    if (!entry.getKey().startsWith("/")) {
                        return;
                    }
                    String path = base + (entry.getKey().equals("/") ? "" : entry.getKey());
                    Resource resource = resource(path, byPath, ids);
                    JsonNode item = definition.resolved(entry.getValue());
                    Map<String, Method> all = new LinkedHashMap<>();
                    if (resource.resourceMethods() != null) {
                        all.putAll(resource.resourceMethods());
                    }
                    item.fieldNames()
                            .forEachRemaining(name -> {
                                Method method =
                                        methods.method(
                                                path, item, name, String.valueOf(resource.id()));
                                if (method != null) {
                                    all.put(String.valueOf(method.httpMethod()), method);
                                }
                            });
                    byPath.put(
                            String.valueOf(resource.path()),
                            resource.toBuilder()
                                    .resourceMethods(all.isEmpty() ? null : all)
                                    .build());
                });
        if (byPath.size() > ApigatewayQuotas.RESOURCES_PER_API.value()) {
            throw brume.api.apigateway.ApigatewayErrors.limitExceededException(
                    "Maximum number of resources per API has been reached.");
        }
        byPath.values().forEach(resource -> rows.put(apiId, resource));
    }

    /** The resource of a path, made with all above it where they are missing. */
    private static Resource resource(
            String path, Map<String, Resource> byPath, Map<String, String> ids) {
        Resource at = Objects.requireNonNull(byPath.get("/"), "an API has a root");
        for (String part : path.split("/", -1)) {
            if (part.isEmpty()) {
                continue;
            }
            String child = ResourceRules.childPath(at, part);
            Resource found = byPath.get(child);
            if (found == null) {
                ResourceRules.checkPlace(new ArrayList<>(byPath.values()), at, part, null);
                found =
                        Resource.builder()
                                .id(
                                        ids.getOrDefault(
                                                child,
                                                Ids.lower(ApigatewayQuotas.RESOURCE_ID_LENGTH)))
                                .parentId(at.id())
                                .pathPart(part)
                                .path(child)
                                .build();
                byPath.put(child, found);
            }
            at = found;
        }
        return at;
    }
}
