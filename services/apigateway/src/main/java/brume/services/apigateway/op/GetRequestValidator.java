package brume.services.apigateway.op;

import brume.api.apigateway.ApigatewayApi;
import brume.api.apigateway.GetRequestValidatorRequest;
import brume.api.apigateway.RequestValidator;
import brume.services.apigateway.store.ApiPart;
import brume.services.apigateway.store.RestApiStore;
import brume.spi.Call;

/** Answers one request validator. */
public final class GetRequestValidator
        extends ApigatewayOperation<GetRequestValidatorRequest, RequestValidator> {

    public GetRequestValidator(RestApiStore store) {
        super(ApigatewayApi.GET_REQUEST_VALIDATOR, store);
    }

    @Override
    public RequestValidator handle(GetRequestValidatorRequest input, Call call) {
        return store.read(
                call.scope(),
                rows -> rows.get(ApiPart.VALIDATOR, input.restApiId(), input.requestValidatorId()));
    }
}
