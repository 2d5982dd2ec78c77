package brume.services.apigateway.domain;

import brume.api.apigateway.CreateStageRequest;
import brume.api.apigateway.Stage;
import java.time.Instant;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Stages: what they may be made of, and their patches. */
public final class StageRules {

    private static final Pattern NAME = Pattern.compile("[a-zA-Z0-9_-]{1,128}|\\$default");
    private static final Pattern VARIABLE_NAME = Pattern.compile("[A-Za-z0-9_]+");

    /** Source: API reference, CreateStage, {@code variables}. */
    private static final Pattern VARIABLE_VALUE = Pattern.compile("[A-Za-z0-9-._~:/?#&=,]*");

    private static final String PATHS =
            "/deploymentId, /description, /cacheClusterEnabled, /cacheClusterSize,"
                + " /clientCertificateId, /accessLogSettings, /accessLogSettings/destinationArn,"
                + " /accessLogSettings/format, /{resourcePath}/{httpMethod}/metrics/enabled,"
                + " /{resourcePath}/{httpMethod}/logging/dataTrace,"
                + " /{resourcePath}/{httpMethod}/logging/loglevel,"
                + " /{resourcePath}/{httpMethod}/throttling/burstLimit"
                + "/{resourcePath}/{httpMethod}/throttling/rateLimit"
                + "/{resourcePath}/{httpMethod}/caching/ttlInSeconds,"
                + " /{resourcePath}/{httpMethod}/caching/enabled,"
                + " /{resourcePath}/{httpMethod}/caching/dataEncrypted,"
                + " /{resourcePath}/{httpMethod}/caching/requireAuthorizationForCacheControl,"
                + " /{resourcePath}/{httpMethod}/caching/unauthorizedCacheControlHeaderStrategy,"
                + " /*/*/metrics/enabled, /*/*/logging/dataTrace, /*/*/logging/loglevel,"
                + " /*/*/throttling/burstLimit /*/*/throttling/rateLimit /*/*/caching/ttlInSeconds,"
                + " /*/*/caching/enabled, /*/*/caching/dataEncrypted,"
                + " /*/*/caching/requireAuthorizationForCacheControl,"
                + " /*/*/caching/unauthorizedCacheControlHeaderStrategy,"
                + " /variables/{variable_name}, /tracingEnabled";

    private StageRules() {}

    public static Stage create(CreateStageRequest input, Instant now) {
        if (Boolean.TRUE.equals(input.cacheClusterEnabled())) {
            throw ApiErrors.notImplemented("caching (parameter cacheClusterEnabled)");
        }
        if (input.canarySettings() != null) {
            throw ApiErrors.notImplemented("canaries (parameter canarySettings)");
        }
        if (input.documentationVersion() != null) {
            throw ApiErrors.notImplemented("the parameter documentationVersion");
        }
        checkTracing(input.tracingEnabled());
        return create(
                input.stageName(),
                input.deploymentId(),
                input.description(),
                input.variables(),
                input.tags(),
                now);
    }

    public static void checkTracing(@Nullable Boolean tracing) {
        if (Boolean.TRUE.equals(tracing)) {
            throw ApiErrors.notImplemented("tracing (parameter tracingEnabled)");
        }
    }

    public static Stage create(
            String name,
            String deploymentId,
            @Nullable String description,
            @Nullable Map<String, String> variables,
            @Nullable Map<String, String> tags,
            Instant now) {
        if (!NAME.matcher(name).matches()) {
            throw ApiErrors.bad("Stage name only allows a-zA-Z0-9_-");
        }
        if (variables != null) {
            variables.forEach(StageRules::checkVariable);
        }
        return Stage.builder()
                .stageName(name)
                .deploymentId(deploymentId)
                .description(description)
                .variables(variables)
                .tags(tags)
                .cacheClusterEnabled(false)
                .cacheClusterStatus("NOT_AVAILABLE")
                .methodSettings(Map.of())
                .tracingEnabled(false)
                .createdDate(now)
                .lastUpdatedDate(now)
                .build();
    }

    private static void checkVariable(String name, String value) {
        if (!VARIABLE_NAME.matcher(name).matches()) {
            throw ApiErrors.bad("Invalid stage variable name: " + name);
        }
        if (!VARIABLE_VALUE.matcher(value).matches()) {
            throw ApiErrors.bad(
                    "Invalid stage variable value: "
                            + value
                            + ". Please use values with alphanumeric characters and the symbols '"
                            + " ', -', '.', '_', ':', '/', '?', '&', '=', and ','.");
        }
    }

    public static Stage patched(Stage stage, PatchPath patch) {
        Stage.Builder builder = stage.toBuilder();
        switch (patch.name()) {
            case "description" -> builder.description(patch.valueOrRemoval());
            case "deploymentId" -> builder.deploymentId(patch.replacement());
            case "variables" -> {
                Map<String, String> variables = patch.applyTo(stage.variables(), value -> value);
                variables.forEach(StageRules::checkVariable);
                builder.variables(variables.isEmpty() ? null : variables);
            }
            case "tracingEnabled" -> checkTracing(Boolean.valueOf(patch.replacement()));
            case "cacheClusterEnabled" -> {
                if (Boolean.parseBoolean(patch.replacement())) {
                    throw ApiErrors.notImplemented("caching (path " + patch.path() + ")");
                }
            }
            default -> refuse(patch);
        }
        return builder.build();
    }

    private static void refuse(PatchPath patch) {
        if (patch.isRemove() && patch.names().size() == 2) {
            // Nothing can have been set. Source: LocalStack's test_update_stage_remove_wildcard.
            throw ApiErrors.bad(
                    "Cannot remove method setting "
                            + patch.path().substring(1)
                            + " because there is no method setting for this method ");
        }
        boolean known =
                patch.names().size() == 4
                        || java.util.Set.of(
                                        "accessLogSettings",
                                        "canarySettings",
                                        "cacheClusterSize",
                                        "clientCertificateId")
                                .contains(patch.name());
        if (known) {
            throw ApiErrors.notImplemented("the patch path " + patch.path() + " of stages");
        }
        throw ApiErrors.bad(
                "Invalid method setting path: "
                        + patch.path()
                        + ". Must be one of: ["
                        + PATHS
                        + "]");
    }
}
