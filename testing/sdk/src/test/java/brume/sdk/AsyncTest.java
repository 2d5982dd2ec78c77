package brume.sdk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import software.amazon.awssdk.enhanced.dynamodb.DynamoDbAsyncTable;
import software.amazon.awssdk.enhanced.dynamodb.DynamoDbEnhancedAsyncClient;
import software.amazon.awssdk.enhanced.dynamodb.TableSchema;
import software.amazon.awssdk.enhanced.dynamodb.model.QueryConditional;
import software.amazon.awssdk.http.async.SdkAsyncHttpClient;
import software.amazon.awssdk.http.crt.AwsCrtAsyncHttpClient;
import software.amazon.awssdk.http.nio.netty.NettyNioAsyncHttpClient;
import software.amazon.awssdk.services.dynamodb.DynamoDbAsyncClient;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.GetShardIteratorResponse;
import software.amazon.awssdk.services.dynamodb.model.ProjectionType;
import software.amazon.awssdk.services.dynamodb.model.Record;
import software.amazon.awssdk.services.dynamodb.model.ResourceInUseException;
import software.amazon.awssdk.services.dynamodb.model.Shard;
import software.amazon.awssdk.services.dynamodb.model.ShardIteratorType;
import software.amazon.awssdk.services.dynamodb.model.StreamViewType;
import software.amazon.awssdk.services.dynamodb.streams.DynamoDbStreamsClient;

/**
 * The asynchronous clients over both of their HTTP stacks, and what the streams client then sees.
 */
class AsyncTest {

    private static BrumeProcess server;

    /** The HTTP stacks of the asynchronous clients. */
    enum Stack {
        NETTY,
        CRT;

        SdkAsyncHttpClient open() {
            return switch (this) {
                case NETTY -> NettyNioAsyncHttpClient.create();
                case CRT -> AwsCrtAsyncHttpClient.create();
            };
        }
    }

    @BeforeAll
    static void start() throws Exception {
        server = BrumeProcess.start();
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @ParameterizedTest
    @EnumSource
    void manyRequestsAtOnceAndTheirStream(Stack stack) {
        String name = "async-" + stack;
        try (SdkAsyncHttpClient http = stack.open();
                DynamoDbAsyncClient client =
                        server.client(DynamoDbAsyncClient.builder().httpClient(http))) {
            DynamoDbAsyncTable<Track> tracks =
                    DynamoDbEnhancedAsyncClient.builder()
                            .dynamoDbClient(client)
                            .build()
                            .table(name, TableSchema.fromBean(Track.class));
            create(client, tracks);
            List<CompletableFuture<?>> puts = new ArrayList<>();
            IntStream.range(0, 200)
                    .forEach(number -> puts.add(tracks.putItem(Track.of("many", number))));
            CompletableFuture.allOf(puts.toArray(CompletableFuture[]::new)).join();

            List<Integer> numbers = Collections.synchronizedList(new ArrayList<>());
            tracks.query(request ->
                            request.queryConditional(
                                            QueryConditional.keyEqualTo(
                                                    key -> key.partitionValue("many")))
                                    .limit(30))
                    .items()
                    .subscribe(track -> numbers.add(track.getNumber()))
                    .join();
            assertThat(numbers).isEqualTo(IntStream.range(0, 200).boxed().toList());
            assertThatThrownBy(() -> create(client, tracks))
                    .isInstanceOf(CompletionException.class)
                    .hasCauseInstanceOf(ResourceInUseException.class);
            assertThat(streamed(name)).hasSize(200).containsAll(numbers);
            tracks.deleteTable().join();
            client.waiter().waitUntilTableNotExists(table -> table.tableName(name)).join();
        }
    }

    private static void create(DynamoDbAsyncClient client, DynamoDbAsyncTable<Track> tracks) {
        tracks.createTable(table ->
                        table.streamSpecification(stream ->
                                        stream.streamEnabled(true)
                                                .streamViewType(StreamViewType.NEW_AND_OLD_IMAGES))
                                .globalSecondaryIndices(index ->
                                        index.indexName("by-genre")
                                                .projection(p ->
                                                        p.projectionType(ProjectionType.KEYS_ONLY)))
                                .localSecondaryIndices(index ->
                                        index.indexName("by-album")
                                                .projection(p ->
                                                        p.projectionType(
                                                                ProjectionType.KEYS_ONLY))))
                .join();
        client.waiter().waitUntilTableExists(table -> table.tableName(tracks.tableName())).join();
    }

    /** The numbers of the tracks that the table's stream has inserted. */
    private static List<Integer> streamed(String table) {
        List<Integer> numbers = new ArrayList<>();
        try (DynamoDbClient client = server.dynamoDb();
                DynamoDbStreamsClient streams = server.client(DynamoDbStreamsClient.builder())) {
            String arn = client.describeTable(t -> t.tableName(table)).table().latestStreamArn();
            for (Shard shard :
                    streams.describeStream(s -> s.streamArn(arn)).streamDescription().shards()) {
                GetShardIteratorResponse start =
                        streams.getShardIterator(request ->
                                request.streamArn(arn)
                                        .shardId(shard.shardId())
                                        .shardIteratorType(ShardIteratorType.TRIM_HORIZON));
                numbers.addAll(read(streams, start.shardIterator()));
            }
        }
        return numbers;
    }

    private static List<Integer> read(DynamoDbStreamsClient streams, String start) {
        List<Integer> numbers = new ArrayList<>();
        String iterator = start;
        while (iterator != null) {
            String next = iterator;
            var page = streams.getRecords(request -> request.shardIterator(next).limit(70));
            for (Record record : page.records()) {
                Map<String, AttributeValue> image = record.dynamodb().newImage();
                numbers.add(Integer.valueOf(image.get("number").n()));
            }
            iterator = page.records().isEmpty() ? null : page.nextShardIterator();
        }
        return numbers;
    }
}
