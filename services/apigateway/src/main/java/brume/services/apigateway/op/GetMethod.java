package brume.services.apigateway.op;

import brume.api.apigateway.ApigatewayApi;
import brume.api.apigateway.GetMethodRequest;
import brume.api.apigateway.Method;
import brume.services.apigateway.store.RestApiStore;
import brume.spi.Call;

/** Answers one method with its integration. */
public final class GetMethod extends ApigatewayOperation<GetMethodRequest, Method> {

    public GetMethod(RestApiStore store) {
        super(ApigatewayApi.GET_METHOD, store);
    }

    @Override
    public Method handle(GetMethodRequest input, Call call) {
        return new MethodChange(
                        store,
                        call.scope(),
                        input.restApiId(),
                        input.resourceId(),
                        input.httpMethod())
                .get();
    }
}
