package brume.services.lambda.op;

import brume.api.lambda.DestinationConfig;
import brume.api.lambda.Filter;
import brume.api.lambda.FilterCriteria;
import brume.api.lambda.LambdaErrors;
import brume.api.lambda.OnFailure;
import brume.services.lambda.domain.EventFilter;
import brume.services.lambda.domain.EventSourceMapping.Kind;
import brume.services.lambda.domain.EventSourceMapping.Settings;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The rules for what an event source mapping may be configured with. Texts are AWS's where
 * LocalStack recorded them (test_lambda_api.snapshot.json, TestLambdaEventSourceMappings, and the
 * snapshots of event_source_mapping).
 */
final class EventSourceChecks {

    private static final int RECORD_AGE_SECONDS_MIN = 60;
    private static final String AT_TIMESTAMP = "AT_TIMESTAMP";
    private static final int BATCH_WITHOUT_WINDOW_MAX = 10;

    private EventSourceChecks() {}

    /** What the ARN names; other sources than those that are built are refused by name. */
    static Kind kind(@Nullable String sourceArn) {
        if (sourceArn == null) {
            throw invalid("Unrecognized event source.");
        }
        String service = sourceArn.split(":", 4)[2];
        return switch (service) {
            case "dynamodb" -> {
                if (!sourceArn.contains("/stream/")) {
                    throw invalid("Unrecognized event source.");
                }
                yield Kind.STREAM;
            }
            case "sqs" -> Kind.QUEUE;
            case "kinesis" -> {
                if (sourceArn.contains("/consumer/")) {
                    throw Checks.notImplemented("a consumer with enhanced fan-out as a source");
                }
                if (!sourceArn.contains(":stream/")) {
                    throw invalid("Unrecognized event source.");
                }
                yield Kind.STREAM;
            }
            case "kafka", "mq", "rds", "docdb" ->
                    throw Checks.notImplemented("an event source of the type " + service);
            default -> throw invalid("Unrecognized event source.");
        };
    }

    static List<String> filters(@Nullable FilterCriteria criteria) {
        List<Filter> filters = criteria == null ? null : criteria.filters();
        if (filters == null) {
            return List.of();
        }
        if (filters.size() > EventFilter.FILTERS_MAX) {
            throw invalid("The number of filters is above the limit of 5.");
        }
        List<String> patterns = new ArrayList<>();
        for (Filter filter : filters) {
            String pattern = filter.pattern();
            if (pattern == null || !EventFilter.isValid(pattern)) {
                throw invalid("Invalid filter pattern definition.");
            }
            patterns.add(pattern);
        }
        return patterns;
    }

    /** Where batches go that are given up: a queue, a topic or a bucket. */
    static @Nullable String onFailure(DestinationConfig config) {
        if (config.onSuccess() != null && config.onSuccess().destination() != null) {
            throw unsupported("OnSuccess");
        }
        OnFailure onFailure = config.onFailure();
        String destination = onFailure == null ? null : onFailure.destination();
        if (destination == null || destination.isEmpty()) {
            return null;
        }
        String[] parts = destination.split(":", 4);
        String service = parts.length > 2 ? parts[2] : "";
        return switch (service) {
            case "sqs", "sns", "s3" -> destination;
            default ->
                    throw invalid(
                            "The provided destination config "
                                    + EventInvokeOperations.shown(config)
                                    + " is invalid.");
        };
    }

    /** A parameter that sources of this kind do not have. */
    static void absent(Kind kind, Kind owner, @Nullable Object value, String name) {
        if (value != null && kind != owner) {
            throw unsupported(name);
        }
    }

    /** The starting position of a new mapping. */
    static @Nullable String startingPosition(Kind kind, @Nullable String position, String arn) {
        absent(kind, Kind.STREAM, position, "StartingPosition");
        if (kind == Kind.QUEUE) {
            return null;
        }
        if (position == null) {
            throw invalid(
                    "1 validation error detected: Value null at 'startingPosition' failed to"
                            + " satisfy constraint: Member must not be null.");
        }
        if (position.equals(AT_TIMESTAMP) && !isKinesis(arn)) {
            throw invalid("Unsupported starting position for arn type: " + arn);
        }
        return position;
    }

    /** When AT_TIMESTAMP begins, which streams of Kinesis can. */
    static @Nullable Instant startingTime(
            Kind kind, @Nullable String position, @Nullable Instant time, String arn) {
        if (time != null && (kind == Kind.QUEUE || !isKinesis(arn))) {
            throw unsupported("StartingPositionTimestamp");
        }
        boolean wanted = AT_TIMESTAMP.equals(position);
        if (wanted && time == null) {
            throw invalid("StartingPositionTimestamp is required for AT_TIMESTAMP.");
        }
        return wanted ? time : null;
    }

    private static boolean isKinesis(String arn) {
        return arn.split(":", 4)[2].equals("kinesis");
    }

    /** What the settings must be together. */
    static void together(Kind kind, String arn, Settings settings) {
        int age = settings.recordAgeSecondsMax();
        if (age >= 0 && age < RECORD_AGE_SECONDS_MIN) {
            throw invalid(
                    "1 validation error detected: Value '"
                            + age
                            + "' at 'maximumRecordAgeInSeconds' failed to satisfy constraint:"
                            + " Member must have value greater than or equal to 60");
        }
        if (kind == Kind.STREAM) {
            return;
        }
        boolean fifo = arn.endsWith(".fifo");
        if (fifo && settings.batchSize() > BATCH_WITHOUT_WINDOW_MAX) {
            throw invalid("Batch size must be less than or equal to 10 for FIFO queues.");
        }
        if (fifo && settings.windowSeconds() > 0) {
            throw invalid("Batching window is not supported for FIFO queues.");
        }
        if (settings.batchSize() > BATCH_WITHOUT_WINDOW_MAX && settings.windowSeconds() == 0) {
            throw invalid(
                    "Maximum batch window in seconds must be greater than 0 if maximum batch size"
                            + " is greater than 10");
        }
    }

    private static RuntimeException unsupported(String name) {
        return invalid("Unsupported " + name + " parameter for given event source mapping type.");
    }

    static RuntimeException invalid(String text) {
        return LambdaErrors.invalidParameterValueException(text);
    }
}
