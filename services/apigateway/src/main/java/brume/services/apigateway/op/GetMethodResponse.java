package brume.services.apigateway.op;

import brume.api.apigateway.ApigatewayApi;
import brume.api.apigateway.GetMethodResponseRequest;
import brume.api.apigateway.MethodResponse;
import brume.services.apigateway.domain.MethodRules;
import brume.services.apigateway.store.RestApiStore;
import brume.spi.Call;

/** Answers one response of a method. */
public final class GetMethodResponse
        extends ApigatewayOperation<GetMethodResponseRequest, MethodResponse> {

    public GetMethodResponse(RestApiStore store) {
        super(ApigatewayApi.GET_METHOD_RESPONSE, store);
    }

    @Override
    public MethodResponse handle(GetMethodResponseRequest input, Call call) {
        return MethodRules.response(
                new MethodChange(
                                store,
                                call.scope(),
                                input.restApiId(),
                                input.resourceId(),
                                input.httpMethod())
                        .get(),
                input.statusCode());
    }
}
