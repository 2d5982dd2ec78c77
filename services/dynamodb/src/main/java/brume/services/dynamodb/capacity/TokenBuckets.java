package brume.services.dynamodb.capacity;

import brume.base.Clock;
import java.util.Iterator;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The token buckets of all tables and indexes. They are in memory only: after a restart, and for a
 * bucket that was full and therefore dropped, a new one begins with what has been unused since the
 * server was started or the capacity changed. Each bucket has a lock of its own; there is no other.
 */
public final class TokenBuckets {

    private static final int BUCKETS_MAX = 100_000;

    private record Name(long table, int index, boolean reads) {}

    private final Map<Name, TokenBucket> buckets = new ConcurrentHashMap<>();
    private final Clock clock;
    private final long startedMillis;
    private final int most;

    public TokenBuckets(Clock clock) {
        this(clock, BUCKETS_MAX);
    }

    TokenBuckets(Clock clock, int most) {
        this.clock = clock;
        this.startedMillis = clock.millis();
        this.most = most;
    }

    /** Takes what is demanded, or nothing if it is more than the capacity admits now. */
    public boolean take(Demand demand) {
        long now = clock.millis();
        return bucket(demand, now).take(demand.units(), demand.rate(), demand.sinceMillis(), now);
    }

    /** Gives back what was taken for something that was not done. */
    public void giveBack(Demand demand) {
        TokenBucket bucket = buckets.get(name(demand));
        if (bucket != null) {
            bucket.giveBack(demand.units());
        }
    }

    private static Name name(Demand demand) {
        return new Name(demand.table(), demand.index(), demand.reads());
    }

    private TokenBucket bucket(Demand demand, long nowMillis) {
        Name name = name(demand);
        TokenBucket known = buckets.get(name);
        if (known != null) {
            return known;
        }
        if (buckets.size() >= most) {
            makeRoom(nowMillis);
        }
        long since = Math.max(startedMillis, demand.sinceMillis());
        return buckets.computeIfAbsent(
                name, key -> new TokenBucket(demand.rate(), nowMillis - since, nowMillis));
    }

    /** Drops the buckets that nothing was taken from for five minutes, or else any one. */
    private void makeRoom(long nowMillis) {
        buckets.values().removeIf(bucket -> bucket.isFull(nowMillis));
        Iterator<TokenBucket> rest = buckets.values().iterator();
        if (buckets.size() >= most && rest.hasNext()) {
            rest.next();
            rest.remove();
        }
    }

    int size() {
        return buckets.size();
    }
}
