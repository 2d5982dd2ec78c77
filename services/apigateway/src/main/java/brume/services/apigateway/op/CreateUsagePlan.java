package brume.services.apigateway.op;

import brume.api.apigateway.ApigatewayApi;
import brume.api.apigateway.ApigatewayErrors;
import brume.api.apigateway.CreateUsagePlanRequest;
import brume.api.apigateway.UsagePlan;
import brume.services.apigateway.domain.ApigatewayQuotas;
import brume.services.apigateway.domain.UsagePlanRules;
import brume.services.apigateway.store.ApiPart;
import brume.services.apigateway.store.RestApiStore;
import brume.spi.Call;

/** Creates a usage plan. */
public final class CreateUsagePlan extends ApigatewayOperation<CreateUsagePlanRequest, UsagePlan> {

    public CreateUsagePlan(RestApiStore store) {
        super(ApigatewayApi.CREATE_USAGE_PLAN, store);
    }

    @Override
    public UsagePlan handle(CreateUsagePlanRequest input, Call call) {
        UsagePlan plan = UsagePlanRules.create(input);
        return store.change(
                call.scope(),
                rows -> {
                    PlanStages.check(plan, rows);
                    if (rows.list(ApiPart.USAGE_PLAN, ApiPart.ACCOUNT).size()
                            >= ApigatewayQuotas.USAGE_PLANS.value()) {
                        throw ApigatewayErrors.limitExceededException(
                                "Maximum number of usage plans has been reached.");
                    }
                    return rows.put(ApiPart.USAGE_PLAN, ApiPart.ACCOUNT, plan);
                });
    }
}
