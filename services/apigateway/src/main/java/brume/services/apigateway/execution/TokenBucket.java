package brume.services.apigateway.execution;

import brume.api.apigateway.ThrottleSettings;

/** Lets requests pass at a rate, and some more at once after a pause. Begins full. */
final class TokenBucket {

    private final ThrottleSettings settings;
    private final double perNano;
    private final double most;
    private double tokens;
    private long atNanos;

    TokenBucket(ThrottleSettings settings, long nowNanos) {
        this.settings = settings;
        Double rate = settings.rateLimit();
        Integer burst = settings.burstLimit();
        this.perNano = rate == null ? Double.POSITIVE_INFINITY : rate / 1e9;
        this.most = burst == null ? Math.max(1, rate == null ? 1 : rate) : burst;
        this.tokens = most;
        this.atNanos = nowNanos;
    }

    boolean isOf(ThrottleSettings others) {
        return settings.equals(others);
    }

    /** Whether nothing has been taken for so long that a new bucket would be the same. */
    synchronized boolean isFull(long nowNanos) {
        fill(nowNanos);
        return tokens >= most;
    }

    synchronized boolean take(long nowNanos) {
        fill(nowNanos);
        if (tokens < 1) {
            return false;
        }
        tokens -= 1;
        return true;
    }

    private void fill(long nowNanos) {
        long passed = nowNanos - atNanos;
        if (passed > 0) {
            tokens = Math.min(most, tokens + passed * perNano);
            atNanos = nowNanos;
        }
    }
}
