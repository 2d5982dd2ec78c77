package brume.services.kinesis.op;

import brume.api.kinesis.KinesisApi;
import brume.api.kinesis.KinesisErrors;
import brume.api.kinesis.StartingPosition;
import brume.api.kinesis.SubscribeToShardInput;
import brume.api.kinesis.SubscribeToShardOutput;
import brume.base.Clock;
import brume.services.kinesis.domain.KinesisQuotas;
import brume.services.kinesis.domain.Shard;
import brume.services.kinesis.domain.Stream;
import brume.services.kinesis.domain.StreamConsumer;
import brume.services.kinesis.op.StreamAccess.ResourceRef;
import brume.services.kinesis.store.RecordStore;
import brume.services.kinesis.store.StreamStore;
import brume.spi.Call;
import brume.spi.Operation;
import brume.spi.Permission;
import brume.wire.OperationModel;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/**
 * SubscribeToShard: the records of a shard, pushed for five minutes. A consumer has one
 * subscription of a shard; after five seconds another one takes its place.
 */
public final class SubscribeToShard
        implements Operation<SubscribeToShardInput, SubscribeToShardOutput> {

    private final StreamStore streams;
    private final RecordStore records;
    private final StreamAccess access;
    private final Positions positions;
    private final Clock clock;
    private final ConcurrentMap<String, Subscription> active = new ConcurrentHashMap<>();
    private volatile boolean closed;

    public SubscribeToShard(
            StreamStore streams, RecordStore records, StreamAccess access, Clock clock) {
        this.streams = streams;
        this.records = records;
        this.access = access;
        this.positions = new Positions(records);
        this.clock = clock;
    }

    @Override
    public OperationModel<SubscribeToShardInput, SubscribeToShardOutput> model() {
        return KinesisApi.SUBSCRIBE_TO_SHARD;
    }

    @Override
    public List<Permission> permissions(SubscribeToShardInput input, Call call) {
        return access.permissions(model(), access.resource(input.consumerARN(), call));
    }

    @Override
    public SubscribeToShardOutput handle(SubscribeToShardInput input, Call call) {
        ResourceRef resource = access.resource(input.consumerARN(), call);
        StartingPosition start = input.startingPosition();
        long now = clock.millis();
        Subscription made =
                streams.read(reader -> {
                    Stream stream = access.get(reader, resource.stream());
                    StreamConsumer consumer = access.getConsumer(reader, stream, resource);
                    Shard shard = Shards.get(stream, input.shardId());
                    long after =
                            positions.after(
                                    reader,
                                    stream,
                                    shard,
                                    start.type(),
                                    start.sequenceNumber(),
                                    start.timestamp(),
                                    now);
                    return new Subscription(
                            streams, records, clock, stream, consumer, shard.index(), after);
                });
        String key = input.consumerARN() + '/' + made.shard();
        made.whenOver(() -> active.remove(key, made));
        Subscription before = active.putIfAbsent(key, made);
        if (before != null) {
            replace(key, before, made);
        }
        if (closed) {
            made.close();
        }
        return new SubscribeToShardOutput(made);
    }

    private void replace(String key, Subscription before, Subscription made) {
        boolean young =
                clock.millis() - before.startedMillis()
                        < KinesisQuotas.SUBSCRIPTION_PAUSE_MILLIS.value();
        if (young && !before.over() || !active.replace(key, before, made)) {
            if (!before.over()) {
                throw KinesisErrors.resourceInUseException(
                        "Another active subscription exists for this consumer: "
                                + before.consumerArn());
            }
            active.put(key, made);
        }
        before.close();
    }

    /** Ends all subscriptions; there are no more. */
    public void close() {
        closed = true;
        active.values().forEach(Subscription::close);
    }
}
