package brume.services.lambda.source;

import brume.api.kinesis.GetRecordsInput;
import brume.api.kinesis.GetRecordsOutput;
import brume.api.kinesis.GetShardIteratorInput;
import brume.api.kinesis.KinesisApi;
import brume.api.kinesis.KinesisErrors;
import brume.api.kinesis.ListShardsInput;
import brume.api.kinesis.ListShardsOutput;
import brume.services.lambda.domain.EventSourceMapping;
import brume.spi.Calls;
import brume.spi.Principal;
import brume.wire.ServiceException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A stream of Kinesis. */
final class KinesisStream implements StreamSource {

    /** Iterators expire after 5 minutes. */
    private static final Duration REFRESH = Duration.ofMinutes(2);

    private static final Duration RETENTION = Duration.ofDays(365);

    private final EventSourceMapping mapping;
    private final String roleArn;
    private final Calls calls;

    /**
     * A stream.
     *
     * @param roleArn the function's role, which events name
     */
    KinesisStream(EventSourceMapping mapping, String roleArn, Calls calls) {
        this.mapping = mapping;
        this.roleArn = roleArn;
        this.calls = calls;
    }

    @Override
    public List<Shard> shards(Principal role) {
        List<Shard> shards = new ArrayList<>();
        String token = null;
        do {
            ListShardsOutput page =
                    calls.invoke(
                            KinesisApi.LIST_SHARDS,
                            ListShardsInput.builder()
                                    .streamARN(mapping.sourceArn())
                                    .nextToken(token)
                                    .build(),
                            role,
                            mapping.scope());
            if (page.shards() != null) {
                page.shards().forEach(shard -> shards.add(shard(shard)));
            }
            token = page.nextToken();
        } while (token != null);
        return shards;
    }

    private static Shard shard(brume.api.kinesis.Shard shard) {
        List<String> parents = new ArrayList<>();
        if (shard.parentShardId() != null) {
            parents.add(shard.parentShardId());
        }
        if (shard.adjacentParentShardId() != null) {
            parents.add(shard.adjacentParentShardId());
        }
        return new Shard(
                shard.shardId(),
                parents,
                shard.sequenceNumberRange().endingSequenceNumber() != null);
    }

    @Override
    public String iterator(
            String shard,
            String type,
            @Nullable String sequenceNumber,
            @Nullable Instant time,
            Principal role) {
        String iterator =
                calls.invoke(
                                KinesisApi.GET_SHARD_ITERATOR,
                                GetShardIteratorInput.builder()
                                        .streamARN(mapping.sourceArn())
                                        .shardId(shard)
                                        .shardIteratorType(type)
                                        .startingSequenceNumber(sequenceNumber)
                                        .timestamp(time)
                                        .build(),
                                role,
                                mapping.scope())
                        .shardIterator();
        if (iterator == null) {
            throw new IllegalStateException("no iterator of " + shard);
        }
        return iterator;
    }

    @Override
    public Page read(String shard, String iterator, int limit, Principal role) {
        GetRecordsOutput page =
                calls.invoke(
                        KinesisApi.GET_RECORDS,
                        GetRecordsInput.builder()
                                .streamARN(mapping.sourceArn())
                                .shardIterator(iterator)
                                .limit(limit)
                                .build(),
                        role,
                        mapping.scope());
        return new Page(
                page.records().stream()
                        .map(record -> StreamRecord.of(record, shard, mapping, roleArn))
                        .toList(),
                page.nextShardIterator());
    }

    @Override
    public Trouble trouble(ServiceException e) {
        if (e.error().equals(KinesisErrors.EXPIRED_ITERATOR_EXCEPTION)) {
            return Trouble.EXPIRED;
        }
        return e.error().equals(KinesisErrors.PROVISIONED_THROUGHPUT_EXCEEDED_EXCEPTION)
                ? Trouble.THROTTLED
                : Trouble.OTHER;
    }

    @Override
    public boolean readsByTime() {
        return true;
    }

    @Override
    public Duration refresh() {
        return REFRESH;
    }

    @Override
    public Duration retention() {
        return RETENTION;
    }

    @Override
    public String batchInfoName() {
        return "KinesisBatchInfo";
    }
}
