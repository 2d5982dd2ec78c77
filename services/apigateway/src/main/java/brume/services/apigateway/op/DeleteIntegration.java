package brume.services.apigateway.op;

import brume.api.apigateway.ApigatewayApi;
import brume.api.apigateway.DeleteIntegrationRequest;
import brume.services.apigateway.domain.IntegrationRules;
import brume.services.apigateway.store.RestApiStore;
import brume.spi.Call;
import brume.wire.Unit;

/** Deletes a method's integration. */
public final class DeleteIntegration extends ApigatewayOperation<DeleteIntegrationRequest, Unit> {

    public DeleteIntegration(RestApiStore store) {
        super(ApigatewayApi.DELETE_INTEGRATION, store);
    }

    @Override
    public Unit handle(DeleteIntegrationRequest input, Call call) {
        new MethodChange(
                        store,
                        call.scope(),
                        input.restApiId(),
                        input.resourceId(),
                        input.httpMethod())
                .apply(method -> {
                    IntegrationRules.integration(method);
                    return method.toBuilder().methodIntegration(null).build();
                });
        return Unit.INSTANCE;
    }
}
