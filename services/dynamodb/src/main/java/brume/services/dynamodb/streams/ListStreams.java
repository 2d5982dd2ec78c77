package brume.services.dynamodb.streams;

import brume.api.dynamodbstreams.DynamodbstreamsApi;
import brume.api.dynamodbstreams.ListStreamsInput;
import brume.api.dynamodbstreams.ListStreamsOutput;
import brume.api.dynamodbstreams.Stream;
import brume.services.dynamodb.domain.ItemStream;
import brume.services.dynamodb.store.Streams;
import brume.spi.Call;
import brume.store.Reader;
import java.util.List;

/** ListStreams: the streams that can be read, those that were switched off included. */
final class ListStreams extends StreamsOperation<ListStreamsInput, ListStreamsOutput> {

    private static final int LIMIT_MAX = 100;

    ListStreams(Streams streams) {
        super(DynamodbstreamsApi.LIST_STREAMS, streams);
    }

    @Override
    String resource(ListStreamsInput input, Call call) {
        String table = input.tableName() == null ? "*" : input.tableName();
        return ItemStream.arn(call.scope(), table, "*");
    }

    @Override
    ListStreamsOutput run(Reader reader, ListStreamsInput input, Call call) {
        int limit = limit(input.limit(), LIMIT_MAX);
        StreamArn start =
                input.exclusiveStartStreamArn() == null
                        ? null
                        : StreamArn.parse(input.exclusiveStartStreamArn());
        List<ItemStream> found =
                Streams.list(
                        reader,
                        call.scope(),
                        input.tableName(),
                        start == null ? null : start.tableName(),
                        start == null ? null : start.label(),
                        limit + 1);
        List<ItemStream> page = found.subList(0, Math.min(limit, found.size()));
        return ListStreamsOutput.builder()
                .streams(page.stream().map(ListStreams::shape).toList())
                .lastEvaluatedStreamArn(found.size() > limit ? page.getLast().arn() : null)
                .build();
    }

    private static Stream shape(ItemStream stream) {
        return Stream.builder()
                .streamArn(stream.arn())
                .tableName(stream.tableName())
                .streamLabel(stream.label())
                .build();
    }
}
