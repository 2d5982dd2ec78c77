package brume.services.apigateway.domain;

import brume.api.apigateway.ApiKey;
import brume.api.apigateway.CreateApiKeyRequest;
import brume.base.Ids;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * API keys. Source: the API reference, and LocalStack's recording
 * test_api_key_required_for_methods.
 */
public final class ApiKeyRules {

    private static final int VALUE_MIN = 20;
    private static final int VALUE_MAX = 128;
    private static final int VALUE_LENGTH = 40;
    private static final int NAME_MAX = 1_024;

    /** Between what LocalStack's recordings show as accepted and as refused. */
    private static final int DESCRIPTION_MAX = 125_000;

    private static final int TIME_LENGTH = 8;
    private static final long TIME_MAX = (long) Math.pow(36, TIME_LENGTH) - 1;

    private ApiKeyRules() {}

    public static ApiKey create(CreateApiKeyRequest input, Instant now) {
        if (input.stageKeys() != null && !input.stageKeys().isEmpty()) {
            throw ApiErrors.notImplemented("the parameter stageKeys, which usage plans replaced");
        }
        String value = input.value() == null || input.value().isEmpty() ? "" : input.value();
        if (!value.isEmpty() && value.length() < VALUE_MIN) {
            throw ApiErrors.bad("API Key value should be at least 20 characters");
        }
        if (value.length() > VALUE_MAX) {
            throw ApiErrors.bad("API Key value exceeds maximum size of 128 characters");
        }
        checkName(input.name());
        checkDescription(input.description());
        return ApiKey.builder()
                .id(newestFirst(now))
                .value(
                        value.isEmpty()
                                ? Ids.secret(VALUE_LENGTH).replaceAll("[^0-9A-Za-z]", "a")
                                : value)
                .name(input.name() == null || input.name().isEmpty() ? null : input.name())
                .customerId(input.customerId())
                .description(input.description())
                .enabled(Boolean.TRUE.equals(input.enabled()))
                .createdDate(now.truncatedTo(ChronoUnit.SECONDS))
                .lastUpdatedDate(now.truncatedTo(ChronoUnit.SECONDS))
                .stageKeys(List.of())
                .tags(input.tags())
                .build();
    }

    private static void checkName(@Nullable String name) {
        if (name != null && name.length() > NAME_MAX) {
            throw ApiErrors.bad("Invalid API Key name, can be at most 1024 characters.");
        }
    }

    private static @Nullable String checkDescription(@Nullable String description) {
        if (description != null && description.length() > DESCRIPTION_MAX) {
            throw ApiErrors.bad("Invalid API Key description specified.");
        }
        return description;
    }

    /**
     * An id in whose order the newest key is the first, as AWS lists them: eight characters of
     * time, counted down, and two of chance.
     */
    private static String newestFirst(Instant now) {
        long left = TIME_MAX - now.toEpochMilli();
        String time = Long.toString(left, 36);
        return "0".repeat(TIME_LENGTH - time.length())
                + time
                + Ids.lower(ApigatewayQuotas.ID_LENGTH - TIME_LENGTH);
    }

    /** Where a page ends, as it is shown; it tells nobody the id of a key. */
    public static @Nullable String positionOf(@Nullable String keyId) {
        return keyId == null
                ? null
                : Base64.getUrlEncoder().encodeToString(keyId.getBytes(StandardCharsets.UTF_8));
    }

    /** The key at which a page ended. */
    public static @Nullable String keyOf(@Nullable String position) {
        if (position == null) {
            return null;
        }
        try {
            return new String(Base64.getUrlDecoder().decode(position), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw ApiErrors.bad("Invalid position specified");
        }
    }

    public static ApiKey patched(ApiKey key, PatchPath patch) {
        ApiKey.Builder builder = key.toBuilder();
        switch (patch.path()) {
            case "/name" -> {
                checkName(patch.value());
                builder.name(patch.valueOrRemoval());
            }
            case "/description" -> builder.description(checkDescription(patch.valueOrRemoval()));
            case "/customerId" -> builder.customerId(patch.valueOrRemoval());
            case "/enabled" -> builder.enabled(Boolean.valueOf(patch.replacement()));
            default -> throw patch.notOneOf("[/description, /enabled, /name, /customerId]");
        }
        return builder.build();
    }

    /** As it is shown to those who do not ask for the value. */
    public static ApiKey withoutValue(ApiKey key) {
        return key.toBuilder().value(null).build();
    }

    /** As a single key is shown: with its tags, though it may have none. */
    public static ApiKey withTags(ApiKey key) {
        return key.tags() == null ? key.toBuilder().tags(Map.of()).build() : key;
    }
}
