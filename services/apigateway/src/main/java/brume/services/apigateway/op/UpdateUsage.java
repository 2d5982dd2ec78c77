package brume.services.apigateway.op;

import brume.api.apigateway.ApigatewayApi;
import brume.api.apigateway.QuotaSettings;
import brume.api.apigateway.UpdateUsageRequest;
import brume.api.apigateway.Usage;
import brume.api.apigateway.UsagePlan;
import brume.services.apigateway.domain.ApiErrors;
import brume.services.apigateway.domain.PatchPath;
import brume.services.apigateway.execution.UsageGate;
import brume.services.apigateway.store.ApiPart;
import brume.services.apigateway.store.RestApiStore;
import brume.spi.Call;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;

/** Grants a key in a usage plan another number of requests for the rest of its period. */
public final class UpdateUsage extends ApigatewayOperation<UpdateUsageRequest, Usage> {

    private final UsageGate usage;

    public UpdateUsage(RestApiStore store, UsageGate usage) {
        super(ApigatewayApi.UPDATE_USAGE, store);
        this.usage = usage;
    }

    @Override
    public Usage handle(UpdateUsageRequest input, Call call) {
        UsagePlan plan =
                store.read(
                        call.scope(),
                        rows -> {
                            rows.get(ApiPart.PLAN_KEY, input.usagePlanId(), input.keyId());
                            return rows.get(
                                    ApiPart.USAGE_PLAN, ApiPart.ACCOUNT, input.usagePlanId());
                        });
        QuotaSettings quota = plan.quota();
        if (quota == null || quota.limit() == null) {
            throw ApiErrors.bad("Usage Plan does not have a quota");
        }
        long remaining = quota.limit();
        for (PatchPath patch : PatchPath.of(input.patchOperations())) {
            if (!patch.path().equals("/remaining")) {
                throw patch.notOneOf("[/remaining]");
            }
            remaining = number(patch.replacement());
        }
        LocalDate today =
                usage.extend(call.scope(), input.usagePlanId(), input.keyId(), quota, remaining);
        return Usage.builder()
                .usagePlanId(input.usagePlanId())
                .startDate(today.toString())
                .endDate(today.toString())
                .items(
                        Map.of(
                                input.keyId(),
                                List.of(
                                        List.of(
                                                Math.max(0, quota.limit() - remaining),
                                                remaining))))
                .build();
    }

    private static long number(String value) {
        try {
            long number = Long.parseLong(value);
            if (number >= 0) {
                return number;
            }
        } catch (NumberFormatException e) {
            // Told below, together with negative numbers.
        }
        throw ApiErrors.bad("Invalid remaining quota specified: " + value);
    }
}
