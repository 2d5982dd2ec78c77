package brume.services.apigateway.op;

import brume.api.apigateway.ApigatewayApi;
import brume.api.apigateway.DeleteMethodResponseRequest;
import brume.services.apigateway.domain.MethodRules;
import brume.services.apigateway.store.RestApiStore;
import brume.spi.Call;
import brume.wire.Unit;

/** Deletes a response of a method. */
public final class DeleteMethodResponse
        extends ApigatewayOperation<DeleteMethodResponseRequest, Unit> {

    public DeleteMethodResponse(RestApiStore store) {
        super(ApigatewayApi.DELETE_METHOD_RESPONSE, store);
    }

    @Override
    public Unit handle(DeleteMethodResponseRequest input, Call call) {
        new MethodChange(
                        store,
                        call.scope(),
                        input.restApiId(),
                        input.resourceId(),
                        input.httpMethod())
                .apply(method -> {
                    MethodRules.response(method, input.statusCode());
                    return MethodRules.withoutResponse(method, input.statusCode());
                });
        return Unit.INSTANCE;
    }
}
