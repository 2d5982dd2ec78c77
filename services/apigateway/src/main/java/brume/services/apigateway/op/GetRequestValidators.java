package brume.services.apigateway.op;

import brume.api.apigateway.ApigatewayApi;
import brume.api.apigateway.GetRequestValidatorsRequest;
import brume.api.apigateway.RequestValidator;
import brume.api.apigateway.RequestValidators;
import brume.services.apigateway.domain.Page;
import brume.services.apigateway.store.ApiPart;
import brume.services.apigateway.store.RestApiStore;
import brume.spi.Call;

/** Lists the request validators of a REST API. */
public final class GetRequestValidators
        extends ApigatewayOperation<GetRequestValidatorsRequest, RequestValidators> {

    public GetRequestValidators(RestApiStore store) {
        super(ApigatewayApi.GET_REQUEST_VALIDATORS, store);
    }

    @Override
    public RequestValidators handle(GetRequestValidatorsRequest input, Call call) {
        int limit = Page.limit(input.limit());
        Page<RequestValidator> page =
                store.read(
                        call.scope(),
                        rows ->
                                rows.page(
                                        ApiPart.VALIDATOR,
                                        input.restApiId(),
                                        input.position(),
                                        limit));
        return RequestValidators.builder().items(page.items()).position(page.position()).build();
    }
}
