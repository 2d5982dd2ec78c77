package brume.services.apigateway.op;

import brume.api.apigateway.ApigatewayApi;
import brume.api.apigateway.DeleteRestApiRequest;
import brume.services.apigateway.store.RestApiStore;
import brume.spi.Call;
import brume.wire.Unit;

/** Deletes a REST API with everything in it. */
public final class DeleteRestApi extends ApigatewayOperation<DeleteRestApiRequest, Unit> {

    public DeleteRestApi(RestApiStore store) {
        super(ApigatewayApi.DELETE_REST_API, store);
    }

    @Override
    public Unit handle(DeleteRestApiRequest input, Call call) {
        return store.change(
                call.scope(),
                input.restApiId(),
                rows -> {
                    rows.requireApi(input.restApiId());
                    rows.deleteApi(input.restApiId());
                    return Unit.INSTANCE;
                });
    }
}
