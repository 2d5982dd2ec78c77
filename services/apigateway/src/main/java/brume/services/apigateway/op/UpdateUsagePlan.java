package brume.services.apigateway.op;

import brume.api.apigateway.ApigatewayApi;
import brume.api.apigateway.UpdateUsagePlanRequest;
import brume.api.apigateway.UsagePlan;
import brume.services.apigateway.domain.PatchPath;
import brume.services.apigateway.domain.UsagePlanRules;
import brume.services.apigateway.store.ApiPart;
import brume.services.apigateway.store.RestApiStore;
import brume.spi.Call;

/** Changes a usage plan by patch operations. */
public final class UpdateUsagePlan extends ApigatewayOperation<UpdateUsagePlanRequest, UsagePlan> {

    public UpdateUsagePlan(RestApiStore store) {
        super(ApigatewayApi.UPDATE_USAGE_PLAN, store);
    }

    @Override
    public UsagePlan handle(UpdateUsagePlanRequest input, Call call) {
        return store.change(
                call.scope(),
                rows -> {
                    UsagePlan plan =
                            rows.get(ApiPart.USAGE_PLAN, ApiPart.ACCOUNT, input.usagePlanId());
                    UsagePlan changed =
                            UsagePlanRules.patched(plan, PatchPath.of(input.patchOperations()));
                    PlanStages.check(changed, rows);
                    return GetUsagePlan.shown(
                            rows.put(ApiPart.USAGE_PLAN, ApiPart.ACCOUNT, changed));
                });
    }
}
