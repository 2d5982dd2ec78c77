package brume.services.apigateway.domain;

import brume.api.apigateway.CreateStageRequest;
import brume.api.apigateway.Stage;
import brume.wire.ServiceException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Stages: what they may be made of, and their patches. */
public final class StageRules {

    private static final Pattern NAME = Pattern.compile("[a-zA-Z0-9_-]{1,128}|\\$default");
    private static final Pattern VARIABLE_NAME = Pattern.compile("[A-Za-z0-9_]+");

    /** Source: API reference, CreateStage, {@code variables}. */
    private static final Pattern VARIABLE_VALUE = Pattern.compile("[A-Za-z0-9-._~:/?#&=,]*");

    /** In GB. Source: API reference, CacheClusterSize. */
    private static final List<String> CACHE_SIZES =
            List.of("0.5", "1.6", "6.1", "13.5", "28.4", "58.2", "118", "237");

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

    /** A new stage; canary and documentation version are checked by the caller. */
    public static Stage create(CreateStageRequest input, Instant now) {
        Stage stage =
                create(
                        input.stageName(),
                        input.deploymentId(),
                        input.description(),
                        input.variables(),
                        input.tags(),
                        now);
        return withCache(stage, input.cacheClusterEnabled(), input.cacheClusterSize()).toBuilder()
                .documentationVersion(input.documentationVersion())
                .canarySettings(
                        input.canarySettings() == null
                                ? null
                                : CanaryRules.create(input.canarySettings()))
                .tracingEnabled(tracing(Boolean.TRUE.equals(input.tracingEnabled())))
                .build();
    }

    /**
     * Whether requests are traced: never, because there is no X-Ray.
     *
     * @throws ServiceException not implemented, if they should be
     */
    public static boolean tracing(boolean enabled) {
        if (enabled) {
            throw ApiErrors.notImplemented("tracing with X-Ray (tracingEnabled)");
        }
        return false;
    }

    /** The stage with the cache that a request asks for; null leaves a setting as it is. */
    public static Stage withCache(Stage stage, @Nullable Boolean enabled, @Nullable String size) {
        Stage.Builder builder = stage.toBuilder();
        if (size != null) {
            if (!CACHE_SIZES.contains(size)) {
                throw ApiErrors.bad("Invalid cache cluster size specified: " + size);
            }
            builder.cacheClusterSize(size);
        }
        if (enabled != null) {
            builder.cacheClusterEnabled(enabled);
            builder.cacheClusterStatus(enabled ? "AVAILABLE" : "NOT_AVAILABLE");
            if (enabled && size == null && stage.cacheClusterSize() == null) {
                builder.cacheClusterSize(CACHE_SIZES.getFirst());
            }
        }
        return builder.build();
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

    static void checkVariable(String name, String value) {
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

    /** The stage after one patch operation. */
    public static Stage patched(Stage stage, PatchPath patch) {
        if (patch.op().equals("copy")) {
            return CanaryRules.promoted(stage, patch);
        }
        Stage.Builder builder = stage.toBuilder();
        switch (patch.name()) {
            case "description" -> builder.description(patch.valueOrRemoval());
            case "deploymentId" -> builder.deploymentId(patch.replacement());
            case "documentationVersion" -> builder.documentationVersion(patch.valueOrRemoval());
            case "variables" -> {
                Map<String, String> variables = patch.applyTo(stage.variables(), value -> value);
                variables.forEach(StageRules::checkVariable);
                builder.variables(variables.isEmpty() ? null : variables);
            }
            case "tracingEnabled" ->
                    builder.tracingEnabled(tracing(Boolean.parseBoolean(patch.replacement())));
            case "cacheClusterEnabled" -> {
                return withCache(stage, Boolean.valueOf(patch.replacement()), null);
            }
            case "cacheClusterSize" -> {
                return withCache(stage, null, patch.replacement());
            }
            case "clientCertificateId" ->
                    throw ApiErrors.notImplemented(
                            "client certificates (path " + patch.path() + ")");
            case "canarySettings" -> {
                return CanaryRules.patched(stage, patch);
            }
            case "accessLogSettings" -> {
                return AccessLogRules.patched(stage, patch);
            }
            default -> {
                return MethodSettingRules.patched(stage, patch);
            }
        }
        return builder.build();
    }

    /** AWS's text for a path that stages do not have. */
    static ServiceException invalidPath(PatchPath patch) {
        return ApiErrors.bad(
                "Invalid method setting path: "
                        + patch.path()
                        + ". Must be one of: ["
                        + PATHS
                        + "]");
    }

    /** AWS's text for the removal of something that is not there, whatever it is. */
    static ServiceException nothingToRemove(PatchPath patch) {
        return ApiErrors.bad(
                "Cannot remove method setting "
                        + patch.path().substring(1)
                        + " because there is no method setting for this method ");
    }
}
