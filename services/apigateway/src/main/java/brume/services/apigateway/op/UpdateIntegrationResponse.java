package brume.services.apigateway.op;

import brume.api.apigateway.ApigatewayApi;
import brume.api.apigateway.Integration;
import brume.api.apigateway.IntegrationResponse;
import brume.api.apigateway.Method;
import brume.api.apigateway.UpdateIntegrationResponseRequest;
import brume.services.apigateway.domain.IntegrationRules;
import brume.services.apigateway.domain.PatchPath;
import brume.services.apigateway.store.RestApiStore;
import brume.spi.Call;

/** Changes a response of an integration by patch operations. */
public final class UpdateIntegrationResponse
        extends ApigatewayOperation<UpdateIntegrationResponseRequest, IntegrationResponse> {

    public UpdateIntegrationResponse(RestApiStore store) {
        super(ApigatewayApi.UPDATE_INTEGRATION_RESPONSE, store);
    }

    @Override
    public IntegrationResponse handle(UpdateIntegrationResponseRequest input, Call call) {
        Method changed =
                new MethodChange(
                                store,
                                call.scope(),
                                input.restApiId(),
                                input.resourceId(),
                                input.httpMethod())
                        .apply(method -> {
                            Integration integration = IntegrationRules.integration(method);
                            IntegrationResponse response =
                                    IntegrationRules.response(integration, input.statusCode());
                            for (PatchPath patch : PatchPath.of(input.patchOperations())) {
                                response = IntegrationRules.patched(response, patch);
                            }
                            IntegrationRules.check(response);
                            return method.toBuilder()
                                    .methodIntegration(IntegrationRules.with(integration, response))
                                    .build();
                        });
        return IntegrationRules.response(IntegrationRules.integration(changed), input.statusCode());
    }
}
