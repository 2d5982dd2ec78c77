package brume.services.apigateway.op;

import brume.api.apigateway.ApiStage;
import brume.api.apigateway.UsagePlan;
import brume.services.apigateway.domain.UsagePlanRules;
import brume.services.apigateway.store.ApiRows;

/** The stages that a usage plan names. */
final class PlanStages {

    private PlanStages() {}

    /**
     * Checks that they exist.
     *
     * @throws brume.wire.ServiceException NotFoundException
     */
    static void check(UsagePlan plan, ApiRows rows) {
        for (ApiStage stage : UsagePlanRules.stages(plan)) {
            if (rows.findStage(String.valueOf(stage.apiId()), String.valueOf(stage.stage()))
                    .isEmpty()) {
                throw UsagePlanRules.unknownStage(stage, plan);
            }
        }
    }
}
