package brume.services.apigateway.op;

import brume.api.apigateway.ApigatewayApi;
import brume.api.apigateway.GetUsageRequest;
import brume.api.apigateway.QuotaSettings;
import brume.api.apigateway.Usage;
import brume.api.apigateway.UsagePlan;
import brume.api.apigateway.UsagePlanKey;
import brume.services.apigateway.domain.ApiErrors;
import brume.services.apigateway.domain.Page;
import brume.services.apigateway.execution.UsageGate;
import brume.services.apigateway.store.ApiPart;
import brume.services.apigateway.store.ApiRows;
import brume.services.apigateway.store.RestApiStore;
import brume.spi.Call;
import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Answers how many requests the keys of a usage plan made on each day, and how many were left. */
public final class GetUsage extends ApigatewayOperation<GetUsageRequest, Usage> {

    /** Source: the API reference: the last 90 days. */
    private static final int DAYS_MAX = 90;

    private final UsageGate gate;

    public GetUsage(RestApiStore store, UsageGate gate) {
        super(ApigatewayApi.GET_USAGE, store);
        this.gate = gate;
    }

    @Override
    public Usage handle(GetUsageRequest input, Call call) {
        LocalDate from = date(input.startDate());
        LocalDate to = date(input.endDate());
        if (from.isAfter(to) || to.toEpochDay() - from.toEpochDay() > DAYS_MAX) {
            throw ApiErrors.bad("Invalid date range specified");
        }
        int limit = Page.limit(input.limit());
        return store.read(
                call.scope(),
                rows -> {
                    UsagePlan plan =
                            rows.get(ApiPart.USAGE_PLAN, ApiPart.ACCOUNT, input.usagePlanId());
                    Page<UsagePlanKey> keys = keys(rows, input, limit);
                    Map<String, List<List<Long>>> items = new LinkedHashMap<>();
                    for (UsagePlanKey key : keys.items()) {
                        String keyId = String.valueOf(key.id());
                        items.put(keyId, days(rows, plan, keyId, from, to));
                    }
                    return Usage.builder()
                            .usagePlanId(input.usagePlanId())
                            .startDate(input.startDate())
                            .endDate(input.endDate())
                            .items(items)
                            .position(keys.position())
                            .build();
                });
    }

    private static Page<UsagePlanKey> keys(ApiRows rows, GetUsageRequest input, int limit) {
        if (input.keyId() == null) {
            return rows.ownedPage(ApiPart.PLAN_KEY, input.usagePlanId(), input.position(), limit);
        }
        return new Page<>(
                List.of(rows.get(ApiPart.PLAN_KEY, input.usagePlanId(), input.keyId())), null);
    }

    /** For each day what was used and what remained; without a quota AWS's remainder is zero. */
    private List<List<Long>> days(
            ApiRows rows, UsagePlan plan, String keyId, LocalDate from, LocalDate to) {
        String planId = String.valueOf(plan.id());
        QuotaSettings quota = plan.quota();
        LocalDate first = quota == null ? from : UsageGate.periodStart(quota, from);
        Map<LocalDate, Long> usage = rows.usage(planId, keyId, first, to);
        List<List<Long>> days = new ArrayList<>();
        long inPeriod = 0;
        LocalDate period = first;
        for (LocalDate day = first; !day.isAfter(to); day = day.plusDays(1)) {
            long used = usage.getOrDefault(day, 0L) - gate.unused(rows.scope(), planId, keyId, day);
            LocalDate own = quota == null ? day : UsageGate.periodStart(quota, day);
            inPeriod = own.equals(period) ? inPeriod + used : used;
            period = own;
            if (!day.isBefore(from)) {
                days.add(List.of(used, remaining(quota, inPeriod)));
            }
        }
        return days;
    }

    private static long remaining(@Nullable QuotaSettings quota, long used) {
        return quota == null || quota.limit() == null ? 0 : Math.max(0, quota.limit() - used);
    }

    private static LocalDate date(String text) {
        try {
            return LocalDate.parse(text);
        } catch (DateTimeParseException e) {
            throw ApiErrors.bad("Invalid date specified: " + text);
        }
    }
}
