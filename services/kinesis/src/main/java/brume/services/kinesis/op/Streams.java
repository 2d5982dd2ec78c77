package brume.services.kinesis.op;

import brume.api.kinesis.CreateStreamInput;
import brume.api.kinesis.DeleteStreamInput;
import brume.api.kinesis.DescribeLimitsInput;
import brume.api.kinesis.DescribeLimitsOutput;
import brume.api.kinesis.DescribeStreamInput;
import brume.api.kinesis.DescribeStreamOutput;
import brume.api.kinesis.DescribeStreamSummaryInput;
import brume.api.kinesis.DescribeStreamSummaryOutput;
import brume.api.kinesis.KinesisApi;
import brume.api.kinesis.KinesisErrors;
import brume.api.kinesis.ListStreamsInput;
import brume.api.kinesis.ListStreamsOutput;
import brume.api.kinesis.StreamDescription;
import brume.api.kinesis.StreamDescriptionSummary;
import brume.api.kinesis.StreamSummary;
import brume.base.Clock;
import brume.base.Ids;
import brume.base.Scope;
import brume.services.kinesis.domain.KinesisQuotas;
import brume.services.kinesis.domain.Resharding;
import brume.services.kinesis.domain.Shard;
import brume.services.kinesis.domain.Stream;
import brume.services.kinesis.op.StreamAccess.StreamRef;
import brume.services.kinesis.store.RecordStore;
import brume.services.kinesis.store.StreamStore;
import brume.spi.Call;
import brume.spi.Operation;
import brume.spi.Permission;
import brume.store.Reader;
import brume.store.Transaction;
import brume.wire.CommonErrors;
import brume.wire.ServiceException;
import brume.wire.Unit;
import java.time.Instant;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Making, describing, listing and deleting streams. */
public final class Streams {

    private static final int PAGE = 100;
    private static final String NO_KEY = "NONE";

    private final StreamStore streams;
    private final RecordStore records;
    private final StreamAccess access;
    private final Clock clock;

    public Streams(StreamStore streams, RecordStore records, StreamAccess access, Clock clock) {
        this.streams = streams;
        this.records = records;
        this.access = access;
        this.clock = clock;
    }

    public List<Operation<?, ?>> all() {
        return List.of(
                access.on(
                        KinesisApi.CREATE_STREAM,
                        CreateStreamInput::streamName,
                        input -> null,
                        this::create),
                access.on(
                        KinesisApi.DELETE_STREAM,
                        DeleteStreamInput::streamName,
                        DeleteStreamInput::streamARN,
                        this::delete),
                access.on(
                        KinesisApi.DESCRIBE_STREAM,
                        DescribeStreamInput::streamName,
                        DescribeStreamInput::streamARN,
                        this::describe),
                access.on(
                        KinesisApi.DESCRIBE_STREAM_SUMMARY,
                        DescribeStreamSummaryInput::streamName,
                        DescribeStreamSummaryInput::streamARN,
                        this::summarise),
                Operation.of(
                        KinesisApi.LIST_STREAMS,
                        (input, call) -> everything("kinesis:ListStreams"),
                        this::list),
                Operation.of(
                        KinesisApi.DESCRIBE_LIMITS,
                        (input, call) -> everything("kinesis:DescribeLimits"),
                        this::limits));
    }

    private static List<Permission> everything(String action) {
        return List.of(Permission.of(action, "*"));
    }

    private Unit create(CreateStreamInput input, StreamRef ref, Call call) {
        if (input.warmThroughputMiBps() != null) {
            throw CommonErrors.notImplemented(KinesisApi.MODEL, "WarmThroughputMiBps");
        }
        SortedMap<String, String> tags =
                new TreeMap<>(input.tags() == null ? new TreeMap<>() : input.tags());
        TagRules.check(tags);
        String mode = mode(input);
        int count = shardCount(input, mode);
        Integer recordKib = input.maxRecordSizeInKiB();
        return streams.transact(transaction -> {
            if (streams.find(transaction, ref.scope(), ref.name()).isPresent()) {
                throw KinesisErrors.resourceInUseException(
                        "Stream "
                                + ref.name()
                                + " under account "
                                + ref.scope().account().value()
                                + " already exists.");
            }
            checkQuotas(transaction, ref.scope(), mode, count);
            long now = clock.millis();
            streams.put(
                    transaction,
                    new Stream(
                            Ids.lower(16),
                            ref.scope().account().value(),
                            ref.scope().region().value(),
                            ref.name(),
                            now,
                            mode,
                            (int) KinesisQuotas.RETENTION_HOURS_MIN.value(),
                            recordKib == null ? (int) KinesisQuotas.RECORD_KIB.value() : recordKib,
                            List.of(),
                            tags,
                            null,
                            count,
                            List.of(),
                            List.of(),
                            Resharding.first(count, now)));
            return Unit.INSTANCE;
        });
    }

    /** Without a mode and a count, AWS makes an on-demand stream (recorded by LocalStack). */
    private static String mode(CreateStreamInput input) {
        if (input.streamModeDetails() != null) {
            return input.streamModeDetails().streamMode();
        }
        return input.shardCount() == null ? Stream.ON_DEMAND : Stream.PROVISIONED;
    }

    private static int shardCount(CreateStreamInput input, String mode) {
        Integer count = input.shardCount();
        if (mode.equals(Stream.ON_DEMAND)) {
            if (count != null) {
                throw KinesisErrors.validationException(
                        "ShardCount must not be specified for a stream in On-Demand mode.");
            }
            return (int) KinesisQuotas.ON_DEMAND_SHARDS.value();
        }
        if (count == null) {
            throw KinesisErrors.validationException(
                    "ShardCount must be specified for a stream in Provisioned mode.");
        }
        return count;
    }

    private void checkQuotas(Transaction transaction, Scope scope, String mode, int count) {
        checkShards(streams, transaction, scope, count);
        if (mode.equals(Stream.ON_DEMAND)
                && onDemand(transaction, scope) >= KinesisQuotas.ON_DEMAND_STREAMS.value()) {
            throw KinesisErrors.limitExceededException(
                    "This request would exceed the limit of "
                            + KinesisQuotas.ON_DEMAND_STREAMS.value()
                            + " on-demand streams for the account "
                            + scope.account().value()
                            + " in "
                            + scope.region().value()
                            + ".");
        }
    }

    private long onDemand(Reader reader, Scope scope) {
        return streams.all(reader, scope).stream().filter(Stream::isOnDemand).count();
    }

    /** Refuses more open shards than an account may have in a region. */
    static void checkShards(StreamStore streams, Reader reader, Scope scope, int more) {
        long open = open(streams, reader, scope);
        long limit = KinesisQuotas.shards(scope.region().value());
        if (open + more > limit) {
            throw KinesisErrors.limitExceededException(
                    "This request would exceed the shard limit for the account "
                            + scope.account().value()
                            + " in "
                            + scope.region().value()
                            + ". Current shard count for the account: "
                            + open
                            + ". Limit: "
                            + limit
                            + ". Number of additional shards that would have resulted from this"
                            + " request: "
                            + more
                            + ". Refer to the AWS Service Limits page"
                            + " (http://docs.aws.amazon.com/general/latest/gr/aws_service_limits.html)"
                            + " for current limits and how to request higher limits.");
        }
    }

    private static long open(StreamStore streams, Reader reader, Scope scope) {
        return streams.all(reader, scope).stream()
                .mapToLong(stream -> stream.openShards().size())
                .sum();
    }

    private Unit delete(DeleteStreamInput input, StreamRef ref, Call call) {
        return streams.transact(transaction -> {
            Stream stream = access.get(transaction, ref);
            boolean enforced = Boolean.TRUE.equals(input.enforceConsumerDeletion());
            if (!enforced && !streams.consumers(transaction, stream).isEmpty()) {
                throw KinesisErrors.resourceInUseException(
                        "DeleteStream can't delete "
                                + stream.arn()
                                + " because there are consumers associated with this data stream."
                                + " To delete "
                                + stream.name()
                                + " anyway, set the EnforceConsumerDeletion parameter to true to"
                                + " force the deletion of all the consumers that are associated"
                                + " with it.");
            }
            streams.delete(transaction, stream);
            records.deleteAll(transaction, stream);
            return Unit.INSTANCE;
        });
    }

    private DescribeStreamOutput describe(DescribeStreamInput input, StreamRef ref, Call call) {
        Stream stream = streams.read(reader -> access.get(reader, ref));
        int limit = input.limit() == null ? PAGE : input.limit();
        List<Shard> shards = after(stream.shards(), input.exclusiveStartShardId());
        return DescribeStreamOutput.builder()
                .streamDescription(
                        StreamDescription.builder()
                                .streamName(stream.name())
                                .streamARN(stream.arn())
                                .streamStatus(Shapes.ACTIVE)
                                .streamModeDetails(Shapes.mode(stream))
                                .shards(shards.stream().limit(limit).map(Shapes::shard).toList())
                                .hasMoreShards(shards.size() > limit)
                                .retentionPeriodHours(stream.retentionHours())
                                .streamCreationTimestamp(
                                        Instant.ofEpochMilli(stream.createdMillis()))
                                .enhancedMonitoring(Shapes.metrics(stream))
                                .encryptionType(NO_KEY)
                                .build())
                .build();
    }

    /** The shards whose ids are greater. */
    static List<Shard> after(List<Shard> shards, @Nullable String id) {
        return id == null
                ? shards
                : shards.stream().filter(shard -> shard.id().compareTo(id) > 0).toList();
    }

    private DescribeStreamSummaryOutput summarise(
            DescribeStreamSummaryInput input, StreamRef ref, Call call) {
        return streams.read(reader -> {
            Stream stream = access.get(reader, ref);
            return DescribeStreamSummaryOutput.builder()
                    .streamDescriptionSummary(
                            StreamDescriptionSummary.builder()
                                    .streamName(stream.name())
                                    .streamARN(stream.arn())
                                    .streamStatus(Shapes.ACTIVE)
                                    .streamModeDetails(Shapes.mode(stream))
                                    .retentionPeriodHours(stream.retentionHours())
                                    .streamCreationTimestamp(
                                            Instant.ofEpochMilli(stream.createdMillis()))
                                    .enhancedMonitoring(Shapes.metrics(stream))
                                    .encryptionType(NO_KEY)
                                    .openShardCount(stream.openShards().size())
                                    .consumerCount(streams.consumers(reader, stream).size())
                                    .maxRecordSizeInKiB(stream.recordKibMax())
                                    .build())
                    .build();
        });
    }

    private ListStreamsOutput list(ListStreamsInput input, Call call) {
        int limit = input.limit() == null ? PAGE : input.limit();
        String after =
                input.nextToken() == null
                        ? input.exclusiveStartStreamName()
                        : Tokens.read(input.nextToken(), call.scope());
        List<Stream> found =
                streams.read(reader -> streams.list(reader, call.scope(), after, limit + 1));
        boolean more = found.size() > limit;
        List<Stream> page = more ? found.subList(0, limit) : found;
        return ListStreamsOutput.builder()
                .streamNames(page.stream().map(Stream::name).toList())
                .hasMoreStreams(more)
                .nextToken(more ? Tokens.of(call.scope(), page.getLast().name()) : null)
                .streamSummaries(page.stream().map(Streams::summary).toList())
                .build();
    }

    private static StreamSummary summary(Stream stream) {
        return StreamSummary.builder()
                .streamName(stream.name())
                .streamARN(stream.arn())
                .streamStatus(Shapes.ACTIVE)
                .streamModeDetails(Shapes.mode(stream))
                .streamCreationTimestamp(Instant.ofEpochMilli(stream.createdMillis()))
                .build();
    }

    private DescribeLimitsOutput limits(DescribeLimitsInput input, Call call) {
        return streams.read(reader ->
                DescribeLimitsOutput.builder()
                        .shardLimit((int) KinesisQuotas.shards(call.region().value()))
                        .openShardCount((int) open(streams, reader, call.scope()))
                        .onDemandStreamCount((int) onDemand(reader, call.scope()))
                        .onDemandStreamCountLimit((int) KinesisQuotas.ON_DEMAND_STREAMS.value())
                        .build());
    }

    /** What provisioned streams only can do. */
    static void requireProvisioned(Stream stream) {
        if (stream.isOnDemand()) {
            throw inOnDemandMode(stream);
        }
    }

    private static ServiceException inOnDemandMode(Stream stream) {
        return KinesisErrors.validationException(
                "Request is invalid. Stream "
                        + stream.name()
                        + " under account "
                        + stream.account()
                        + " is in On-Demand mode.");
    }
}
