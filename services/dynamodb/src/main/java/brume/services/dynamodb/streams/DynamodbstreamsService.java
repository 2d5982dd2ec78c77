package brume.services.dynamodb.streams;

import brume.api.dynamodbstreams.DynamodbstreamsApi;
import brume.services.dynamodb.store.Streams;
import brume.services.dynamodb.worker.StreamUpkeep;
import brume.spi.Operation;
import brume.spi.Service;
import brume.spi.ServiceContext;
import brume.wire.ServiceModel;
import java.util.List;

/**
 * Amazon DynamoDB Streams. It shares no memory with {@link
 * brume.services.dynamodb.DynamodbService}: what the writers append is in the store, and is read
 * from there.
 */
public final class DynamodbstreamsService implements Service {

    private final Streams streams;
    private final StreamUpkeep upkeep;

    public DynamodbstreamsService(ServiceContext context) {
        streams = new Streams(context.store());
        upkeep = new StreamUpkeep(streams, context.clock());
    }

    @Override
    public ServiceModel model() {
        return DynamodbstreamsApi.MODEL;
    }

    @Override
    public List<Operation<?, ?>> operations() {
        return List.of(
                new DescribeStream(streams),
                new GetRecords(streams),
                new GetShardIterator(streams),
                new ListStreams(streams));
    }

    @Override
    public void start() {
        upkeep.start();
    }

    @Override
    public void stop() {
        upkeep.stop();
    }
}
