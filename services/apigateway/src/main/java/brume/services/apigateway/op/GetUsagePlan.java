package brume.services.apigateway.op;

import brume.api.apigateway.ApigatewayApi;
import brume.api.apigateway.GetUsagePlanRequest;
import brume.api.apigateway.UsagePlan;
import brume.services.apigateway.store.ApiPart;
import brume.services.apigateway.store.RestApiStore;
import brume.spi.Call;
import java.util.Map;

/** Answers one usage plan. */
public final class GetUsagePlan extends ApigatewayOperation<GetUsagePlanRequest, UsagePlan> {

    public GetUsagePlan(RestApiStore store) {
        super(ApigatewayApi.GET_USAGE_PLAN, store);
    }

    @Override
    public UsagePlan handle(GetUsagePlanRequest input, Call call) {
        return store.read(
                call.scope(),
                rows -> shown(rows.get(ApiPart.USAGE_PLAN, ApiPart.ACCOUNT, input.usagePlanId())));
    }

    /** Read or changed alone a plan shows its tags even if there are none; recorded so. */
    static UsagePlan shown(UsagePlan plan) {
        return plan.tags() == null ? plan.toBuilder().tags(Map.of()).build() : plan;
    }
}
