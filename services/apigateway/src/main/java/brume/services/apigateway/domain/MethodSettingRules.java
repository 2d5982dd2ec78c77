package brume.services.apigateway.domain;

import brume.api.apigateway.MethodSetting;
import brume.api.apigateway.Stage;
import brume.wire.ServiceException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/**
 * Settings of a stage's methods, by {@code resource/METHOD}; {@code *}{@code /*} stands for those
 * without their own. A new entry begins with what applies to its method already. Source:
 * LocalStack's recordings test_create_update_stages and test_update_stage_remove_wildcard.
 */
public final class MethodSettingRules {

    public static final String ALL = "*/*";

    private static final Set<String> LEVELS = Set.of("OFF", "ERROR", "INFO");
    private static final Set<String> STRATEGIES =
            Set.of(
                    "FAIL_WITH_403",
                    "SUCCEED_WITH_RESPONSE_HEADER",
                    "SUCCEED_WITHOUT_RESPONSE_HEADER");
    private static final int TTL_SECONDS_MAX = 3_600;

    private static final MethodSetting DEFAULT =
            MethodSetting.builder()
                    .metricsEnabled(false)
                    .dataTraceEnabled(false)
                    .throttlingBurstLimit((int) ApigatewayQuotas.BURST_LIMIT.value())
                    .throttlingRateLimit((double) ApigatewayQuotas.RATE_LIMIT.value())
                    .cachingEnabled(false)
                    .cacheTtlInSeconds(300)
                    .cacheDataEncrypted(false)
                    .requireAuthorizationForCacheControl(true)
                    .unauthorizedCacheControlHeaderStrategy("SUCCEED_WITH_RESPONSE_HEADER")
                    .build();

    private MethodSettingRules() {}

    static Stage patched(Stage stage, PatchPath patch) {
        Map<String, MethodSetting> settings =
                new LinkedHashMap<>(Objects.requireNonNullElse(stage.methodSettings(), Map.of()));
        if (patch.isRemove()) {
            if (settings.remove(patch.path().substring(1)) == null) {
                throw StageRules.nothingToRemove(patch);
            }
            return stage.toBuilder().methodSettings(settings).build();
        }
        int count = patch.names().size();
        if (count < 4) {
            throw StageRules.invalidPath(patch);
        }
        String setting = patch.names().get(count - 2) + '/' + patch.names().get(count - 1);
        String method = patch.path().substring(1, patch.path().length() - setting.length() - 1);
        MethodSetting before = settings.getOrDefault(method, settings.getOrDefault(ALL, DEFAULT));
        settings.put(method, changed(before, setting, patch));
        return stage.toBuilder().methodSettings(settings).build();
    }

    private static MethodSetting changed(MethodSetting before, String setting, PatchPath patch) {
        String value = patch.value() == null ? "" : patch.value();
        MethodSetting.Builder builder = before.toBuilder();
        switch (setting) {
            case "metrics/enabled" -> {
                if (Boolean.parseBoolean(value)) {
                    throw ApiErrors.notImplemented(
                            "metrics of methods (" + patch.path() + "), for lack of CloudWatch");
                }
                builder.metricsEnabled(false);
            }
            case "logging/dataTrace" -> builder.dataTraceEnabled(Boolean.valueOf(value));
            case "logging/loglevel" -> builder.loggingLevel(oneOf(LEVELS, value, "logging level"));
            case "throttling/burstLimit" ->
                    builder.throttlingBurstLimit((int) number(value, patch));
            case "throttling/rateLimit" -> builder.throttlingRateLimit(number(value, patch));
            case "caching/enabled" -> builder.cachingEnabled(Boolean.valueOf(value));
            case "caching/ttlInSeconds" -> builder.cacheTtlInSeconds(ttl(value, patch));
            case "caching/dataEncrypted" -> builder.cacheDataEncrypted(Boolean.valueOf(value));
            case "caching/requireAuthorizationForCacheControl" ->
                    builder.requireAuthorizationForCacheControl(Boolean.valueOf(value));
            case "caching/unauthorizedCacheControlHeaderStrategy" ->
                    builder.unauthorizedCacheControlHeaderStrategy(
                            oneOf(STRATEGIES, value, "cache control strategy"));
            default -> throw StageRules.invalidPath(patch);
        }
        return builder.build();
    }

    private static String oneOf(Set<String> known, String value, String what) {
        if (!known.contains(value)) {
            throw ApiErrors.bad("Invalid " + what + " specified: " + value);
        }
        return value;
    }

    /** A limit; -1 lifts it, as Terraform's default does. */
    private static double number(String value, PatchPath patch) {
        try {
            double number = Double.parseDouble(value);
            if (number >= -1 && number <= Integer.MAX_VALUE) {
                return number;
            }
        } catch (NumberFormatException e) {
            // Told below, together with numbers that are no limit.
        }
        throw invalid(value, patch);
    }

    private static int ttl(String value, PatchPath patch) {
        double seconds = number(value, patch);
        if (seconds > TTL_SECONDS_MAX) {
            throw ApiErrors.bad("Cache TTL must be between 0 and " + TTL_SECONDS_MAX + " seconds");
        }
        return (int) seconds;
    }

    private static ServiceException invalid(String value, PatchPath patch) {
        return ApiErrors.bad("Invalid value " + value + " for " + patch.path());
    }

    /**
     * The settings of a method: its own, or those of all methods.
     *
     * @param resourcePath such as {@code /pets/{id}}
     */
    public static MethodSetting of(Stage stage, String resourcePath, String httpMethod) {
        Map<String, MethodSetting> settings =
                Objects.requireNonNullElse(stage.methodSettings(), Map.of());
        String wanted = plain(resourcePath) + '/' + httpMethod;
        for (Map.Entry<String, MethodSetting> setting : settings.entrySet()) {
            if (plain(setting.getKey()).equals(wanted)) {
                return setting.getValue();
            }
        }
        return settings.getOrDefault(ALL, MethodSetting.builder().build());
    }

    /** Clients write the same path as {@code pets}, {@code /pets} and {@code ~1pets}. */
    private static String plain(String path) {
        String text = path.replace("~1", "/").replace("~0", "~");
        return text.startsWith("/") ? text.substring(1) : text;
    }
}
