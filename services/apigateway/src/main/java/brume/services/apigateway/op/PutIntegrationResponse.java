package brume.services.apigateway.op;

import brume.api.apigateway.ApigatewayApi;
import brume.api.apigateway.Integration;
import brume.api.apigateway.IntegrationResponse;
import brume.api.apigateway.PutIntegrationResponseRequest;
import brume.services.apigateway.domain.IntegrationRules;
import brume.services.apigateway.store.RestApiStore;
import brume.spi.Call;

/** Adds a response to an integration or replaces it. */
public final class PutIntegrationResponse
        extends ApigatewayOperation<PutIntegrationResponseRequest, IntegrationResponse> {

    public PutIntegrationResponse(RestApiStore store) {
        super(ApigatewayApi.PUT_INTEGRATION_RESPONSE, store);
    }

    @Override
    public IntegrationResponse handle(PutIntegrationResponseRequest input, Call call) {
        IntegrationResponse response =
                IntegrationResponse.builder()
                        .statusCode(input.statusCode())
                        .selectionPattern(input.selectionPattern())
                        .responseParameters(input.responseParameters())
                        .responseTemplates(input.responseTemplates())
                        .contentHandling(input.contentHandling())
                        .build();
        IntegrationRules.check(response);
        new MethodChange(
                        store,
                        call.scope(),
                        input.restApiId(),
                        input.resourceId(),
                        input.httpMethod())
                .apply(method -> {
                    Integration integration = IntegrationRules.integration(method);
                    return method.toBuilder()
                            .methodIntegration(IntegrationRules.with(integration, response))
                            .build();
                });
        return response;
    }
}
