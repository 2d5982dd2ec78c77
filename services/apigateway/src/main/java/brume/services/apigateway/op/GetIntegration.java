package brume.services.apigateway.op;

import brume.api.apigateway.ApigatewayApi;
import brume.api.apigateway.GetIntegrationRequest;
import brume.api.apigateway.Integration;
import brume.services.apigateway.domain.IntegrationRules;
import brume.services.apigateway.store.RestApiStore;
import brume.spi.Call;

/** Answers a method's integration. */
public final class GetIntegration extends ApigatewayOperation<GetIntegrationRequest, Integration> {

    public GetIntegration(RestApiStore store) {
        super(ApigatewayApi.GET_INTEGRATION, store);
    }

    @Override
    public Integration handle(GetIntegrationRequest input, Call call) {
        return IntegrationRules.integration(
                new MethodChange(
                                store,
                                call.scope(),
                                input.restApiId(),
                                input.resourceId(),
                                input.httpMethod())
                        .get());
    }
}
