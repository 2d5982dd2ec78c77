package brume.services.apigateway.op;

import brume.api.apigateway.ApigatewayApi;
import brume.api.apigateway.GatewayResponse;
import brume.api.apigateway.UpdateGatewayResponseRequest;
import brume.services.apigateway.domain.GatewayResponseRules;
import brume.services.apigateway.domain.PatchPath;
import brume.services.apigateway.store.ApiPart;
import brume.services.apigateway.store.RestApiStore;
import brume.spi.Call;

/** Changes the response of one type of refusal by patch operations. */
public final class UpdateGatewayResponse
        extends ApigatewayOperation<UpdateGatewayResponseRequest, GatewayResponse> {

    public UpdateGatewayResponse(RestApiStore store) {
        super(ApigatewayApi.UPDATE_GATEWAY_RESPONSE, store);
    }

    @Override
    public GatewayResponse handle(UpdateGatewayResponseRequest input, Call call) {
        return store.change(
                call.scope(),
                input.restApiId(),
                rows -> {
                    rows.requireApi(input.restApiId());
                    GatewayResponse present =
                            GatewayResponseRules.shown(
                                    input.responseType(),
                                    rows.list(ApiPart.GATEWAY_RESPONSE, input.restApiId()));
                    return rows.put(
                            ApiPart.GATEWAY_RESPONSE,
                            input.restApiId(),
                            GatewayResponseRules.patched(
                                    present, PatchPath.of(input.patchOperations())));
                });
    }
}
