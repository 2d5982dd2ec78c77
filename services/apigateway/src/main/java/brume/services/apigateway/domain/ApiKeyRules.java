package brume.services.apigateway.domain;

import brume.api.apigateway.ApiKey;
import brume.api.apigateway.CreateApiKeyRequest;
import brume.base.Ids;
import java.time.Instant;
import java.util.List;

/**
 * API keys. Source: the API reference, and LocalStack's recording
 * test_api_key_required_for_methods.
 */
public final class ApiKeyRules {

    private static final int VALUE_MIN = 20;
    private static final int VALUE_MAX = 128;
    private static final int VALUE_LENGTH = 40;

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
            throw ApiErrors.bad("API Key value should be at most 128 characters");
        }
        return ApiKey.builder()
                .id(Ids.lower(ApigatewayQuotas.ID_LENGTH))
                .value(
                        value.isEmpty()
                                ? Ids.secret(VALUE_LENGTH).replaceAll("[^0-9A-Za-z]", "a")
                                : value)
                .name(input.name())
                .customerId(input.customerId())
                .description(input.description())
                .enabled(Boolean.TRUE.equals(input.enabled()))
                .createdDate(now)
                .lastUpdatedDate(now)
                .stageKeys(List.of())
                .tags(input.tags())
                .build();
    }

    public static ApiKey patched(ApiKey key, PatchPath patch) {
        ApiKey.Builder builder = key.toBuilder();
        switch (patch.path()) {
            case "/name" -> builder.name(patch.valueOrRemoval());
            case "/description" -> builder.description(patch.valueOrRemoval());
            case "/customerId" -> builder.customerId(patch.valueOrRemoval());
            case "/enabled" -> builder.enabled(Boolean.valueOf(patch.replacement()));
            default -> throw patch.invalid();
        }
        return builder.build();
    }

    /** As it is shown to those who do not ask for the value. */
    public static ApiKey withoutValue(ApiKey key) {
        return key.toBuilder().value(null).build();
    }
}
