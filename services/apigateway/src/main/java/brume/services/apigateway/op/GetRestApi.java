package brume.services.apigateway.op;

import brume.api.apigateway.ApigatewayApi;
import brume.api.apigateway.GetRestApiRequest;
import brume.api.apigateway.RestApi;
import brume.services.apigateway.store.RestApiStore;
import brume.spi.Call;

/** Answers one REST API. */
public final class GetRestApi extends ApigatewayOperation<GetRestApiRequest, RestApi> {

    public GetRestApi(RestApiStore store) {
        super(ApigatewayApi.GET_REST_API, store);
    }

    @Override
    public RestApi handle(GetRestApiRequest input, Call call) {
        return store.read(call.scope(), rows -> rows.api(input.restApiId()));
    }
}
