package brume.services.dynamodb.domain;

import java.time.Duration;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** An export or import: what was asked for and how far it has come. */
public interface Job {

    /** How long a token stands for its job after the job's end. Source: API Reference. */
    Duration TOKEN_KEPT_FOR = Duration.ofHours(8);

    /** How long jobs are listed. Source: API Reference, ListExports and ListImports. */
    Duration KEPT_FOR = Duration.ofDays(90);

    TableRef table();

    /** The last part of the ARN: the time of the start in milliseconds, then eight digits. */
    String id();

    long startMillis();

    /** The request's token, or null. */
    @Nullable String token();

    /** What a request with the same token must have in common with this one's. */
    String fingerprint();

    JobCaller caller();

    JobEnd end();

    /** What a job's end came to. */
    record JobEnd(
            Status status,
            @Nullable Long millis,
            @Nullable String failureCode,
            @Nullable String failureMessage) {

        public static final JobEnd NONE = new JobEnd(Status.IN_PROGRESS, null, null, null);

        public static JobEnd completed(long millis) {
            return new JobEnd(Status.COMPLETED, millis, null, null);
        }

        public static JobEnd failed(long millis, String code, String message) {
            return new JobEnd(Status.FAILED, millis, code, message);
        }
    }

    /** As the API names them. */
    enum Status {
        IN_PROGRESS,
        COMPLETED,
        FAILED
    }

    default boolean inProgress() {
        return end().status() == Status.IN_PROGRESS;
    }

    /** Whether a request with this job's token at that time is a repetition of its request. */
    default boolean answersToken(long nowMillis) {
        Long ended = end().millis();
        return ended == null || nowMillis < ended + TOKEN_KEPT_FOR.toMillis();
    }

    static String newId(long millis, String suffix) {
        return String.format(Locale.ROOT, "%014d-%s", millis, suffix);
    }
}
