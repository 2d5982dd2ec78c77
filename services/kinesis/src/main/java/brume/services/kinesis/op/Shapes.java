package brume.services.kinesis.op;

import brume.api.kinesis.ChildShard;
import brume.api.kinesis.EnhancedMetrics;
import brume.api.kinesis.HashKeyRange;
import brume.api.kinesis.RecordShape;
import brume.api.kinesis.SequenceNumberRange;
import brume.api.kinesis.StreamModeDetails;
import brume.services.kinesis.domain.SequenceNumber;
import brume.services.kinesis.domain.Shard;
import brume.services.kinesis.domain.Stream;
import brume.services.kinesis.domain.StreamRecord;
import brume.wire.Blob;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Streams, shards and records in the API's shapes. */
final class Shapes {

    /** A stream is active at once; see docs/adr/0006. */
    static final String ACTIVE = "ACTIVE";

    private Shapes() {}

    static StreamModeDetails mode(Stream stream) {
        return new StreamModeDetails(stream.mode());
    }

    static List<EnhancedMetrics> metrics(Stream stream) {
        return List.of(new EnhancedMetrics(stream.metrics()));
    }

    static brume.api.kinesis.Shard shard(Shard shard) {
        return brume.api.kinesis.Shard.builder()
                .shardId(shard.id())
                .parentShardId(id(shard.parent()))
                .adjacentParentShardId(id(shard.adjacentParent()))
                .hashKeyRange(range(shard))
                .sequenceNumberRange(
                        new SequenceNumberRange(
                                shard.startingSequenceNumber(), shard.endingSequenceNumber()))
                .build();
    }

    private static @Nullable String id(@Nullable Integer index) {
        return index == null ? null : Shard.id(index);
    }

    private static HashKeyRange range(Shard shard) {
        return new HashKeyRange(shard.startHash().toString(), shard.endHash().toString());
    }

    /** The shards that took the place of {@code parent}. */
    static List<ChildShard> children(Stream stream, Shard parent) {
        return stream.shards().stream()
                .filter(shard -> shard.isChildOf(parent.index()))
                .map(shard -> new ChildShard(shard.id(), parents(shard), range(shard)))
                .toList();
    }

    private static List<String> parents(Shard shard) {
        List<String> parents = new ArrayList<>();
        if (shard.parent() != null) {
            parents.add(Shard.id(shard.parent()));
        }
        if (shard.adjacentParent() != null) {
            parents.add(Shard.id(shard.adjacentParent()));
        }
        return parents;
    }

    static RecordShape record(Shard shard, StreamRecord stored) {
        return RecordShape.builder()
                .sequenceNumber(
                        SequenceNumber.of(shard, stored.number(), stored.arrivalMillis()).text())
                .approximateArrivalTimestamp(Instant.ofEpochMilli(stored.arrivalMillis()))
                .data(Blob.of(stored.data()))
                .partitionKey(stored.partitionKey())
                .build();
    }
}
