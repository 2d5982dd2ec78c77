package brume.services.dynamodb.streams;

import brume.api.dynamodbstreams.DynamodbstreamsApi;
import brume.api.dynamodbstreams.DynamodbstreamsErrors;
import brume.api.dynamodbstreams.GetRecordsInput;
import brume.api.dynamodbstreams.GetRecordsOutput;
import brume.services.dynamodb.domain.ItemChange;
import brume.services.dynamodb.domain.ItemStream;
import brume.services.dynamodb.domain.Shard;
import brume.services.dynamodb.store.StreamPage;
import brume.services.dynamodb.store.Streams;
import brume.spi.Call;
import brume.store.Reader;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * GetRecords: the records after an iterator's position, and the iterator that comes after them;
 * none at the end of a closed shard.
 *
 * <p>Records, boundaries of shards and what was trimmed are read from one snapshot, which contains
 * every record up to the last one that it shows. So a reader that follows the iterators gets each
 * record once, whatever is written meanwhile.
 */
final class GetRecords extends StreamsOperation<GetRecordsInput, GetRecordsOutput> {

    /** Source: API reference, GetRecords. */
    private static final int RECORDS_MAX = 1000;

    private static final long BYTES_MAX = 1 << 20;

    GetRecords(Streams streams) {
        super(DynamodbstreamsApi.GET_RECORDS, streams);
    }

    @Override
    String resource(GetRecordsInput input, Call call) {
        return ShardIterator.parse(input.shardIterator()).stream().text();
    }

    @Override
    GetRecordsOutput run(Reader reader, GetRecordsInput input, Call call) {
        int limit = limit(input.limit(), RECORDS_MAX);
        ShardIterator iterator = ShardIterator.parse(input.shardIterator());
        ItemStream stream = stream(reader, call, iterator.stream());
        if (iterator.hasExpired(call.time().toEpochMilli())) {
            throw DynamodbstreamsErrors.expiredIteratorException(
                    "The provided iterator exceeds the maximum age allowed");
        }
        Shard shard =
                Streams.shards(reader, stream).stream()
                        .filter(candidate -> candidate.first() == iterator.shard())
                        .findFirst()
                        .orElseThrow(Trimming::error);
        Trimming.check(reader, stream, shard, iterator.after());
        StreamPage page =
                Streams.records(reader, stream, shard, iterator.after(), limit, BYTES_MAX);
        return GetRecordsOutput.builder()
                .records(
                        page.changes().stream()
                                .map(change -> RecordShapes.of(stream, change))
                                .toList())
                .nextShardIterator(next(iterator, shard, page, call))
                .build();
    }

    private static @Nullable String next(
            ShardIterator iterator, Shard shard, StreamPage page, Call call) {
        if (!page.more() && !shard.isOpen()) {
            return null;
        }
        List<ItemChange> changes = page.changes();
        long after = changes.isEmpty() ? iterator.after() : changes.getLast().number();
        return new ShardIterator(
                        iterator.stream(), shard.first(), after, call.time().toEpochMilli())
                .text();
    }
}
