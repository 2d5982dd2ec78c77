package brume.services.apigateway.domain;

import brume.api.apigateway.CreateRequestValidatorRequest;
import brume.api.apigateway.RequestValidator;
import brume.base.Ids;

/**
 * Request validators. Source of the texts: LocalStack's recordings test_request_validator_lifecycle
 * and test_invalid_update_request_validator_operations.
 */
public final class ValidatorRules {

    private ValidatorRules() {}

    public static RequestValidator create(CreateRequestValidatorRequest input) {
        return RequestValidator.builder()
                .id(Ids.lower(ApigatewayQuotas.RESOURCE_ID_LENGTH))
                .name(input.name())
                .validateRequestBody(Boolean.TRUE.equals(input.validateRequestBody()))
                .validateRequestParameters(Boolean.TRUE.equals(input.validateRequestParameters()))
                .build();
    }

    public static RequestValidator patched(RequestValidator validator, PatchPath patch) {
        if (!patch.op().equals("replace")) {
            throw patch.unsupported();
        }
        String value = patch.value() == null ? "" : patch.value();
        RequestValidator.Builder builder = validator.toBuilder();
        switch (patch.path()) {
            case "/name" -> {
                if (value.isBlank()) {
                    throw ApiErrors.bad("Request Validator name cannot be blank");
                }
                builder.name(value);
            }
            case "/validateRequestBody" -> builder.validateRequestBody(Boolean.valueOf(value));
            case "/validateRequestParameters" ->
                    builder.validateRequestParameters(Boolean.valueOf(value));
            default ->
                    throw patch.notOneOf(
                            "[/name, /validateRequestParameters, /validateRequestBody]");
        }
        return builder.build();
    }
}
