package brume.services.dynamodb.streams;

import brume.api.dynamodbstreams.DynamodbstreamsApi;
import brume.api.dynamodbstreams.DynamodbstreamsErrors;
import brume.api.dynamodbstreams.GetShardIteratorInput;
import brume.api.dynamodbstreams.GetShardIteratorOutput;
import brume.services.dynamodb.domain.ItemStream;
import brume.services.dynamodb.domain.Shard;
import brume.services.dynamodb.store.Streams;
import brume.services.dynamodb.value.InvalidRequest;
import brume.spi.Call;
import brume.store.Reader;
import org.jspecify.annotations.Nullable;

/** GetShardIterator: a position in a shard, which GetRecords reads from for 15 minutes. */
final class GetShardIterator
        extends StreamsOperation<GetShardIteratorInput, GetShardIteratorOutput> {

    GetShardIterator(Streams streams) {
        super(DynamodbstreamsApi.GET_SHARD_ITERATOR, streams);
    }

    @Override
    String resource(GetShardIteratorInput input, Call call) {
        return StreamArn.parse(input.streamArn()).text();
    }

    @Override
    GetShardIteratorOutput run(Reader reader, GetShardIteratorInput input, Call call) {
        String type = input.shardIteratorType();
        boolean atNumber = type.endsWith("_SEQUENCE_NUMBER");
        String sequence = input.sequenceNumber();
        if (atNumber && sequence == null) {
            throw new InvalidRequest(
                    "SequenceNumber must be specified when ShardIteratorType is " + type);
        }
        if (!atNumber && sequence != null) {
            throw new InvalidRequest(
                    "SequenceNumber must not be specified when ShardIteratorType is " + type);
        }
        StreamArn arn = StreamArn.parse(input.streamArn());
        ItemStream stream = stream(reader, call, arn);
        Shard shard =
                Streams.shards(reader, stream).stream()
                        .filter(candidate -> candidate.id().equals(input.shardId()))
                        .findFirst()
                        .orElseThrow(() ->
                                DynamodbstreamsErrors.resourceNotFoundException(
                                        "Requested resource not found: Shard does not exist"));
        long after = position(reader, stream, shard, type, sequence);
        return GetShardIteratorOutput.builder()
                .shardIterator(
                        new ShardIterator(arn, shard.first(), after, call.time().toEpochMilli())
                                .text())
                .build();
    }

    /** The number that the first record to read comes after. */
    private static long position(
            Reader reader, ItemStream stream, Shard shard, String type, @Nullable String sequence) {
        long last = reader.lastAppend();
        if (sequence == null) {
            long position = type.equals("LATEST") ? last : Streams.trimmed(reader, stream);
            return Math.clamp(position, shard.first(), shard.lastPossible());
        }
        long number = SequenceNumbers.parse(sequence);
        if (number < shard.first() || number > Math.min(shard.lastPossible(), last)) {
            throw new InvalidRequest(
                    "SequenceNumber " + sequence + " is not within the range of the shard");
        }
        long after = type.equals("AT_SEQUENCE_NUMBER") ? number - 1 : number;
        Trimming.check(reader, stream, shard, after);
        return Math.max(after, shard.first());
    }
}
