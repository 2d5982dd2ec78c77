package brume.services.apigateway.openapi;

import brume.api.apigateway.Authorizer;
import brume.api.apigateway.CreateAuthorizerRequest;
import brume.api.apigateway.CreateModelRequest;
import brume.api.apigateway.CreateRequestValidatorRequest;
import brume.api.apigateway.GatewayResponse;
import brume.api.apigateway.Model;
import brume.api.apigateway.PutGatewayResponseRequest;
import brume.api.apigateway.RequestValidator;
import brume.openapi.Definition;
import brume.services.apigateway.domain.AuthorizerRules;
import brume.services.apigateway.domain.GatewayResponseRules;
import brume.services.apigateway.domain.ModelRules;
import brume.services.apigateway.domain.ValidatorRules;
import brume.wire.Documents;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What an OpenAPI document defines beside its paths. */
final class ImportedParts {

    private static final String MODELS = "https://apigateway.amazonaws.com/restapis/";

    private final Definition definition;
    private final String apiId;

    ImportedParts(Definition definition, String apiId) {
        this.definition = definition;
        this.apiId = apiId;
    }

    List<Model> models() {
        List<Model> models = new ArrayList<>();
        definition
                .schemas()
                .properties()
                .forEach(entry -> models.add(model(entry.getKey(), entry.getValue())));
        return models;
    }

    /** A schema whose references lead to the models of the API. */
    Model model(String name, JsonNode schema) {
        return ModelRules.create(
                CreateModelRequest.builder()
                        .restApiId(apiId)
                        .name(name)
                        .description(Definition.text(schema, "description"))
                        .contentType("application/json")
                        .schema_(Documents.text(withAddresses(schema.deepCopy())))
                        .build());
    }

    private JsonNode withAddresses(JsonNode node) {
        if (node instanceof ObjectNode object && object.path("$ref").isTextual()) {
            String reference = object.get("$ref").asText();
            String name = reference.substring(reference.lastIndexOf('/') + 1);
            if (reference.startsWith("#/")) {
                object.put("$ref", MODELS + apiId + "/models/" + name);
            }
        }
        node.forEach(this::withAddresses);
        return node;
    }

    List<RequestValidator> validators() {
        List<RequestValidator> validators = new ArrayList<>();
        definition
                .root()
                .path("x-amazon-apigateway-request-validators")
                .properties()
                .forEach(entry ->
                        validators.add(
                                ValidatorRules.create(
                                        CreateRequestValidatorRequest.builder()
                                                .restApiId(apiId)
                                                .name(entry.getKey())
                                                .validateRequestBody(
                                                        entry.getValue()
                                                                .path("validateRequestBody")
                                                                .asBoolean())
                                                .validateRequestParameters(
                                                        entry.getValue()
                                                                .path("validateRequestParameters")
                                                                .asBoolean())
                                                .build())));
        return validators;
    }

    List<Authorizer> authorizers() {
        List<Map.Entry<String, JsonNode>> schemes = new ArrayList<>();
        definition
                .securitySchemes()
                .properties()
                .forEach(entry -> {
                    if (entry.getValue().has("x-amazon-apigateway-authorizer")) {
                        schemes.add(entry);
                    }
                });
        List<String> ids = ImportedDocumentation.orderedIds(schemes.size());
        List<Authorizer> authorizers = new ArrayList<>();
        for (Map.Entry<String, JsonNode> scheme : schemes) {
            authorizers.add(
                    authorizer(scheme.getKey(), scheme.getValue()).toBuilder()
                            .id(ids.get(authorizers.size()))
                            .build());
        }
        return authorizers;
    }

    private static Authorizer authorizer(String name, JsonNode scheme) {
        JsonNode node = scheme.path("x-amazon-apigateway-authorizer");
        String type = upper(node, "type");
        String source = Definition.text(node, "identitySource");
        if ((source == null || source.isEmpty()) && "TOKEN".equals(type)) {
            source = "method.request.header." + scheme.path("name").asText("Authorization");
        }
        JsonNode seconds = node.path("authorizerResultTtlInSeconds");
        Integer ttl = seconds.isMissingNode() ? null : seconds.asInt();
        return AuthorizerRules.create(
                        CreateAuthorizerRequest.builder()
                                .restApiId("")
                                .name(name)
                                .type(type == null ? "" : type)
                                .authType(Definition.text(scheme, "x-amazon-apigateway-authtype"))
                                .authorizerUri(Definition.text(node, "authorizerUri"))
                                .authorizerCredentials(
                                        Definition.text(node, "authorizerCredentials"))
                                .identitySource(source)
                                .identityValidationExpression(
                                        Definition.text(node, "identityValidationExpression"))
                                .authorizerResultTtlInSeconds(ttl)
                                .build())
                .toBuilder()
                .authorizerResultTtlInSeconds(ttl)
                .build();
    }

    List<GatewayResponse> gatewayResponses() {
        List<GatewayResponse> responses = new ArrayList<>();
        definition
                .root()
                .path("x-amazon-apigateway-gateway-responses")
                .properties()
                .forEach(entry ->
                        responses.add(
                                GatewayResponseRules.create(
                                        PutGatewayResponseRequest.builder()
                                                .restApiId(apiId)
                                                .responseType(entry.getKey())
                                                .statusCode(
                                                        Definition.text(
                                                                entry.getValue(), "statusCode"))
                                                .responseParameters(
                                                        Definition.texts(
                                                                entry.getValue()
                                                                        .path(
                                                                                "responseParameters")))
                                                .responseTemplates(
                                                        Definition.texts(
                                                                entry.getValue()
                                                                        .path("responseTemplates")))
                                                .build())));
        return responses;
    }

    static @Nullable String upper(JsonNode node, String name) {
        String text = Definition.text(node, name);
        return text == null ? null : text.toUpperCase(Locale.ROOT);
    }
}
