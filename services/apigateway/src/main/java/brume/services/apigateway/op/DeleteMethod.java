package brume.services.apigateway.op;

import brume.api.apigateway.ApigatewayApi;
import brume.api.apigateway.DeleteMethodRequest;
import brume.api.apigateway.Resource;
import brume.services.apigateway.domain.MethodRules;
import brume.services.apigateway.store.RestApiStore;
import brume.spi.Call;
import brume.wire.Unit;

/** Deletes a method. */
public final class DeleteMethod extends ApigatewayOperation<DeleteMethodRequest, Unit> {

    public DeleteMethod(RestApiStore store) {
        super(ApigatewayApi.DELETE_METHOD, store);
    }

    @Override
    public Unit handle(DeleteMethodRequest input, Call call) {
        return store.change(
                call.scope(),
                input.restApiId(),
                rows -> {
                    Resource resource = rows.resource(input.restApiId(), input.resourceId());
                    MethodRules.method(resource, input.httpMethod());
                    rows.put(input.restApiId(), MethodRules.without(resource, input.httpMethod()));
                    return Unit.INSTANCE;
                });
    }
}
