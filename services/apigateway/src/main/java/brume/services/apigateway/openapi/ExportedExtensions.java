package brume.services.apigateway.openapi;

import brume.api.apigateway.Authorizer;
import brume.api.apigateway.Integration;
import brume.api.apigateway.IntegrationResponse;
import brume.api.apigateway.Method;
import brume.api.apigateway.RequestValidator;
import brume.services.apigateway.domain.IntegrationRules;
import brume.services.apigateway.store.Snapshot;
import brume.wire.Documents;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The {@code x-amazon-apigateway-*} parts of an exported document, as far as they are asked for.
 */
final class ExportedExtensions {

    private static final String PREFIX = "x-amazon-apigateway-";

    private final Snapshot snapshot;
    private final boolean all;
    private final boolean integrations;
    private final boolean authorizers;

    ExportedExtensions(Snapshot snapshot, String names) {
        this.snapshot = snapshot;
        Set<String> wanted = Set.of(names.replace(" ", "").split(",", -1));
        this.all = wanted.contains("apigateway");
        this.integrations = all || wanted.contains("integrations");
        this.authorizers = all || wanted.contains("authorizers");
    }

    /** Adds what belongs to the whole API. */
    void addTo(ObjectNode document) {
        if (!all) {
            return;
        }
        List<String> binary =
                Objects.requireNonNullElse(snapshot.api().binaryMediaTypes(), List.of());
        if (!binary.isEmpty()) {
            binary.forEach(document.putArray(PREFIX + "binary-media-types")::add);
        }
        if (snapshot.api().minimumCompressionSize() != null) {
            document.put(
                    PREFIX + "minimum-compression-size", snapshot.api().minimumCompressionSize());
        }
        if (snapshot.api().policy() != null) {
            document.set(RestApiImport.POLICY, Documents.parse(snapshot.api().policy()));
        }
        if (!snapshot.validators().isEmpty()) {
            ObjectNode validators = document.putObject(PREFIX + "request-validators");
            for (RequestValidator validator : snapshot.validators()) {
                validators
                        .putObject(String.valueOf(validator.name()))
                        .put(
                                "validateRequestParameters",
                                Boolean.TRUE.equals(validator.validateRequestParameters()))
                        .put(
                                "validateRequestBody",
                                Boolean.TRUE.equals(validator.validateRequestBody()));
            }
        }
        snapshot.gatewayResponses()
                .forEach(response -> {
                    ObjectNode out =
                            document.withObject('/' + PREFIX + "gateway-responses")
                                    .putObject(String.valueOf(response.responseType()));
                    RestApiExport.put(out, "statusCode", response.statusCode());
                    texts(out, "responseParameters", response.responseParameters());
                    texts(out, "responseTemplates", response.responseTemplates());
                });
    }

    /** Adds what belongs to a method. */
    void addTo(ObjectNode out, Method method) {
        snapshot.validators().stream()
                .filter(validator ->
                        all && Objects.equals(validator.id(), method.requestValidatorId()))
                .findFirst()
                .ifPresent(validator ->
                        RestApiExport.put(out, PREFIX + "request-validator", validator.name()));
        Integration integration = method.methodIntegration();
        if (integrations && integration != null) {
            integration(out.putObject(PREFIX + "integration"), integration);
        }
    }

    private static void integration(ObjectNode out, Integration integration) {
        out.put("type", lower(integration.type()));
        RestApiExport.put(out, "httpMethod", integration.httpMethod());
        RestApiExport.put(out, "uri", integration.uri());
        RestApiExport.put(out, "credentials", integration.credentials());
        RestApiExport.put(out, "connectionId", integration.connectionId());
        if ("VPC_LINK".equals(integration.connectionType())) {
            out.put("connectionType", "VPC_LINK");
        }
        if (integration.integrationResponses() != null
                && !integration.integrationResponses().isEmpty()) {
            ObjectNode responses = out.putObject("responses");
            for (IntegrationResponse response : integration.integrationResponses().values()) {
                String pattern = response.selectionPattern();
                response(
                        responses.putObject(
                                pattern == null || pattern.isEmpty() ? "default" : pattern),
                        response);
            }
        }
        texts(out, "requestParameters", integration.requestParameters());
        texts(out, "requestTemplates", integration.requestTemplates());
        out.put("passthroughBehavior", lower(integration.passthroughBehavior()));
        RestApiExport.put(out, "contentHandling", integration.contentHandling());
        RestApiExport.put(out, "responseTransferMode", integration.responseTransferMode());
        Integer timeout = integration.timeoutInMillis();
        if (timeout != null && timeout != IntegrationRules.TIMEOUT_MILLIS_DEFAULT) {
            out.put("timeoutInMillis", timeout);
        }
        if (integration.cacheKeyParameters() != null
                && !integration.cacheKeyParameters().isEmpty()) {
            integration.cacheKeyParameters().forEach(out.putArray("cacheKeyParameters")::add);
        }
    }

    private static void response(ObjectNode out, IntegrationResponse response) {
        RestApiExport.put(out, "statusCode", response.statusCode());
        texts(out, "responseParameters", response.responseParameters());
        texts(out, "responseTemplates", response.responseTemplates());
        RestApiExport.put(out, "contentHandling", response.contentHandling());
    }

    private static void texts(ObjectNode out, String name, @Nullable Map<String, String> texts) {
        if (texts != null && !texts.isEmpty()) {
            texts.forEach(out.putObject(name)::put);
        }
    }

    private static String lower(@Nullable String text) {
        return String.valueOf(text).toLowerCase(Locale.ROOT);
    }

    /** The definition of a security scheme: API keys, signatures, or an authorizer by its name. */
    ObjectNode scheme(String name) {
        ObjectNode scheme = Documents.object().put("type", "apiKey").put("in", "header");
        return switch (name) {
            case "api_key" -> scheme.put("name", "x-api-key");
            case "sigv4" ->
                    scheme.put("name", "Authorization").put(PREFIX + "authtype", "awsSigv4");
            default -> authorizer(scheme, name);
        };
    }

    private ObjectNode authorizer(ObjectNode scheme, String name) {
        Authorizer found =
                snapshot.authorizers().stream()
                        .filter(authorizer -> name.equals(authorizer.name()))
                        .findFirst()
                        .orElseThrow();
        String source = found.identitySource() == null ? "" : found.identitySource();
        boolean header = source.startsWith("method.request.header.") && !source.contains(",");
        scheme.put("name", header ? source.substring("method.request.header.".length()) : "Unused");
        scheme.put(PREFIX + "authtype", found.authType() == null ? "custom" : found.authType());
        if (authorizers) {
            ObjectNode out = scheme.putObject(PREFIX + "authorizer");
            out.put("type", lower(found.type()));
            RestApiExport.put(out, "authorizerUri", found.authorizerUri());
            RestApiExport.put(out, "authorizerCredentials", found.authorizerCredentials());
            RestApiExport.put(out, "identitySource", found.identitySource());
            RestApiExport.put(
                    out, "identityValidationExpression", found.identityValidationExpression());
            if (found.authorizerResultTtlInSeconds() != null) {
                out.put("authorizerResultTtlInSeconds", found.authorizerResultTtlInSeconds());
            }
        }
        return scheme;
    }
}
