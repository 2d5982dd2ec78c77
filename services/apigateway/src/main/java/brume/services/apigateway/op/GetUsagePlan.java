package brume.services.apigateway.op;

import brume.api.apigateway.ApigatewayApi;
import brume.api.apigateway.GetUsagePlanRequest;
import brume.api.apigateway.UsagePlan;
import brume.services.apigateway.store.ApiPart;
import brume.services.apigateway.store.RestApiStore;
import brume.spi.Call;

/** Answers one usage plan. */
public final class GetUsagePlan extends ApigatewayOperation<GetUsagePlanRequest, UsagePlan> {

    public GetUsagePlan(RestApiStore store) {
        super(ApigatewayApi.GET_USAGE_PLAN, store);
    }

    @Override
    public UsagePlan handle(GetUsagePlanRequest input, Call call) {
        return store.read(
                call.scope(),
                rows -> rows.get(ApiPart.USAGE_PLAN, ApiPart.ACCOUNT, input.usagePlanId()));
    }
}
