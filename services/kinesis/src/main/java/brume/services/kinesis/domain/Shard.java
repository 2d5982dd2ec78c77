package brume.services.kinesis.domain;

import java.math.BigInteger;
import org.jspecify.annotations.Nullable;

/**
 * A part of a stream: the records whose hash keys are in a range, in the order of their numbers.
 *
 * @param index its number in the stream, from 0 on
 * @param createdSeconds what its sequence numbers begin with; later than those of its parents
 * @param parent the shard that was split, or merged, into this one
 * @param adjacentParent the other shard that was merged into this one
 * @param startHash the least hash key
 * @param endHash the greatest hash key
 * @param closedMillis when it was split or merged
 */
public record Shard(
        int index,
        long createdSeconds,
        @Nullable Integer parent,
        @Nullable Integer adjacentParent,
        BigInteger startHash,
        BigInteger endHash,
        long openedMillis,
        @Nullable Long closedMillis) {

    /** As many hash keys as there are: 2 to the power of 128. */
    public static final BigInteger HASHES = BigInteger.ONE.shiftLeft(128);

    public static String id(int index) {
        return "shardId-%012d".formatted(index);
    }

    public String id() {
        return id(index);
    }

    public boolean isOpen() {
        return closedMillis == null;
    }

    /** Whether this shard took the place of another. */
    public boolean isChildOf(int other) {
        return (parent != null && parent == other)
                || (adjacentParent != null && adjacentParent == other);
    }

    /** Whether its range begins where the other's ends. */
    public boolean follows(Shard other) {
        return startHash.equals(other.endHash.add(BigInteger.ONE));
    }

    /** The sequence number that it begins with, which no record has. */
    public String startingSequenceNumber() {
        return SequenceNumber.of(this, 0, openedMillis).text();
    }

    /** The sequence number that it ends with, which no record has, or null while it is open. */
    public @Nullable String endingSequenceNumber() {
        return closedMillis == null
                ? null
                : SequenceNumber.of(this, Long.MAX_VALUE, closedMillis).text();
    }

    Shard closedAt(long millis) {
        return new Shard(
                index,
                createdSeconds,
                parent,
                adjacentParent,
                startHash,
                endHash,
                openedMillis,
                millis);
    }
}
