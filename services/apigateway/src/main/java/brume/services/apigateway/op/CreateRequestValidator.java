package brume.services.apigateway.op;

import brume.api.apigateway.ApigatewayApi;
import brume.api.apigateway.CreateRequestValidatorRequest;
import brume.api.apigateway.RequestValidator;
import brume.services.apigateway.domain.ApiErrors;
import brume.services.apigateway.domain.ValidatorRules;
import brume.services.apigateway.store.ApiPart;
import brume.services.apigateway.store.RestApiStore;
import brume.spi.Call;

/** Adds a request validator to a REST API. */
public final class CreateRequestValidator
        extends ApigatewayOperation<CreateRequestValidatorRequest, RequestValidator> {

    public CreateRequestValidator(RestApiStore store) {
        super(ApigatewayApi.CREATE_REQUEST_VALIDATOR, store);
    }

    @Override
    public RequestValidator handle(CreateRequestValidatorRequest input, Call call) {
        RequestValidator validator = ValidatorRules.create(input);
        return store.change(
                call.scope(),
                input.restApiId(),
                rows -> {
                    if (rows.findApi(input.restApiId()).isEmpty()) {
                        // Recorded: test_create_request_validator_invalid_api_id.
                        throw ApiErrors.bad("Invalid REST API identifier specified");
                    }
                    return rows.put(ApiPart.VALIDATOR, input.restApiId(), validator);
                });
    }
}
