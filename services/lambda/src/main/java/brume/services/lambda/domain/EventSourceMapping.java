package brume.services.lambda.domain;

import brume.base.AccountId;
import brume.base.Region;
import brume.base.Scope;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a poller reads from a stream or a queue for a function, and how.
 *
 * @param qualifier the version or alias that gets the events, or null
 * @param enabled whether it is, or is about to be, polled
 * @param state of {@link #CREATING} and so on
 * @param revision changes with every change, so that a poller of an older one is replaced
 */
public record EventSourceMapping(
        String uuid,
        String account,
        String region,
        String functionName,
        @Nullable String qualifier,
        String sourceArn,
        boolean enabled,
        String state,
        String revision,
        Settings settings,
        Instant created,
        Instant modified,
        Map<String, String> tags) {

    public static final String CREATING = "Creating";
    public static final String ENABLING = "Enabling";
    public static final String ENABLED = "Enabled";
    public static final String DISABLING = "Disabling";
    public static final String DISABLED = "Disabled";
    public static final String UPDATING = "Updating";
    public static final String DELETING = "Deleting";

    /** What is read: the records of a stream's shards, or the messages of a queue. */
    public enum Kind {
        STREAM,
        QUEUE
    }

    /**
     * How it is read. What belongs to the other kind of source is null or what means none.
     *
     * @param startingPosition LATEST, TRIM_HORIZON or, of Kinesis, AT_TIMESTAMP
     * @param filters patterns, one of which a record has to match
     * @param retriesMax -1 for no limit
     * @param recordAgeSecondsMax -1 for no limit
     * @param onFailure the ARN that gets a record of each batch that is given up
     * @param partialFailures whether the function says which records of a batch failed
     * @param concurrencyMax batches of a queue under way at once, or null
     * @param startingTime where reading begins AT_TIMESTAMP
     */
    public record Settings(
            int batchSize,
            int windowSeconds,
            List<String> filters,
            boolean partialFailures,
            @Nullable String startingPosition,
            int parallelization,
            boolean bisect,
            int retriesMax,
            int recordAgeSecondsMax,
            @Nullable String onFailure,
            @Nullable Integer concurrencyMax,
            @Nullable Instant startingTime) {}

    public Scope scope() {
        return new Scope(new AccountId(account), new Region(region));
    }

    public Kind kind() {
        return sourceArn.split(":", 4)[2].equals("sqs") ? Kind.QUEUE : Kind.STREAM;
    }

    /** Whether its stream is one of Kinesis. */
    public boolean readsKinesis() {
        return sourceArn.split(":", 4)[2].equals("kinesis");
    }

    public String arn() {
        return arn(scope(), uuid);
    }

    public static String arn(Scope scope, String uuid) {
        return scope.arn("lambda", "event-source-mapping:" + uuid).toString();
    }

    public FunctionReference function() {
        return new FunctionReference(scope(), functionName, Optional.ofNullable(qualifier));
    }

    /** Whether the last change is complete. */
    public boolean settled() {
        return state.equals(ENABLED) || state.equals(DISABLED);
    }

    public EventSourceMapping withState(String newState) {
        return new EventSourceMapping(
                uuid,
                account,
                region,
                functionName,
                qualifier,
                sourceArn,
                enabled,
                newState,
                revision,
                settings,
                created,
                modified,
                tags);
    }

    public EventSourceMapping withTags(Map<String, String> newTags) {
        return new EventSourceMapping(
                uuid,
                account,
                region,
                functionName,
                qualifier,
                sourceArn,
                enabled,
                state,
                revision,
                settings,
                created,
                modified,
                newTags);
    }
}
