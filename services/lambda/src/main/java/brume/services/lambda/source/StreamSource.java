package brume.services.lambda.source;

import brume.spi.Principal;
import brume.wire.ServiceException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A stream with shards, as DynamoDB and Kinesis have them; their APIs differ in names only. */
interface StreamSource {

    /**
     * A part of the stream.
     *
     * @param parents the shards that are to be read to their end before it
     * @param closed whether it gets no more records
     */
    record Shard(String id, List<String> parents, boolean closed) {}

    /**
     * Records that were read together.
     *
     * @param next the iterator that comes after them, or null at the end of a closed shard
     */
    record Page(List<StreamRecord> records, @Nullable String next) {}

    /** Why a shard cannot be read on. */
    enum Trouble {
        /** The iterator is too old. */
        EXPIRED,
        /** The records that come next have been removed. */
        TRIMMED,
        /** It is read too often. */
        THROTTLED,
        OTHER
    }

    /** The shards in an order in which parents come before their children. */
    List<Shard> shards(Principal role);

    /**
     * A position in a shard.
     *
     * @param type as GetShardIterator has it
     */
    String iterator(
            String shard,
            String type,
            @Nullable String sequenceNumber,
            @Nullable Instant time,
            Principal role);

    Page read(String shard, String iterator, int limit, Principal role);

    Trouble trouble(ServiceException e);

    /** Whether an iterator can begin at a time. */
    boolean readsByTime();

    /** A time well before an iterator expires. */
    Duration refresh();

    /** How long a record is kept at most, so how long it is retried. */
    Duration retention();

    /** What records of given-up batches call the place of a batch. */
    String batchInfoName();
}
