package brume.services.lambda.domain;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * How far a shard of a stream was read.
 *
 * @param sequenceNumber of the last record that is dealt with, or null before the first one
 * @param iterator where to begin if there is no such record; null for the oldest one
 * @param since what was written before is not wanted, should {@code iterator} have expired
 * @param done whether the shard is closed and read to its end
 */
public record ShardPosition(
        @Nullable String sequenceNumber,
        @Nullable String iterator,
        @Nullable Instant since,
        boolean done) {

    public static final ShardPosition OLDEST = new ShardPosition(null, null, null, false);
    public static final ShardPosition DONE = new ShardPosition(null, null, null, true);

    public static ShardPosition after(String sequenceNumber) {
        return new ShardPosition(sequenceNumber, null, null, false);
    }

    public static ShardPosition at(String iterator, Instant since) {
        return new ShardPosition(null, iterator, since, false);
    }
}
