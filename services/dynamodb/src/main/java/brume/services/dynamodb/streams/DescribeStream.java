package brume.services.dynamodb.streams;

import brume.api.dynamodbstreams.DescribeStreamInput;
import brume.api.dynamodbstreams.DescribeStreamOutput;
import brume.api.dynamodbstreams.DynamodbstreamsApi;
import brume.api.dynamodbstreams.KeySchemaElement;
import brume.api.dynamodbstreams.SequenceNumberRange;
import brume.api.dynamodbstreams.ShardFilter;
import brume.api.dynamodbstreams.StreamDescription;
import brume.services.dynamodb.domain.ItemStream;
import brume.services.dynamodb.domain.KeyAttribute;
import brume.services.dynamodb.domain.KeySchema;
import brume.services.dynamodb.domain.Shard;
import brume.services.dynamodb.store.Streams;
import brume.services.dynamodb.value.InvalidRequest;
import brume.spi.Call;
import brume.store.Reader;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** DescribeStream: a stream and a page of its shards, the oldest first. */
final class DescribeStream extends StreamsOperation<DescribeStreamInput, DescribeStreamOutput> {

    private static final int LIMIT_MAX = 100;

    DescribeStream(Streams streams) {
        super(DynamodbstreamsApi.DESCRIBE_STREAM, streams);
    }

    @Override
    String resource(DescribeStreamInput input, Call call) {
        return StreamArn.parse(input.streamArn()).text();
    }

    @Override
    DescribeStreamOutput run(Reader reader, DescribeStreamInput input, Call call) {
        int limit = limit(input.limit(), LIMIT_MAX);
        String parent = parent(input.shardFilter());
        ItemStream stream = stream(reader, call, StreamArn.parse(input.streamArn()));
        List<Shard> shards =
                after(Streams.shards(reader, stream), input.exclusiveStartShardId()).stream()
                        .filter(shard -> parent == null || parent.equals(shard.parentId()))
                        .toList();
        List<Shard> page = shards.subList(0, Math.min(limit, shards.size()));
        return DescribeStreamOutput.builder()
                .streamDescription(
                        StreamDescription.builder()
                                .streamArn(stream.arn())
                                .streamLabel(stream.label())
                                .streamStatus(stream.isEnabled() ? "ENABLED" : "DISABLED")
                                .streamViewType(stream.view().name())
                                .creationRequestDateTime(
                                        Instant.ofEpochMilli(stream.createdMillis()))
                                .tableName(stream.tableName())
                                .keySchema(keySchema(stream.key()))
                                .shards(page.stream().map(DescribeStream::shape).toList())
                                .lastEvaluatedShardId(
                                        shards.size() > limit ? page.getLast().id() : null)
                                .build())
                .build();
    }

    /** The shard whose children are asked for, or null for all shards. */
    private static @Nullable String parent(@Nullable ShardFilter filter) {
        if (filter == null) {
            return null;
        }
        require("type", filter.type());
        return require("shardId", filter.shardId());
    }

    private static String require(String member, @Nullable String value) {
        if (value == null) {
            throw new InvalidRequest(
                    "1 validation error detected: Value null at 'shardFilter."
                            + member
                            + "' failed to satisfy constraint: Member must not be null");
        }
        return value;
    }

    /** The shards after the one of an id; if it is gone, those whose ids are greater. */
    private static List<Shard> after(List<Shard> shards, @Nullable String id) {
        if (id == null) {
            return shards;
        }
        for (int i = 0; i < shards.size(); i++) {
            if (shards.get(i).id().equals(id)) {
                return shards.subList(i + 1, shards.size());
            }
        }
        return shards.stream().filter(shard -> shard.id().compareTo(id) > 0).toList();
    }

    private static brume.api.dynamodbstreams.Shard shape(Shard shard) {
        Long last = shard.last();
        return brume.api.dynamodbstreams.Shard.builder()
                .shardId(shard.id())
                .parentShardId(shard.parentId())
                .sequenceNumberRange(
                        SequenceNumberRange.builder()
                                .startingSequenceNumber(SequenceNumbers.text(shard.first()))
                                .endingSequenceNumber(
                                        last == null ? null : SequenceNumbers.text(last))
                                .build())
                .build();
    }

    private static List<KeySchemaElement> keySchema(KeySchema key) {
        List<KeySchemaElement> elements = new ArrayList<>();
        key.hash().forEach(attribute -> elements.add(element(attribute, "HASH")));
        key.range().forEach(attribute -> elements.add(element(attribute, "RANGE")));
        return elements;
    }

    private static KeySchemaElement element(KeyAttribute attribute, String type) {
        return KeySchemaElement.builder().attributeName(attribute.name()).keyType(type).build();
    }
}
