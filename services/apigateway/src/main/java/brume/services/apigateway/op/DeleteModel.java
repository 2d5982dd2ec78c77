package brume.services.apigateway.op;

import brume.api.apigateway.ApigatewayApi;
import brume.api.apigateway.DeleteModelRequest;
import brume.services.apigateway.domain.ModelRules;
import brume.services.apigateway.store.ApiPart;
import brume.services.apigateway.store.RestApiStore;
import brume.spi.Call;
import brume.wire.Unit;

/** Deletes a model that no method names. */
public final class DeleteModel extends ApigatewayOperation<DeleteModelRequest, Unit> {

    public DeleteModel(RestApiStore store) {
        super(ApigatewayApi.DELETE_MODEL, store);
    }

    @Override
    public Unit handle(DeleteModelRequest input, Call call) {
        return store.change(
                call.scope(),
                input.restApiId(),
                rows -> {
                    rows.delete(ApiPart.MODEL, input.restApiId(), input.modelName());
                    ModelRules.checkUnused(input.modelName(), rows.resources(input.restApiId()));
                    return Unit.INSTANCE;
                });
    }
}
