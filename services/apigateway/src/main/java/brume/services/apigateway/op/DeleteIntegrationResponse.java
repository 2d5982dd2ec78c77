package brume.services.apigateway.op;

import brume.api.apigateway.ApigatewayApi;
import brume.api.apigateway.DeleteIntegrationResponseRequest;
import brume.api.apigateway.Integration;
import brume.services.apigateway.domain.ApiErrors;
import brume.services.apigateway.domain.IntegrationRules;
import brume.services.apigateway.store.RestApiStore;
import brume.spi.Call;
import brume.wire.ServiceException;
import brume.wire.Unit;

/** Deletes a response of an integration. */
public final class DeleteIntegrationResponse
        extends ApigatewayOperation<DeleteIntegrationResponseRequest, Unit> {

    public DeleteIntegrationResponse(RestApiStore store) {
        super(ApigatewayApi.DELETE_INTEGRATION_RESPONSE, store);
    }

    @Override
    public Unit handle(DeleteIntegrationResponseRequest input, Call call) {
        MethodChange place =
                new MethodChange(
                        store,
                        call.scope(),
                        input.restApiId(),
                        input.resourceId(),
                        input.httpMethod());
        try {
            place.apply(method -> {
                Integration integration = IntegrationRules.integration(method);
                IntegrationRules.response(integration, input.statusCode());
                return method.toBuilder()
                        .methodIntegration(
                                IntegrationRules.without(integration, input.statusCode()))
                        .build();
            });
            return Unit.INSTANCE;
        } catch (ServiceException e) {
            // Here, and only here, AWS calls a missing method a missing integration. Source:
            // LocalStack's recording test_delete_integration_response_errors.
            throw e.getMessage().equals(ApiErrors.methodNotFound().getMessage())
                    ? ApiErrors.integrationNotFound()
                    : e;
        }
    }
}
