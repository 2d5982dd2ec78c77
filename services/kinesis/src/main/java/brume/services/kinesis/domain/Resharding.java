package brume.services.kinesis.domain;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Splits and merges of a stream's shards. Ranges never change: shards that are split or merged are
 * closed, and others take their places.
 */
public final class Resharding {

    private final Stream stream;
    private final long nowMillis;
    private final NavigableMap<Integer, Shard> byIndex = new TreeMap<>();
    private final NavigableMap<BigInteger, Shard> openByStart = new TreeMap<>();
    private int next;

    public Resharding(Stream stream, long nowMillis) {
        this.stream = stream;
        this.nowMillis = nowMillis;
        this.next = stream.nextShard();
        stream.shards().forEach(shard -> byIndex.put(shard.index(), shard));
        stream.openShards().forEach(shard -> openByStart.put(shard.startHash(), shard));
    }

    /** The first shards of a stream: so many equal parts of all hash keys. */
    public static List<Shard> first(int count, long nowMillis) {
        List<Shard> first = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            first.add(
                    new Shard(
                            i,
                            nowMillis / 1000,
                            null,
                            null,
                            boundary(i, count),
                            boundary(i + 1, count).subtract(BigInteger.ONE),
                            nowMillis,
                            null));
        }
        return first;
    }

    private static BigInteger boundary(int index, int count) {
        return index == count
                ? Shard.HASHES
                : Shard.HASHES
                        .divide(BigInteger.valueOf(count))
                        .multiply(BigInteger.valueOf(index));
    }

    /** The stream as it is then. */
    public Stream result() {
        return stream.withShards(List.copyOf(byIndex.values()), next);
    }

    /** Replaces an open shard by two, the second of which begins with {@code hash}. */
    public void split(Shard shard, BigInteger hash) {
        close(shard);
        long seconds = seconds(shard.createdSeconds());
        var ignored = open(seconds, shard, null, shard.startHash(), hash.subtract(BigInteger.ONE));
        ignored = open(seconds, shard, null, hash, shard.endHash());
    }

    /** Replaces two open shards, whose ranges are side by side, by one. */
    public Shard merge(Shard shard, Shard adjacent) {
        close(shard);
        close(adjacent);
        return open(
                seconds(Math.max(shard.createdSeconds(), adjacent.createdSeconds())),
                shard,
                adjacent,
                shard.startHash().min(adjacent.startHash()),
                shard.endHash().max(adjacent.endHash()));
    }

    /**
     * Makes {@code count} open shards of equal ranges, by splits at the new boundaries and then
     * merges of what is between two of them, so that every shard has its parents.
     */
    public void resize(int count) {
        for (int i = 1; i < count; i++) {
            BigInteger hash = boundary(i, count);
            Shard shard = openByStart.floorEntry(hash).getValue();
            if (!shard.startHash().equals(hash)) {
                split(shard, hash);
            }
        }
        for (int i = 0; i < count; i++) {
            List<Shard> parts =
                    List.copyOf(
                            openByStart
                                    .subMap(boundary(i, count), boundary(i + 1, count))
                                    .values());
            Shard merged = parts.getFirst();
            for (Shard part : parts.subList(1, parts.size())) {
                merged = merge(merged, part);
            }
        }
    }

    /** Later than its parents' second, so that its sequence numbers come after theirs. */
    private long seconds(long parentSeconds) {
        return Math.max(nowMillis / 1000, parentSeconds + 1);
    }

    private void close(Shard shard) {
        byIndex.put(shard.index(), shard.closedAt(nowMillis));
        openByStart.remove(shard.startHash());
    }

    private Shard open(
            long seconds,
            Shard parent,
            @Nullable Shard adjacent,
            BigInteger start,
            BigInteger end) {
        Shard shard =
                new Shard(
                        next++,
                        seconds,
                        parent.index(),
                        adjacent == null ? null : adjacent.index(),
                        start,
                        end,
                        nowMillis,
                        null);
        byIndex.put(shard.index(), shard);
        openByStart.put(start, shard);
        return shard;
    }
}
