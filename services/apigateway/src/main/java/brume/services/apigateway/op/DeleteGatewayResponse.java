package brume.services.apigateway.op;

import brume.api.apigateway.ApigatewayApi;
import brume.api.apigateway.DeleteGatewayResponseRequest;
import brume.services.apigateway.store.ApiPart;
import brume.services.apigateway.store.RestApiStore;
import brume.spi.Call;
import brume.wire.Unit;

/** Takes back the definition of one type of refusal. */
public final class DeleteGatewayResponse
        extends ApigatewayOperation<DeleteGatewayResponseRequest, Unit> {

    public DeleteGatewayResponse(RestApiStore store) {
        super(ApigatewayApi.DELETE_GATEWAY_RESPONSE, store);
    }

    @Override
    public Unit handle(DeleteGatewayResponseRequest input, Call call) {
        return store.change(
                call.scope(),
                input.restApiId(),
                rows -> {
                    rows.requireApi(input.restApiId());
                    rows.delete(ApiPart.GATEWAY_RESPONSE, input.restApiId(), input.responseType());
                    return Unit.INSTANCE;
                });
    }
}
