package brume.services.apigateway.op;

import brume.api.apigateway.ApigatewayApi;
import brume.api.apigateway.DeleteUsagePlanKeyRequest;
import brume.services.apigateway.store.RestApiStore;
import brume.spi.Call;
import brume.wire.Unit;

/** Takes an API key out of a usage plan. */
public final class DeleteUsagePlanKey extends ApigatewayOperation<DeleteUsagePlanKeyRequest, Unit> {

    public DeleteUsagePlanKey(RestApiStore store) {
        super(ApigatewayApi.DELETE_USAGE_PLAN_KEY, store);
    }

    @Override
    public Unit handle(DeleteUsagePlanKeyRequest input, Call call) {
        return store.change(
                call.scope(),
                rows -> {
                    rows.deletePlanKey(input.usagePlanId(), input.keyId());
                    return Unit.INSTANCE;
                });
    }
}
