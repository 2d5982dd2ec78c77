package brume.services.apigatewayv2.execution;

import brume.api.apigatewayv2.RouteSettings;
import org.jspecify.annotations.Nullable;

/** Lets requests pass at a rate, and some more at once after a pause. Begins full. */
public final class TokenBucket {

    private final double perNano;
    private final double most;
    private double tokens;
    private long atNanos;

    private TokenBucket(double perSecond, double most, long nowNanos) {
        this.perNano = perSecond / 1e9;
        this.most = most;
        this.tokens = most;
        this.atNanos = nowNanos;
    }

    /** The bucket of a route, or null if nothing limits it. */
    public static @Nullable TokenBucket of(@Nullable RouteSettings settings, long nowNanos) {
        Double rate = settings == null ? null : settings.throttlingRateLimit();
        Integer burst = settings == null ? null : settings.throttlingBurstLimit();
        if (rate == null && burst == null) {
            return null;
        }
        return new TokenBucket(
                rate == null ? Double.POSITIVE_INFINITY : rate,
                burst == null ? Math.max(1, rate == null ? 1 : rate) : burst,
                nowNanos);
    }

    public synchronized boolean take(long nowNanos) {
        long passed = nowNanos - atNanos;
        if (passed > 0) {
            tokens = Math.min(most, tokens + passed * perNano);
            atNanos = nowNanos;
        }
        if (tokens < 1) {
            return false;
        }
        tokens -= 1;
        return true;
    }
}
