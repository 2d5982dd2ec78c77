package brume.services.apigateway.op;

import brume.api.apigateway.ApigatewayApi;
import brume.api.apigateway.GatewayResponse;
import brume.api.apigateway.GetGatewayResponseRequest;
import brume.services.apigateway.domain.GatewayResponseRules;
import brume.services.apigateway.store.ApiPart;
import brume.services.apigateway.store.RestApiStore;
import brume.spi.Call;

/** Answers the response of one type of refusal, defined or not. */
public final class GetGatewayResponse
        extends ApigatewayOperation<GetGatewayResponseRequest, GatewayResponse> {

    public GetGatewayResponse(RestApiStore store) {
        super(ApigatewayApi.GET_GATEWAY_RESPONSE, store);
    }

    @Override
    public GatewayResponse handle(GetGatewayResponseRequest input, Call call) {
        return store.read(
                call.scope(),
                rows -> {
                    rows.requireApi(input.restApiId());
                    return GatewayResponseRules.shown(
                            input.responseType(),
                            rows.list(ApiPart.GATEWAY_RESPONSE, input.restApiId()));
                });
    }
}
