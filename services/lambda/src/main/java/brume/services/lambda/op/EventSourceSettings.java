package brume.services.lambda.op;

import static brume.services.lambda.op.CreateFunction.orElse;
import static brume.services.lambda.op.EventSourceChecks.absent;

import brume.api.lambda.CreateEventSourceMappingRequest;
import brume.api.lambda.ScalingConfig;
import brume.api.lambda.UpdateEventSourceMappingRequest;
import brume.services.lambda.domain.EventSourceMapping;
import brume.services.lambda.domain.EventSourceMapping.Kind;
import brume.services.lambda.domain.EventSourceMapping.Settings;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The settings of an event source mapping, from the requests that make and change them. */
final class EventSourceSettings {

    private static final int STREAM_BATCH = 100;
    private static final int QUEUE_BATCH = 10;
    private static final int NO_LIMIT = -1;

    private EventSourceSettings() {}

    /** What belongs to sources and features that are not built. */
    static void refuseUnbuilt(CreateEventSourceMappingRequest input) {
        Checks.absent(input.selfManagedEventSource(), "SelfManagedEventSource");
        Checks.absent(input.topics(), "Topics");
        Checks.absent(input.queues(), "Queues");
        Checks.absent(input.sourceAccessConfigurations(), "SourceAccessConfigurations");
        Checks.absent(
                input.amazonManagedKafkaEventSourceConfig(), "AmazonManagedKafkaEventSourceConfig");
        Checks.absent(
                input.selfManagedKafkaEventSourceConfig(), "SelfManagedKafkaEventSourceConfig");
        Checks.absent(input.documentDBEventSourceConfig(), "DocumentDBEventSourceConfig");
        Checks.absent(input.kmsKeyArn(), "KMSKeyArn");
        Checks.absent(input.metricsConfig(), "MetricsConfig");
        Checks.absent(input.loggingConfig(), "LoggingConfig");
        Checks.absent(input.provisionedPollerConfig(), "ProvisionedPollerConfig");
        tumbling(input.tumblingWindowInSeconds());
    }

    static void refuseUnbuilt(UpdateEventSourceMappingRequest input) {
        Checks.absent(input.sourceAccessConfigurations(), "SourceAccessConfigurations");
        Checks.absent(
                input.amazonManagedKafkaEventSourceConfig(), "AmazonManagedKafkaEventSourceConfig");
        Checks.absent(
                input.selfManagedKafkaEventSourceConfig(), "SelfManagedKafkaEventSourceConfig");
        Checks.absent(input.documentDBEventSourceConfig(), "DocumentDBEventSourceConfig");
        Checks.absent(input.kmsKeyArn(), "KMSKeyArn");
        Checks.absent(input.metricsConfig(), "MetricsConfig");
        Checks.absent(input.loggingConfig(), "LoggingConfig");
        Checks.absent(input.provisionedPollerConfig(), "ProvisionedPollerConfig");
        tumbling(input.tumblingWindowInSeconds());
    }

    private static void tumbling(@Nullable Integer seconds) {
        if (seconds != null && seconds > 0) {
            throw Checks.notImplemented("TumblingWindowInSeconds");
        }
    }

    static Settings of(Kind kind, String sourceArn, CreateEventSourceMappingRequest input) {
        String position =
                EventSourceChecks.startingPosition(kind, input.startingPosition(), sourceArn);
        absent(kind, Kind.STREAM, input.destinationConfig(), "DestinationConfig");
        absent(kind, Kind.STREAM, input.parallelizationFactor(), "ParallelizationFactor");
        absent(kind, Kind.STREAM, input.bisectBatchOnFunctionError(), "BisectBatchOnFunctionError");
        absent(kind, Kind.STREAM, input.maximumRetryAttempts(), "MaximumRetryAttempts");
        absent(kind, Kind.STREAM, input.maximumRecordAgeInSeconds(), "MaximumRecordAgeInSeconds");
        absent(kind, Kind.STREAM, input.tumblingWindowInSeconds(), "TumblingWindowInSeconds");
        Instant time =
                EventSourceChecks.startingTime(
                        kind, position, input.startingPositionTimestamp(), sourceArn);
        absent(kind, Kind.QUEUE, input.scalingConfig(), "ScalingConfig");
        Settings settings =
                new Settings(
                        orElse(input.batchSize(), kind == Kind.STREAM ? STREAM_BATCH : QUEUE_BATCH),
                        orElse(input.maximumBatchingWindowInSeconds(), 0),
                        EventSourceChecks.filters(input.filterCriteria()),
                        partialFailures(input.functionResponseTypes()),
                        position,
                        orElse(input.parallelizationFactor(), 1),
                        orElse(input.bisectBatchOnFunctionError(), false),
                        orElse(input.maximumRetryAttempts(), NO_LIMIT),
                        orElse(input.maximumRecordAgeInSeconds(), NO_LIMIT),
                        input.destinationConfig() == null
                                ? null
                                : EventSourceChecks.onFailure(input.destinationConfig()),
                        concurrency(input.scalingConfig(), null),
                        time);
        EventSourceChecks.together(kind, sourceArn, settings);
        return settings;
    }

    /** The settings after a change; what the request leaves out stays. */
    static Settings merge(EventSourceMapping mapping, UpdateEventSourceMappingRequest input) {
        Kind kind = mapping.kind();
        Settings s = mapping.settings();
        absent(kind, Kind.STREAM, input.destinationConfig(), "DestinationConfig");
        absent(kind, Kind.STREAM, input.parallelizationFactor(), "ParallelizationFactor");
        absent(kind, Kind.STREAM, input.bisectBatchOnFunctionError(), "BisectBatchOnFunctionError");
        absent(kind, Kind.STREAM, input.maximumRetryAttempts(), "MaximumRetryAttempts");
        absent(kind, Kind.STREAM, input.maximumRecordAgeInSeconds(), "MaximumRecordAgeInSeconds");
        absent(kind, Kind.STREAM, input.tumblingWindowInSeconds(), "TumblingWindowInSeconds");
        absent(kind, Kind.QUEUE, input.scalingConfig(), "ScalingConfig");
        Settings merged =
                new Settings(
                        orElse(input.batchSize(), s.batchSize()),
                        orElse(input.maximumBatchingWindowInSeconds(), s.windowSeconds()),
                        input.filterCriteria() == null
                                ? s.filters()
                                : EventSourceChecks.filters(input.filterCriteria()),
                        input.functionResponseTypes() == null
                                ? s.partialFailures()
                                : partialFailures(input.functionResponseTypes()),
                        s.startingPosition(),
                        orElse(input.parallelizationFactor(), s.parallelization()),
                        orElse(input.bisectBatchOnFunctionError(), s.bisect()),
                        orElse(input.maximumRetryAttempts(), s.retriesMax()),
                        orElse(input.maximumRecordAgeInSeconds(), s.recordAgeSecondsMax()),
                        input.destinationConfig() == null
                                ? s.onFailure()
                                : EventSourceChecks.onFailure(input.destinationConfig()),
                        concurrency(input.scalingConfig(), s.concurrencyMax()),
                        s.startingTime());
        EventSourceChecks.together(kind, mapping.sourceArn(), merged);
        return merged;
    }

    private static boolean partialFailures(@Nullable List<String> types) {
        return types != null && types.contains("ReportBatchItemFailures");
    }

    private static @Nullable Integer concurrency(
            @Nullable ScalingConfig config, @Nullable Integer before) {
        return config == null ? before : config.maximumConcurrency();
    }
}
