package brume.services.dynamodb.capacity;

/**
 * The unused capacity of one table or index, for reads or for writes: it grows with each second by
 * the capacity, up to five minutes' worth.
 *
 * <p>A request is admitted if there are the units that it takes or, if it takes more than one
 * second has, one second's worth; what it takes beyond what there is has to grow again before
 * anything else is admitted. So a page of a scan, whose cost is known only when it has been read,
 * gets through a small table too.
 *
 * <p>Source: Developer Guide, "Burst and adaptive capacity" (300 seconds of unused capacity).
 */
final class TokenBucket {

    static final int BURST_SECONDS = 300;

    private static final double MILLIS = 1000.0;
    private static final double ROUNDING = 1e-6;

    private double rate;
    private double tokens;
    private long filledMillis;

    /**
     * A bucket that nothing was taken from yet.
     *
     * @param unusedMillis for how long its capacity has been there unused
     */
    TokenBucket(double rate, long unusedMillis, long nowMillis) {
        this.rate = rate;
        this.tokens = Math.clamp(unusedMillis / MILLIS, 1, BURST_SECONDS) * rate;
        this.filledMillis = nowMillis;
    }

    /**
     * Takes {@code units} if they are admitted.
     *
     * @param newRate the capacity that there is now
     * @param sinceMillis since when it is so
     */
    synchronized boolean take(double units, double newRate, long sinceMillis, long nowMillis) {
        if (newRate != rate) {
            fill(Math.clamp(sinceMillis, filledMillis, Math.max(filledMillis, nowMillis)));
            rate = newRate;
        }
        fill(nowMillis);
        if (tokens + ROUNDING < Math.min(units, rate)) {
            return false;
        }
        tokens -= units;
        return true;
    }

    private void fill(long nowMillis) {
        double seconds = Math.max(0, nowMillis - filledMillis) / MILLIS;
        tokens = Math.min(rate * BURST_SECONDS, tokens + seconds * rate);
        filledMillis = nowMillis;
    }

    synchronized void giveBack(double units) {
        tokens += units;
    }

    /** Whether a new bucket would be the same. */
    synchronized boolean isFull(long nowMillis) {
        fill(nowMillis);
        return tokens >= rate * BURST_SECONDS - ROUNDING;
    }
}
