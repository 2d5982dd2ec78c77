package brume.services.apigateway.execution;

import brume.api.apigateway.AccessLogSettings;
import brume.api.apigateway.Authorizer;
import brume.api.apigateway.GatewayResponse;
import brume.api.apigateway.Method;
import brume.api.apigateway.Resource;
import brume.api.apigateway.RestApi;
import brume.api.apigateway.Stage;
import brume.base.Scope;
import brume.services.apigateway.domain.AccessLogRules;
import brume.services.apigateway.domain.MethodSettingRules;
import brume.services.apigateway.domain.RestApiRules;
import brume.services.apigateway.store.Snapshot;
import brume.templates.TemplateEngine;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A stage with the deployment that it serves, immutable.
 *
 * @param canaryRequest whether this is the canary's side; empty if the stage has no canary
 * @param cacheEnabled whether answers of the methods that say so are kept
 * @param keyFromAuthorizer whether API keys come from authorizers, not from the header
 * @param logRole the account's role that logs are written with
 * @param hidden there are no VPC endpoints, and a private API has no other address
 * @param disabled whether it answers to custom domain names alone
 * @param policy of the deployed API, if it has one
 * @param binaryMediaTypes of the deployed API
 * @param gatewayResponses those that the API defines
 * @param compressionBytesMin from which size on answers are compressed; negative for never
 */
record CompiledStage(
        Scope scope,
        String apiId,
        String name,
        String deploymentId,
        Map<String, String> variables,
        Optional<Boolean> canaryRequest,
        boolean cacheEnabled,
        boolean keyFromAuthorizer,
        Optional<AccessLogSettings> accessLog,
        Optional<String> logRole,
        boolean hidden,
        boolean disabled,
        Optional<ResourcePolicy> policy,
        List<String> binaryMediaTypes,
        int compressionBytesMin,
        List<GatewayResponse> gatewayResponses,
        RoutingTree routes) {

    /**
     * Compiles a stage.
     *
     * @param canaryRequest as {@link #canaryRequest}
     * @param logRole as {@link #logRole}
     */
    static CompiledStage of(
            Scope scope,
            String apiId,
            Stage stage,
            Snapshot snapshot,
            TemplateEngine engine,
            Optional<Boolean> canaryRequest,
            Optional<String> logRole) {
        RoutingTree routes = new RoutingTree();
        Validations validations = new Validations(apiId, snapshot);
        Map<String, LambdaAuthorizer> authorizers = new HashMap<>();
        for (Authorizer authorizer : snapshot.authorizers()) {
            authorizers.put(String.valueOf(authorizer.id()), new LambdaAuthorizer(authorizer));
        }
        for (Resource resource : snapshot.resources()) {
            if (resource.resourceMethods() == null || resource.path() == null) {
                continue;
            }
            String path = resource.path();
            resource.resourceMethods()
                    .forEach((name, method) ->
                            routes.add(
                                    path,
                                    name,
                                    CompiledMethod.of(
                                            resource,
                                            method,
                                            MethodSettingRules.of(stage, path, name),
                                            Optional.ofNullable(
                                                    authorizers.get(
                                                            String.valueOf(method.authorizerId()))),
                                            validations.of(method),
                                            engine)));
        }
        RestApi api = snapshot.api();
        return new CompiledStage(
                scope,
                apiId,
                String.valueOf(stage.stageName()),
                String.valueOf(stage.deploymentId()),
                stage.variables() == null ? Map.of() : stage.variables(),
                canaryRequest,
                Boolean.TRUE.equals(stage.cacheClusterEnabled()),
                "AUTHORIZER".equals(api.apiKeySource()),
                AccessLogRules.complete(stage.accessLogSettings()),
                logRole,
                RestApiRules.isPrivate(api),
                Boolean.TRUE.equals(api.disableExecuteApiEndpoint()),
                ResourcePolicy.of(api.policy()),
                api.binaryMediaTypes() == null ? List.of() : api.binaryMediaTypes(),
                api.minimumCompressionSize() == null ? -1 : api.minimumCompressionSize(),
                snapshot.gatewayResponses(),
                routes);
    }

    /** The validations of a snapshot's methods; schemas are compiled when one is first needed. */
    private static final class Validations {
        private final String apiId;
        private final Snapshot snapshot;
        private @Nullable Map<String, ModelSchema> schemas;

        Validations(String apiId, Snapshot snapshot) {
            this.apiId = apiId;
            this.snapshot = snapshot;
        }

        RequestValidation of(Method method) {
            return snapshot.validators().stream()
                    .filter(validator ->
                            Objects.equals(validator.id(), method.requestValidatorId()))
                    .findFirst()
                    .map(validator -> RequestValidation.of(method, validator, schemas()))
                    .orElse(RequestValidation.NONE);
        }

        private Map<String, ModelSchema> schemas() {
            Map<String, ModelSchema> known = schemas;
            if (known == null) {
                known = ModelSchema.compile(apiId, snapshot.models());
                schemas = known;
            }
            return known;
        }
    }

    /**
     * Whether bodies of this media type are binary; {@code image/*} and {@code *}{@code /*} match,
     * but {@code *}{@code /png} matches nothing, not even itself. Source: LocalStack's recording
     * test_aws_proxy_binary_response.
     */
    boolean isBinary(String contentType) {
        int end = contentType.indexOf(';');
        String type = (end < 0 ? contentType : contentType.substring(0, end)).strip();
        for (String binary : binaryMediaTypes) {
            if (binary.equals("*/*")) {
                return true;
            }
            if (binary.equalsIgnoreCase(type) && !binary.startsWith("*/")) {
                return true;
            }
            if (binary.endsWith("/*")
                    && type.regionMatches(true, 0, binary, 0, binary.length() - 1)) {
                return true;
            }
        }
        return false;
    }
}
