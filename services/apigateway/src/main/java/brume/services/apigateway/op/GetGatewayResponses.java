package brume.services.apigateway.op;

import brume.api.apigateway.ApigatewayApi;
import brume.api.apigateway.GatewayResponses;
import brume.api.apigateway.GetGatewayResponsesRequest;
import brume.services.apigateway.domain.GatewayResponseRules;
import brume.services.apigateway.store.ApiPart;
import brume.services.apigateway.store.RestApiStore;
import brume.spi.Call;

/** Answers the responses of every type of refusal, defined or not. */
public final class GetGatewayResponses
        extends ApigatewayOperation<GetGatewayResponsesRequest, GatewayResponses> {

    public GetGatewayResponses(RestApiStore store) {
        super(ApigatewayApi.GET_GATEWAY_RESPONSES, store);
    }

    @Override
    public GatewayResponses handle(GetGatewayResponsesRequest input, Call call) {
        return store.read(
                call.scope(),
                rows -> {
                    rows.requireApi(input.restApiId());
                    return GatewayResponses.builder()
                            .items(
                                    GatewayResponseRules.all(
                                            rows.list(ApiPart.GATEWAY_RESPONSE, input.restApiId())))
                            .build();
                });
    }
}
