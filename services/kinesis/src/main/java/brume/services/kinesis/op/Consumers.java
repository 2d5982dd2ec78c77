package brume.services.kinesis.op;

import brume.api.kinesis.Consumer;
import brume.api.kinesis.ConsumerDescription;
import brume.api.kinesis.DeregisterStreamConsumerInput;
import brume.api.kinesis.DescribeStreamConsumerInput;
import brume.api.kinesis.DescribeStreamConsumerOutput;
import brume.api.kinesis.KinesisApi;
import brume.api.kinesis.KinesisErrors;
import brume.api.kinesis.ListStreamConsumersInput;
import brume.api.kinesis.ListStreamConsumersOutput;
import brume.api.kinesis.RegisterStreamConsumerInput;
import brume.api.kinesis.RegisterStreamConsumerOutput;
import brume.base.Clock;
import brume.services.kinesis.domain.KinesisQuotas;
import brume.services.kinesis.domain.Stream;
import brume.services.kinesis.domain.StreamConsumer;
import brume.services.kinesis.op.StreamAccess.ResourceRef;
import brume.services.kinesis.op.StreamAccess.StreamRef;
import brume.services.kinesis.store.StreamStore;
import brume.spi.Call;
import brume.spi.Operation;
import brume.spi.Permission;
import brume.store.Reader;
import brume.wire.OperationModel;
import brume.wire.Unit;
import java.time.Instant;
import java.util.List;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Registering the consumers of streams that have records pushed to them. */
public final class Consumers {

    private static final int PAGE = 100;
    private static final String CREATING = "CREATING";

    private final StreamStore streams;
    private final StreamAccess access;
    private final Clock clock;

    public Consumers(StreamStore streams, StreamAccess access, Clock clock) {
        this.streams = streams;
        this.access = access;
        this.clock = clock;
    }

    public List<Operation<?, ?>> all() {
        return List.of(
                access.on(
                        KinesisApi.REGISTER_STREAM_CONSUMER,
                        input -> null,
                        RegisterStreamConsumerInput::streamARN,
                        this::register),
                access.on(
                        KinesisApi.LIST_STREAM_CONSUMERS,
                        input -> null,
                        ListStreamConsumersInput::streamARN,
                        this::list),
                Operation.of(
                        KinesisApi.DESCRIBE_STREAM_CONSUMER,
                        (input, call) ->
                                permissions(
                                        KinesisApi.DESCRIBE_STREAM_CONSUMER, named(input, call)),
                        (input, call) -> describe(named(input, call))),
                Operation.of(
                        KinesisApi.DEREGISTER_STREAM_CONSUMER,
                        (input, call) ->
                                permissions(
                                        KinesisApi.DEREGISTER_STREAM_CONSUMER, named(input, call)),
                        (input, call) -> deregister(named(input, call))));
    }

    private RegisterStreamConsumerOutput register(
            RegisterStreamConsumerInput input, StreamRef ref, Call call) {
        TreeMap<String, String> tags =
                new TreeMap<>(input.tags() == null ? new TreeMap<>() : input.tags());
        TagRules.check(tags);
        StreamConsumer made =
                streams.transact(transaction -> {
                    Stream stream = access.get(transaction, ref);
                    if (streams.findConsumer(transaction, stream, input.consumerName())
                            .isPresent()) {
                        throw KinesisErrors.resourceInUseException(
                                "Consumer "
                                        + input.consumerName()
                                        + " under stream "
                                        + stream.name()
                                        + " already exists.");
                    }
                    if (streams.consumers(transaction, stream).size()
                            >= KinesisQuotas.CONSUMERS.value()) {
                        throw KinesisErrors.limitExceededException(
                                "Stream "
                                        + stream.name()
                                        + " has already "
                                        + KinesisQuotas.CONSUMERS.value()
                                        + " registered consumers.");
                    }
                    StreamConsumer consumer =
                            new StreamConsumer(
                                    stream.arn(), input.consumerName(), clock.millis(), tags, null);
                    streams.putConsumer(transaction, stream, consumer);
                    return consumer;
                });
        return new RegisterStreamConsumerOutput(shape(made, CREATING));
    }

    private static Consumer shape(StreamConsumer consumer, String status) {
        return Consumer.builder()
                .consumerName(consumer.name())
                .consumerARN(consumer.arn())
                .consumerStatus(status)
                .consumerCreationTimestamp(Instant.ofEpochMilli(consumer.createdMillis()))
                .build();
    }

    private ListStreamConsumersOutput list(
            ListStreamConsumersInput input, StreamRef ref, Call call) {
        int limit = input.maxResults() == null ? PAGE : input.maxResults();
        List<StreamConsumer> all =
                streams.read(reader -> {
                    Stream stream = access.get(reader, ref);
                    ListShards.checkCreation(stream, input.streamCreationTimestamp());
                    return streams.consumers(reader, stream);
                });
        String after =
                input.nextToken() == null ? "" : Tokens.read(input.nextToken(), ref.toString());
        List<StreamConsumer> left =
                all.stream().filter(consumer -> consumer.name().compareTo(after) > 0).toList();
        boolean more = left.size() > limit;
        List<StreamConsumer> page = more ? left.subList(0, limit) : left;
        return ListStreamConsumersOutput.builder()
                .consumers(page.stream().map(found -> shape(found, Shapes.ACTIVE)).toList())
                .nextToken(more ? Tokens.of(ref.toString(), page.getLast().name()) : null)
                .build();
    }

    /** A consumer as requests name it: by its ARN, or by its name and its stream's ARN. */
    private record Named(StreamRef stream, @Nullable String name, @Nullable ResourceRef resource) {}

    private Named named(DescribeStreamConsumerInput input, Call call) {
        return named(input.consumerARN(), input.streamARN(), input.consumerName(), call);
    }

    private Named named(DeregisterStreamConsumerInput input, Call call) {
        return named(input.consumerARN(), input.streamARN(), input.consumerName(), call);
    }

    private Named named(
            @Nullable String arn, @Nullable String streamArn, @Nullable String name, Call call) {
        if (arn != null) {
            ResourceRef resource = access.resource(arn, call);
            return new Named(resource.stream(), null, resource);
        }
        if (streamArn == null || name == null) {
            throw KinesisErrors.invalidArgumentException(
                    "Either ConsumerARN or both StreamARN and ConsumerName should be provided.");
        }
        return new Named(access.stream(null, streamArn, call), name, null);
    }

    private StreamConsumer find(Reader reader, Stream stream, Named named) {
        ResourceRef resource = named.resource();
        if (resource != null) {
            return access.getConsumer(reader, stream, resource);
        }
        String name = named.name() == null ? "" : named.name();
        return streams.findConsumer(reader, stream, name)
                .orElseThrow(() -> StreamAccess.consumerNotFound(name));
    }

    private List<Permission> permissions(OperationModel<?, ?> model, Named named) {
        ResourceRef resource = named.resource();
        String arn =
                resource != null
                        ? resource.arn()
                        : streams.read(reader ->
                                find(reader, access.get(reader, named.stream()), named).arn());
        return access.permissions(model, new ResourceRef(named.stream(), consumerName(arn), arn));
    }

    private static String consumerName(String arn) {
        String last = arn.substring(arn.lastIndexOf('/') + 1);
        return last.split(":", 2)[0];
    }

    private DescribeStreamConsumerOutput describe(Named named) {
        StreamConsumer consumer =
                streams.read(reader -> find(reader, access.get(reader, named.stream()), named));
        return DescribeStreamConsumerOutput.builder()
                .consumerDescription(
                        ConsumerDescription.builder()
                                .consumerName(consumer.name())
                                .consumerARN(consumer.arn())
                                .consumerStatus(Shapes.ACTIVE)
                                .consumerCreationTimestamp(
                                        Instant.ofEpochMilli(consumer.createdMillis()))
                                .streamARN(consumer.streamArn())
                                .build())
                .build();
    }

    private Unit deregister(Named named) {
        return streams.transact(transaction -> {
            Stream stream = access.get(transaction, named.stream());
            streams.deleteConsumer(transaction, stream, find(transaction, stream, named));
            return Unit.INSTANCE;
        });
    }
}
