package brume.services.apigateway.op;

import brume.api.apigateway.ApigatewayApi;
import brume.api.apigateway.RequestValidator;
import brume.api.apigateway.UpdateRequestValidatorRequest;
import brume.services.apigateway.domain.PatchPath;
import brume.services.apigateway.domain.ValidatorRules;
import brume.services.apigateway.store.ApiPart;
import brume.services.apigateway.store.RestApiStore;
import brume.spi.Call;

/** Changes a request validator by patch operations. */
public final class UpdateRequestValidator
        extends ApigatewayOperation<UpdateRequestValidatorRequest, RequestValidator> {

    public UpdateRequestValidator(RestApiStore store) {
        super(ApigatewayApi.UPDATE_REQUEST_VALIDATOR, store);
    }

    @Override
    public RequestValidator handle(UpdateRequestValidatorRequest input, Call call) {
        return store.change(
                call.scope(),
                input.restApiId(),
                rows -> {
                    RequestValidator validator =
                            rows.get(
                                    ApiPart.VALIDATOR,
                                    input.restApiId(),
                                    input.requestValidatorId());
                    for (PatchPath patch : PatchPath.of(input.patchOperations())) {
                        validator = ValidatorRules.patched(validator, patch);
                    }
                    return rows.put(ApiPart.VALIDATOR, input.restApiId(), validator);
                });
    }
}
