package brume.services.apigateway.op;

import brume.api.apigateway.ApigatewayApi;
import brume.api.apigateway.DeleteUsagePlanRequest;
import brume.services.apigateway.store.RestApiStore;
import brume.spi.Call;
import brume.wire.Unit;

/** Deletes a usage plan, with what its keys used. */
public final class DeleteUsagePlan extends ApigatewayOperation<DeleteUsagePlanRequest, Unit> {

    public DeleteUsagePlan(RestApiStore store) {
        super(ApigatewayApi.DELETE_USAGE_PLAN, store);
    }

    @Override
    public Unit handle(DeleteUsagePlanRequest input, Call call) {
        return store.change(
                call.scope(),
                rows -> {
                    rows.deletePlan(input.usagePlanId());
                    return Unit.INSTANCE;
                });
    }
}
