package brume.services.apigateway.execution;

import brume.api.apigateway.ApiKey;
import brume.api.apigateway.ApiStage;
import brume.api.apigateway.QuotaSettings;
import brume.api.apigateway.ThrottleSettings;
import brume.api.apigateway.UsagePlan;
import brume.base.Clock;
import brume.base.Scope;
import brume.services.apigateway.domain.UsagePlanRules;
import brume.services.apigateway.store.ApiPart;
import brume.services.apigateway.store.ApiRows;
import brume.services.apigateway.store.RestApiStore;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Asks requests for an API key of a usage plan of their stage, and keeps to the plan's throttle and
 * quota. Source: Developer Guide, "Usage plans and API keys for REST APIs": limits are those of one
 * key in one plan, over all stages of the plan; a throttle of a method comes before the plan's own.
 */
public final class UsageGate implements AutoCloseable {

    private static final int SUBSCRIPTIONS_MAX = 10_000;
    private static final String PLAN = "";

    private final RestApiStore store;
    private final QuotaLedger quotas;
    private final Map<Asked, Subscription> subscriptions = new ConcurrentHashMap<>();
    private final Throttles throttles;

    private record Asked(Scope scope, String apiId, String stage, String value) {}

    private record Subscription(String keyId, UsagePlan plan, ApiStage stage) {}

    public UsageGate(RestApiStore store, Clock clock) {
        this.store = store;
        this.throttles = new Throttles(clock);
        this.quotas = new QuotaLedger(store, clock);
        store.onChange(id -> subscriptions.clear());
    }

    /** Keeps to the limits of the stage's method. */
    void admitMethod(Invocation invocation) {
        throttles.admit(invocation);
    }

    /**
     * Lets a request pass.
     *
     * @throws GatewayException 403 without a valid key, 429 beyond a limit
     */
    void admit(Invocation invocation) {
        CompiledStage stage = invocation.stage;
        String value =
                (stage.keyFromAuthorizer()
                                ? invocation.usageKey()
                                : invocation.request.http().header("x-api-key"))
                        .orElseThrow(GatewayException::forbidden);
        Subscription found = find(new Asked(stage.scope(), stage.apiId(), stage.name(), value));
        String planId = String.valueOf(found.plan.id());
        throttle(found, planId, invocation);
        if (!quotas.take(stage.scope(), planId, found.keyId, found.plan.quota())) {
            throw GatewayException.limitExceeded();
        }
        invocation.identified(found.keyId, value);
    }

    private Subscription find(Asked asked) {
        Subscription known = subscriptions.get(asked);
        if (known == null) {
            known =
                    store.read(asked.scope, rows -> find(rows, asked))
                            .orElseThrow(GatewayException::forbidden);
            if (subscriptions.size() >= SUBSCRIPTIONS_MAX) {
                subscriptions.clear();
            }
            subscriptions.put(asked, known);
        }
        return known;
    }

    private static Optional<Subscription> find(ApiRows rows, Asked asked) {
        Optional<ApiKey> key =
                rows.findKeyId(asked.value)
                        .flatMap(id -> rows.find(ApiPart.API_KEY, ApiPart.ACCOUNT, id))
                        .filter(found -> Boolean.TRUE.equals(found.enabled()));
        if (key.isEmpty()) {
            return Optional.empty();
        }
        String keyId = String.valueOf(key.get().id());
        for (String planId : rows.plansOf(keyId)) {
            UsagePlan plan = rows.get(ApiPart.USAGE_PLAN, ApiPart.ACCOUNT, planId);
            for (ApiStage stage : UsagePlanRules.stages(plan)) {
                if (asked.apiId.equals(stage.apiId()) && asked.stage.equals(stage.stage())) {
                    return Optional.of(new Subscription(keyId, plan, stage));
                }
            }
        }
        return Optional.empty();
    }

    private void throttle(Subscription found, String planId, Invocation invocation) {
        String method = invocation.method.resourcePath() + '/' + invocation.request.http().method();
        ThrottleSettings own =
                found.stage.throttle() == null ? null : found.stage.throttle().get(method);
        ThrottleSettings settings = own == null ? found.plan.throttle() : own;
        if (settings == null) {
            return;
        }
        String place =
                own == null ? PLAN : found.stage.apiId() + ':' + found.stage.stage() + method;
        throttles.take(List.of(planId, found.keyId, place), settings);
    }

    /** The first day of the period of a quota in which a day lies. */
    public static LocalDate periodStart(QuotaSettings quota, LocalDate day) {
        return QuotaLedger.start(quota, day);
    }

    /** Sets how many requests a key in a plan has left in the present period; answers the day. */
    public LocalDate extend(
            Scope scope, String planId, String keyId, QuotaSettings quota, long remaining) {
        return quotas.extend(scope, planId, keyId, quota, remaining);
    }

    /** What has been counted for a key and day, but has not passed yet. */
    public long unused(Scope scope, String planId, String keyId, LocalDate day) {
        return quotas.unused(scope, planId, keyId, day);
    }

    @Override
    public void close() {
        quotas.close();
    }
}
