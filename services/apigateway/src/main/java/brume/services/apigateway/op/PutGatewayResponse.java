package brume.services.apigateway.op;

import brume.api.apigateway.ApigatewayApi;
import brume.api.apigateway.GatewayResponse;
import brume.api.apigateway.PutGatewayResponseRequest;
import brume.services.apigateway.domain.GatewayResponseRules;
import brume.services.apigateway.store.ApiPart;
import brume.services.apigateway.store.RestApiStore;
import brume.spi.Call;

/** Defines the response of one type of refusal. */
public final class PutGatewayResponse
        extends ApigatewayOperation<PutGatewayResponseRequest, GatewayResponse> {

    public PutGatewayResponse(RestApiStore store) {
        super(ApigatewayApi.PUT_GATEWAY_RESPONSE, store);
    }

    @Override
    public GatewayResponse handle(PutGatewayResponseRequest input, Call call) {
        GatewayResponse response = GatewayResponseRules.create(input);
        return store.change(
                call.scope(),
                input.restApiId(),
                rows -> {
                    rows.requireApi(input.restApiId());
                    return rows.put(ApiPart.GATEWAY_RESPONSE, input.restApiId(), response);
                });
    }
}
