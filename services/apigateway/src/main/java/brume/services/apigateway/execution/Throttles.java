package brume.services.apigateway.execution;

import brume.api.apigateway.MethodSetting;
import brume.api.apigateway.ThrottleSettings;
import brume.base.Clock;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** The token buckets of stages' methods and of the keys of usage plans. */
final class Throttles {

    private static final int BUCKETS_MAX = 50_000;

    private final Clock clock;
    private final Map<List<String>, TokenBucket> buckets = new ConcurrentHashMap<>();

    Throttles(Clock clock) {
        this.clock = clock;
    }

    /**
     * Takes a token.
     *
     * @param name of the bucket, which is made anew when its settings change
     * @throws GatewayException 429 if there is none
     */
    void take(List<String> name, ThrottleSettings settings) {
        long now = clock.nanos();
        if (buckets.size() >= BUCKETS_MAX) {
            buckets.values().removeIf(bucket -> bucket.isFull(now));
        }
        TokenBucket bucket =
                buckets.compute(
                        name,
                        (key, old) ->
                                old != null && old.isOf(settings)
                                        ? old
                                        : new TokenBucket(settings, now));
        if (!bucket.take(now)) {
            throw GatewayException.tooManyRequests();
        }
    }

    /**
     * Keeps to the limits that a stage sets for the method, for all its clients together. Source:
     * Developer Guide, "Throttle requests to your REST APIs": the default limits of a stage hold
     * for each of its methods.
     *
     * @throws GatewayException 429 beyond them
     */
    void admit(Invocation invocation) {
        MethodSetting setting = invocation.method.setting();
        Double rate = setting.throttlingRateLimit();
        Integer burst = setting.throttlingBurstLimit();
        boolean limited = rate != null && rate >= 0 || burst != null && burst >= 0;
        if (!limited) {
            return;
        }
        take(
                List.of(
                        invocation.stage.apiId(),
                        invocation.stage.name(),
                        invocation.method.resourceId(),
                        invocation.method.httpMethod()),
                ThrottleSettings.builder()
                        .rateLimit(rate == null || rate < 0 ? null : rate)
                        .burstLimit(burst == null || burst < 0 ? null : burst)
                        .build());
    }
}
