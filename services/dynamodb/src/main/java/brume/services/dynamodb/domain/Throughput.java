package brume.services.dynamodb.domain;

import java.time.Duration;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * Provisioned capacity and when it was changed, in milliseconds since the epoch.
 *
 * @param decreasesToday how often it was decreased on the UTC day of the last decrease
 */
public record Throughput(
        long read,
        long write,
        @Nullable Long increasedMillis,
        @Nullable Long decreasedMillis,
        long decreasesToday) {

    /** What an on-demand table shows. */
    public static final Throughput NONE = new Throughput(0, 0, null, null, 0);

    private static final long DAY_MILLIS = Duration.ofDays(1).toMillis();
    private static final long DECREASE_PAUSE_MILLIS = Duration.ofHours(1).toMillis();

    public static Throughput of(long read, long write) {
        return new Throughput(read, write, null, null, 0);
    }

    /** The same history with other units, as a change of the billing mode leaves it. */
    public Throughput withUnits(long newRead, long newWrite) {
        return new Throughput(newRead, newWrite, increasedMillis, decreasedMillis, decreasesToday);
    }

    public boolean isSame(Throughput other) {
        return read == other.read && write == other.write;
    }

    /** Whether one kind of unit becomes fewer, whatever becomes of the other. */
    public boolean isDecrease(Throughput wanted) {
        return wanted.read < read || wanted.write < write;
    }

    /** When it was changed last; 0 if it never was. */
    public long changedMillis() {
        return Math.max(
                increasedMillis == null ? 0 : increasedMillis,
                decreasedMillis == null ? 0 : decreasedMillis);
    }

    /** As it is at a time: the count of decreases begins anew with each UTC day. */
    public Throughput at(long nowMillis) {
        boolean sameDay =
                decreasedMillis != null && decreasedMillis / DAY_MILLIS == nowMillis / DAY_MILLIS;
        return sameDay ? this : new Throughput(read, write, increasedMillis, decreasedMillis, 0);
    }

    /**
     * When the next decrease is allowed, if it is not yet: after the first four of a UTC day one
     * hour after the last, or at midnight. Source: service quotas, "Decreasing provisioned
     * throughput".
     */
    public OptionalLong nextDecreaseMillis(long nowMillis) {
        Throughput now = at(nowMillis);
        if (now.decreasedMillis == null
                || now.decreasesToday < DynamodbQuotas.FREE_DECREASES_MAX.value()) {
            return OptionalLong.empty();
        }
        long midnight = (nowMillis / DAY_MILLIS + 1) * DAY_MILLIS;
        long next = Math.min(midnight, now.decreasedMillis + DECREASE_PAUSE_MILLIS);
        return next > nowMillis ? OptionalLong.of(next) : OptionalLong.empty();
    }

    /** The changed capacity, with the times and the count of decreases that AWS keeps. */
    public Throughput changedTo(Throughput wanted, long nowMillis) {
        boolean increased = wanted.read > read || wanted.write > write;
        boolean decreased = isDecrease(wanted);
        long before = at(nowMillis).decreasesToday;
        return new Throughput(
                wanted.read,
                wanted.write,
                increased ? Long.valueOf(nowMillis) : increasedMillis,
                decreased ? Long.valueOf(nowMillis) : decreasedMillis,
                decreased ? before + 1 : before);
    }
}
