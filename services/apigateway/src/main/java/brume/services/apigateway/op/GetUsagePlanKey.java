package brume.services.apigateway.op;

import brume.api.apigateway.ApigatewayApi;
import brume.api.apigateway.GetUsagePlanKeyRequest;
import brume.api.apigateway.UsagePlanKey;
import brume.services.apigateway.store.ApiPart;
import brume.services.apigateway.store.RestApiStore;
import brume.spi.Call;

/** Answers one key of a usage plan. */
public final class GetUsagePlanKey
        extends ApigatewayOperation<GetUsagePlanKeyRequest, UsagePlanKey> {

    public GetUsagePlanKey(RestApiStore store) {
        super(ApigatewayApi.GET_USAGE_PLAN_KEY, store);
    }

    @Override
    public UsagePlanKey handle(GetUsagePlanKeyRequest input, Call call) {
        return store.read(
                call.scope(),
                rows -> rows.get(ApiPart.PLAN_KEY, input.usagePlanId(), input.keyId()));
    }
}
