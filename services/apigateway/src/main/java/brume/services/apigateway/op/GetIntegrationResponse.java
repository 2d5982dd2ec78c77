package brume.services.apigateway.op;

import brume.api.apigateway.ApigatewayApi;
import brume.api.apigateway.GetIntegrationResponseRequest;
import brume.api.apigateway.IntegrationResponse;
import brume.services.apigateway.domain.IntegrationRules;
import brume.services.apigateway.store.RestApiStore;
import brume.spi.Call;

/** Answers one response of an integration. */
public final class GetIntegrationResponse
        extends ApigatewayOperation<GetIntegrationResponseRequest, IntegrationResponse> {

    public GetIntegrationResponse(RestApiStore store) {
        super(ApigatewayApi.GET_INTEGRATION_RESPONSE, store);
    }

    @Override
    public IntegrationResponse handle(GetIntegrationResponseRequest input, Call call) {
        return IntegrationRules.response(
                IntegrationRules.integration(
                        new MethodChange(
                                        store,
                                        call.scope(),
                                        input.restApiId(),
                                        input.resourceId(),
                                        input.httpMethod())
                                .get()),
                input.statusCode());
    }
}
