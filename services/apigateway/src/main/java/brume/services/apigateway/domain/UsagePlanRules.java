package brume.services.apigateway.domain;

import brume.api.apigateway.ApiStage;
import brume.api.apigateway.ApigatewayErrors;
import brume.api.apigateway.CreateUsagePlanRequest;
import brume.api.apigateway.QuotaSettings;
import brume.api.apigateway.ThrottleSettings;
import brume.api.apigateway.UsagePlan;
import brume.base.Ids;
import brume.wire.ServiceException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Usage plans: which stages, how fast and how much. Source: the API reference's patch operations,
 * and LocalStack's recording test_usage_plan_crud; its texts, where it has them.
 */
public final class UsagePlanRules {

    private static final List<String> PERIODS = List.of("DAY", "WEEK", "MONTH");

    private UsagePlanRules() {}

    public static UsagePlan create(CreateUsagePlanRequest input) {
        UsagePlan plan =
                UsagePlan.builder()
                        .id(Ids.lower(ApigatewayQuotas.RESOURCE_ID_LENGTH))
                        .name(input.name())
                        .description(input.description())
                        .apiStages(input.apiStages() == null ? List.of() : input.apiStages())
                        .throttle(input.throttle())
                        .quota(withOffset(input.quota()))
                        .tags(input.tags())
                        .build();
        check(plan);
        return plan;
    }

    private static @Nullable QuotaSettings withOffset(@Nullable QuotaSettings quota) {
        return quota == null || quota.offset() != null
                ? quota
                : quota.toBuilder().offset(0).build();
    }

    private static void check(UsagePlan plan) {
        if (plan.name() == null || plan.name().isBlank()) {
            throw ApiErrors.bad("Usage Plan name cannot be blank");
        }
        check(plan.throttle());
        for (ApiStage stage : stages(plan)) {
            if (stage.apiId() == null || stage.stage() == null) {
                throw ApiErrors.bad("Invalid API Stage specified");
            }
            if (stage.throttle() != null) {
                stage.throttle().values().forEach(UsagePlanRules::check);
            }
        }
        QuotaSettings quota = plan.quota();
        if (quota == null) {
            return;
        }
        if (quota.limit() == null || quota.limit() < 1) {
            throw ApiErrors.bad("Usage Plan quota limit must be greater than 0");
        }
        if (quota.period() == null || !PERIODS.contains(quota.period())) {
            throw ApiErrors.bad("Usage Plan quota period must be one of DAY, WEEK, MONTH");
        }
        int offset = quota.offset() == null ? 0 : quota.offset();
        int offsetMax =
                switch (quota.period()) {
                    case "WEEK" -> 6;
                    case "MONTH" -> 27;
                    default -> 0;
                };
        if (offset < 0 || offset > offsetMax) {
            throw ApiErrors.bad(
                    "Usage Plan quota offset must be between 0 and "
                            + offsetMax
                            + " for period "
                            + quota.period());
        }
    }

    private static void check(@Nullable ThrottleSettings throttle) {
        boolean negative =
                throttle != null
                        && ((throttle.rateLimit() != null && throttle.rateLimit() < 0)
                                || (throttle.burstLimit() != null && throttle.burstLimit() < 0));
        if (negative) {
            throw ApiErrors.bad("Usage Plan throttle limits must not be negative");
        }
    }

    public static List<ApiStage> stages(UsagePlan plan) {
        return plan.apiStages() == null ? List.of() : plan.apiStages();
    }

    public static UsagePlan patched(UsagePlan plan, List<PatchPath> patches) {
        UsagePlan patched = plan;
        for (PatchPath patch : patches) {
            patched = patched(patched, patch);
        }
        check(patched);
        return patched;
    }

    private static UsagePlan patched(UsagePlan plan, PatchPath patch) {
        UsagePlan.Builder builder = plan.toBuilder();
        switch (patch.name()) {
            case "name" -> builder.name(patch.replacement());
            case "description" -> builder.description(patch.valueOrRemoval());
            case "throttle" -> builder.throttle(throttle(plan.throttle(), patch, 1));
            case "quota" -> builder.quota(quota(plan.quota(), patch));
            case "apiStages" -> builder.apiStages(stages(plan, patch));
            default -> throw patch.invalid();
        }
        return builder.build();
    }

    private static @Nullable ThrottleSettings throttle(
            @Nullable ThrottleSettings old, PatchPath patch, int at) {
        if (patch.names().size() == at && patch.isRemove()) {
            return null;
        }
        if (patch.names().size() != at + 1) {
            throw patch.invalid();
        }
        ThrottleSettings.Builder builder =
                old == null ? ThrottleSettings.builder() : old.toBuilder();
        String value = patch.valueOrRemoval();
        return switch (patch.names().get(at)) {
            case "rateLimit" ->
                    builder.rateLimit(value == null ? null : number(patch, value)).build();
            case "burstLimit" ->
                    builder.burstLimit(value == null ? null : (int) number(patch, value)).build();
            default -> throw patch.invalid();
        };
    }

    private static @Nullable QuotaSettings quota(@Nullable QuotaSettings old, PatchPath patch) {
        if (patch.names().size() == 1 && patch.isRemove()) {
            return null;
        }
        if (patch.names().size() != 2) {
            throw patch.invalid();
        }
        QuotaSettings.Builder builder =
                old == null ? QuotaSettings.builder().offset(0) : old.toBuilder();
        String value = patch.valueOrRemoval();
        if (value == null) {
            throw patch.invalid();
        }
        return switch (patch.names().get(1)) {
            case "limit" -> builder.limit((int) number(patch, value)).build();
            case "offset" -> builder.offset((int) number(patch, value)).build();
            case "period" -> builder.period(value).build();
            default -> throw patch.invalid();
        };
    }

    private static double number(PatchPath patch, String value) {
        try {
            return Double.parseDouble(value);
        } catch (NumberFormatException e) {
            throw ApiErrors.bad("Invalid value specified for " + patch.path());
        }
    }

    private static List<ApiStage> stages(UsagePlan plan, PatchPath patch) {
        List<ApiStage> changed = new ArrayList<>(stages(plan));
        if (patch.names().size() == 1) {
            ApiStage named = stage(patch.value());
            boolean there = changed.removeIf(stage -> isSame(stage, named));
            if (patch.isRemove() && !there) {
                throw ApigatewayErrors.notFoundException(
                        "Invalid API Stage {api: "
                                + named.apiId()
                                + ", stage: "
                                + named.stage()
                                + "} specified for usageplan "
                                + plan.id());
            }
            if (!patch.isRemove()) {
                changed.add(named);
            }
            return changed;
        }
        // /apiStages/api:stage/throttle[/path/METHOD[/rateLimit]]
        ApiStage named = stage(patch.names().get(1));
        if (patch.names().size() < 3 || !patch.names().get(2).equals("throttle")) {
            throw patch.invalid();
        }
        for (int i = 0; i < changed.size(); i++) {
            if (isSame(changed.get(i), named)) {
                changed.set(i, withThrottle(changed.get(i), patch));
                return changed;
            }
        }
        throw unknownStage(named, plan);
    }

    private static ApiStage withThrottle(ApiStage stage, PatchPath patch) {
        if (patch.names().size() == 3 && patch.isRemove()) {
            return stage.toBuilder().throttle(null).build();
        }
        if (patch.names().size() < 5) {
            throw patch.invalid();
        }
        String method = patch.names().get(3) + '/' + patch.names().get(4);
        Map<String, ThrottleSettings> throttles =
                new LinkedHashMap<>(stage.throttle() == null ? Map.of() : stage.throttle());
        ThrottleSettings changed = throttle(throttles.get(method), patch, 5);
        if (changed == null) {
            throttles.remove(method);
        } else {
            throttles.put(method, changed);
        }
        return stage.toBuilder().throttle(throttles).build();
    }

    private static ApiStage stage(@Nullable String text) {
        int colon = text == null ? -1 : text.indexOf(':');
        if (text == null || colon < 1 || colon == text.length() - 1) {
            throw ApiErrors.bad("Invalid API Stage specified");
        }
        return ApiStage.builder()
                .apiId(text.substring(0, colon))
                .stage(text.substring(colon + 1))
                .build();
    }

    private static boolean isSame(ApiStage a, ApiStage b) {
        return Objects.equals(a.apiId(), b.apiId()) && Objects.equals(a.stage(), b.stage());
    }

    public static ServiceException unknownStage(ApiStage stage, UsagePlan plan) {
        return ApigatewayErrors.notFoundException(
                "Invalid API Stage {api: "
                        + stage.apiId()
                        + ", stage: "
                        + stage.stage()
                        + "} specified for usageplan "
                        + plan.id());
    }
}
