package brume.services.apigateway.op;

import brume.api.apigateway.ApigatewayApi;
import brume.api.apigateway.DeleteStageRequest;
import brume.services.apigateway.store.RestApiStore;
import brume.spi.Call;
import brume.wire.Unit;

/** Deletes a stage. */
public final class DeleteStage extends ApigatewayOperation<DeleteStageRequest, Unit> {

    public DeleteStage(RestApiStore store) {
        super(ApigatewayApi.DELETE_STAGE, store);
    }

    @Override
    public Unit handle(DeleteStageRequest input, Call call) {
        return store.change(
                call.scope(),
                input.restApiId(),
                rows -> {
                    rows.requireApi(input.restApiId());
                    rows.stage(input.restApiId(), input.stageName());
                    rows.deleteStage(input.restApiId(), input.stageName());
                    return Unit.INSTANCE;
                });
    }
}
