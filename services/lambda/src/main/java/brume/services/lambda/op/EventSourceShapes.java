package brume.services.lambda.op;

import brume.api.lambda.DestinationConfig;
import brume.api.lambda.EventSourceMappingConfiguration;
import brume.api.lambda.Filter;
import brume.api.lambda.FilterCriteria;
import brume.api.lambda.OnFailure;
import brume.api.lambda.ScalingConfig;
import brume.services.lambda.domain.EventSourceMapping;
import brume.services.lambda.domain.EventSourceMapping.Kind;
import brume.services.lambda.domain.EventSourceMapping.Settings;
import java.util.List;
import java.util.Optional;

/** The configuration of an event source mapping that clients see. */
final class EventSourceShapes {

    private EventSourceShapes() {}

    /**
     * As all operations answer it.
     *
     * @param lastResult how the last batch ended
     */
    static EventSourceMappingConfiguration of(
            EventSourceMapping mapping, Optional<String> lastResult) {
        Settings settings = mapping.settings();
        EventSourceMappingConfiguration.Builder shape =
                EventSourceMappingConfiguration.builder()
                        .uuid(mapping.uuid())
                        .eventSourceMappingArn(mapping.arn())
                        .eventSourceArn(mapping.sourceArn())
                        .functionArn(mapping.function().qualifiedArn())
                        .batchSize(settings.batchSize())
                        .maximumBatchingWindowInSeconds(settings.windowSeconds())
                        .functionResponseTypes(
                                settings.partialFailures()
                                        ? List.of("ReportBatchItemFailures")
                                        : List.of())
                        .lastModified(mapping.modified())
                        .state(mapping.state());
        if (!settings.filters().isEmpty()) {
            shape.filterCriteria(
                    new FilterCriteria(settings.filters().stream().map(Filter::new).toList()));
        }
        if (mapping.kind() == Kind.QUEUE) {
            Integer concurrency = settings.concurrencyMax();
            return shape.stateTransitionReason("USER_INITIATED")
                    .scalingConfig(concurrency == null ? null : new ScalingConfig(concurrency))
                    .build();
        }
        return shape.stateTransitionReason("User action")
                .lastProcessingResult(lastResult.orElse("No records processed"))
                .startingPosition(settings.startingPosition())
                .startingPositionTimestamp(settings.startingTime())
                .parallelizationFactor(settings.parallelization())
                .bisectBatchOnFunctionError(settings.bisect())
                .maximumRetryAttempts(settings.retriesMax())
                .maximumRecordAgeInSeconds(settings.recordAgeSecondsMax())
                .tumblingWindowInSeconds(0)
                .destinationConfig(
                        DestinationConfig.builder()
                                .onFailure(new OnFailure(settings.onFailure()))
                                .build())
                .build();
    }
}
