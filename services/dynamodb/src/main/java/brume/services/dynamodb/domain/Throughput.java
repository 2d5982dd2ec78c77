package brume.services.dynamodb.domain;

import org.jspecify.annotations.Nullable;

/** Provisioned capacity and when it was changed, in milliseconds since the epoch. */
public record Throughput(
        long read,
        long write,
        @Nullable Long increasedMillis,
        @Nullable Long decreasedMillis,
        long decreasesToday) {

    /** What an on-demand table shows. */
    public static final Throughput NONE = new Throughput(0, 0, null, null, 0);

    private static final long DAY_MILLIS = 24 * 3600 * 1000L;

    public static Throughput of(long read, long write) {
        return new Throughput(read, write, null, null, 0);
    }

    /** The changed capacity, with the times and the count of decreases that AWS keeps. */
    public Throughput changedTo(long newRead, long newWrite, long nowMillis) {
        boolean increased = newRead > read || newWrite > write;
        boolean decreased = newRead < read || newWrite < write;
        boolean sameDay =
                decreasedMillis != null && decreasedMillis / DAY_MILLIS == nowMillis / DAY_MILLIS;
        long before = sameDay ? decreasesToday : 0;
        return new Throughput(
                newRead,
                newWrite,
                increased ? Long.valueOf(nowMillis) : increasedMillis,
                decreased ? Long.valueOf(nowMillis) : decreasedMillis,
                decreased ? before + 1 : before);
    }
}
