package brume.services.lambda.source;

import brume.api.dynamodbstreams.DescribeStreamInput;
import brume.api.dynamodbstreams.DynamodbstreamsApi;
import brume.api.dynamodbstreams.DynamodbstreamsErrors;
import brume.api.dynamodbstreams.GetRecordsInput;
import brume.api.dynamodbstreams.GetRecordsOutput;
import brume.api.dynamodbstreams.GetShardIteratorInput;
import brume.api.dynamodbstreams.RecordShape;
import brume.api.dynamodbstreams.StreamDescription;
import brume.services.lambda.domain.EventSourceMapping;
import brume.spi.Calls;
import brume.spi.Principal;
import brume.wire.ServiceException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A stream of DynamoDB. */
final class DynamodbStream implements StreamSource {

    /** Iterators expire after 15 minutes. */
    private static final Duration REFRESH = Duration.ofMinutes(5);

    private static final Duration RETENTION = Duration.ofHours(24);

    private final EventSourceMapping mapping;
    private final Calls calls;

    DynamodbStream(EventSourceMapping mapping, Calls calls) {
        this.mapping = mapping;
        this.calls = calls;
    }

    @Override
    public List<Shard> shards(Principal role) {
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
                page.shards().forEach(shard -> shards.add(shard(shard)));
            }
            after = page.lastEvaluatedShardId();
        } while (after != null);
        return shards;
    }

    private static Shard shard(brume.api.dynamodbstreams.Shard shard) {
        var range = shard.sequenceNumberRange();
        String parent = shard.parentShardId();
        return new Shard(
                shard.shardId() == null ? "" : shard.shardId(),
                parent == null ? List.of() : List.of(parent),
                range != null && range.endingSequenceNumber() != null);
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

    @Override
    public Page read(String shard, String iterator, int limit, Principal role) {
        GetRecordsOutput page =
                calls.invoke(
                        DynamodbstreamsApi.GET_RECORDS,
                        GetRecordsInput.builder().shardIterator(iterator).limit(limit).build(),
                        role,
                        mapping.scope());
        List<RecordShape> records = page.records() == null ? List.of() : page.records();
        return new Page(
                records.stream()
                        .map(record -> StreamRecord.of(record, mapping.sourceArn()))
                        .toList(),
                page.nextShardIterator());
    }

    @Override
    public Trouble trouble(ServiceException e) {
        if (e.error().equals(DynamodbstreamsErrors.EXPIRED_ITERATOR_EXCEPTION)) {
            return Trouble.EXPIRED;
        }
        return e.error().equals(DynamodbstreamsErrors.TRIMMED_DATA_ACCESS_EXCEPTION)
                ? Trouble.TRIMMED
                : Trouble.OTHER;
    }

    @Override
    public boolean readsByTime() {
        return false;
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
        return "DDBStreamBatchInfo";
    }
}
