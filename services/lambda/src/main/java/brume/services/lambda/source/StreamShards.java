package brume.services.lambda.source;

import brume.api.dynamodbstreams.DescribeStreamInput;
import brume.api.dynamodbstreams.DynamodbstreamsApi;
import brume.api.dynamodbstreams.GetShardIteratorInput;
import brume.api.dynamodbstreams.Shard;
import brume.api.dynamodbstreams.StreamDescription;
import brume.base.Clock;
import brume.services.lambda.domain.EventSourceMapping;
import brume.services.lambda.domain.ShardPosition;
import brume.services.lambda.store.EventSourceStore;
import brume.spi.Calls;
import brume.spi.Principal;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The shards of a stream in the order in which a mapping reads them: parents before children. */
final class StreamShards {

    private final EventSourceMapping mapping;
    private final SourceFunction function;
    private final EventSourceStore sources;
    private final Calls calls;
    private final Clock clock;

    StreamShards(
            EventSourceMapping mapping,
            SourceFunction function,
            EventSourceStore sources,
            Calls calls,
            Clock clock) {
        this.mapping = mapping;
        this.function = function;
        this.sources = sources;
        this.calls = calls;
        this.clock = clock;
    }

    /** Fixes where reading starts, once; shards that are opened later are read from their start. */
    void begin() {
        if (sources.begun(mapping)) {
            return;
        }
        Principal role = function.role();
        boolean latest = "LATEST".equals(mapping.settings().startingPosition());
        List<Shard> shards = list(role);
        List<ShardPosition> positions = new ArrayList<>();
        for (Shard shard : shards) {
            positions.add(latest ? latest(shard, role) : ShardPosition.OLDEST);
        }
        var ignored =
                sources.transact(transaction -> {
                    for (int i = 0; i < positions.size(); i++) {
                        sources.putPosition(
                                transaction, mapping, id(shards.get(i)), positions.get(i));
                    }
                    return Boolean.TRUE;
                });
    }

    private ShardPosition latest(Shard shard, Principal role) {
        var range = shard.sequenceNumberRange();
        boolean closed = range != null && range.endingSequenceNumber() != null;
        return closed
                ? ShardPosition.DONE
                : ShardPosition.at(iterator(id(shard), "LATEST", null, role), clock.now());
    }

    /** The first shard that is not read to its end; empty if there is none now. */
    Optional<String> next() {
        List<Shard> shards = list(function.role());
        Set<String> unread = new HashSet<>();
        Set<String> listed = new HashSet<>();
        Optional<String> next = Optional.empty();
        for (Shard shard : shards) {
            String id = id(shard);
            listed.add(id);
            if (sources.position(mapping, id).map(ShardPosition::done).orElse(false)) {
                continue;
            }
            String parent = shard.parentShardId();
            if (next.isEmpty() && (parent == null || !unread.contains(parent))) {
                next = Optional.of(id);
            }
            unread.add(id);
        }
        sources.keepPositions(mapping, listed);
        return next;
    }

    /** Where a shard is to be read on. */
    ShardPosition position(String shard) {
        return sources.position(mapping, shard).orElse(ShardPosition.OLDEST);
    }

    void save(String shard, ShardPosition position) {
        var ignored =
                sources.transact(transaction -> {
                    sources.putPosition(transaction, mapping, shard, position);
                    return Boolean.TRUE;
                });
    }

    /** The iterator that comes after {@code sequenceNumber}, or that of the oldest record. */
    String iteratorAfter(String shard, @Nullable String sequenceNumber) {
        return iterator(
                shard,
                sequenceNumber == null ? "TRIM_HORIZON" : "AFTER_SEQUENCE_NUMBER",
                sequenceNumber,
                function.role());
    }

    private String iterator(
            String shard, String type, @Nullable String sequenceNumber, Principal role) {
        String iterator =
                calls.invoke(
                                DynamodbstreamsApi.GET_SHARD_ITERATOR,
                                GetShardIteratorInput.builder()
                                        .streamArn(mapping.sourceArn())
                                        .shardId(shard)
                                        .shardIteratorType(type)
                                        .sequenceNumber(sequenceNumber)
                                        .build(),
                                role,
                                mapping.scope())
                        .shardIterator();
        if (iterator == null) {
            throw new IllegalStateException("no iterator of " + shard);
        }
        return iterator;
    }

    private List<Shard> list(Principal role) {
        List<Shard> shards = new ArrayList<>();
        String after = null;
        do {
            StreamDescription page =
                    calls.invoke(
                                    DynamodbstreamsApi.DESCRIBE_STREAM,
                                    DescribeStreamInput.builder()
                                            .streamArn(mapping.sourceArn())
                                            .exclusiveStartShardId(after)
                                            .build(),
                                    role,
                                    mapping.scope())
                            .streamDescription();
            if (page == null) {
                break;
            }
            if (page.shards() != null) {
                shards.addAll(page.shards());
            }
            after = page.lastEvaluatedShardId();
        } while (after != null);
        return shards;
    }

    private static String id(Shard shard) {
        String id = shard.shardId();
        return id == null ? "" : id;
    }
}
