package brume.services.kinesis;

import brume.api.kinesis.KinesisApi;
import brume.base.Clock;
import brume.services.kinesis.op.Consumers;
import brume.services.kinesis.op.Labels;
import brume.services.kinesis.op.ListShards;
import brume.services.kinesis.op.Putting;
import brume.services.kinesis.op.Reading;
import brume.services.kinesis.op.Settings;
import brume.services.kinesis.op.ShardThroughput;
import brume.services.kinesis.op.Shards;
import brume.services.kinesis.op.StreamAccess;
import brume.services.kinesis.op.Streams;
import brume.services.kinesis.op.SubscribeToShard;
import brume.services.kinesis.store.RecordStore;
import brume.services.kinesis.store.StreamStore;
import brume.services.kinesis.worker.Trimming;
import brume.spi.Operation;
import brume.spi.Service;
import brume.spi.ServiceContext;
import brume.wire.ServiceModel;
import java.util.List;
import java.util.stream.Stream;

/** Kinesis Data Streams: shards and ordered records. */
public final class KinesisService implements Service {

    private final List<Operation<?, ?>> operations;
    private final SubscribeToShard subscriptions;
    private final Trimming trimming;

    public KinesisService(ServiceContext context) {
        Clock clock = context.clock();
        StreamStore streams = new StreamStore(context.store());
        RecordStore records = new RecordStore(context.store());
        StreamAccess access = new StreamAccess(streams);
        ShardThroughput throughput = new ShardThroughput(context.throughputLimited());
        subscriptions = new SubscribeToShard(streams, records, access, clock);
        trimming = new Trimming(streams, records, clock);
        operations =
                Stream.<List<? extends Operation<?, ?>>>of(
                                new Streams(streams, records, access, clock).all(),
                                new Settings(streams, access, clock).all(),
                                new Shards(streams, access, clock).all(),
                                List.of(new ListShards(streams, access, clock)),
                                new Putting(streams, records, access, throughput, clock).all(),
                                new Reading(streams, records, access, throughput, clock).all(),
                                new Consumers(streams, access, clock).all(),
                                List.of(subscriptions),
                                new Labels(streams, access).all())
                        .<Operation<?, ?>>flatMap(List::stream)
                        .toList();
    }

    @Override
    public ServiceModel model() {
        return KinesisApi.MODEL;
    }

    @Override
    public List<Operation<?, ?>> operations() {
        return operations;
    }

    @Override
    public void start() {
        trimming.start();
    }

    @Override
    public void release() {
        subscriptions.close();
    }

    @Override
    public void stop() {
        trimming.stop();
    }
}
