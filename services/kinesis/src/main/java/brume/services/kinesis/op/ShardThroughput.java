package brume.services.kinesis.op;

import brume.services.kinesis.domain.KinesisQuotas;
import brume.services.kinesis.domain.Shard;
import brume.services.kinesis.domain.Stream;
import brume.spi.Quota;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/**
 * What each shard may still take and give in this second. It is kept in memory only, and asked only
 * where the server limits throughput; on-demand streams have no limit, because AWS scales them.
 */
public final class ShardThroughput {

    private static final int BUCKETS_MAX = 20_000;
    private static final double MILLIS = 1000.0;

    private final boolean limited;
    private final ConcurrentMap<String, Bucket> buckets = new ConcurrentHashMap<>();

    public ShardThroughput(boolean limited) {
        this.limited = limited;
    }

    /** Whether a shard takes one more record of so many bytes now. */
    boolean admitsWrite(Stream stream, Shard shard, long bytes, long nowMillis) {
        if (!limited || stream.isOnDemand()) {
            return true;
        }
        return bucket("w", stream, shard)
                .take(
                        KinesisQuotas.SHARD_WRITE_RECORDS,
                        KinesisQuotas.SHARD_WRITE_BYTES,
                        bytes,
                        nowMillis);
    }

    /** Whether a shard answers one more GetRecords now. */
    boolean admitsRead(Stream stream, Shard shard, long nowMillis) {
        return !limited
                || bucket("r", stream, shard)
                        .take(
                                KinesisQuotas.SHARD_READS,
                                KinesisQuotas.SHARD_READ_BYTES,
                                0,
                                nowMillis);
    }

    /** Counts what was read, which may be more than a second's worth: then others wait for it. */
    void read(Stream stream, Shard shard, long bytes) {
        if (limited) {
            bucket("r", stream, shard).owe(bytes);
        }
    }

    private Bucket bucket(String kind, Stream stream, Shard shard) {
        if (buckets.size() > BUCKETS_MAX) {
            buckets.clear(); // whoever is throttled now gets a new second
        }
        return buckets.computeIfAbsent(
                kind + stream.id() + '/' + shard.index(), key -> new Bucket());
    }

    /** A second's worth of requests and of bytes, which fills again with time. */
    private static final class Bucket {

        private boolean used;
        private double count;
        private double bytes;
        private long filledMillis;

        synchronized boolean take(Quota counts, Quota sizes, long size, long nowMillis) {
            double countMax = (double) counts.value();
            double bytesMax = (double) sizes.value();
            double seconds = Math.max(0, nowMillis - filledMillis) / MILLIS;
            count = used ? Math.min(countMax, count + seconds * countMax) : countMax;
            bytes = used ? Math.min(bytesMax, bytes + seconds * bytesMax) : bytesMax;
            used = true;
            filledMillis = nowMillis;
            double needed = Math.min((double) size, bytesMax);
            if (count < 1 || bytes < needed) {
                return false;
            }
            count--;
            bytes -= (double) size;
            return true;
        }

        synchronized void owe(long size) {
            bytes -= (double) size;
        }
    }
}
