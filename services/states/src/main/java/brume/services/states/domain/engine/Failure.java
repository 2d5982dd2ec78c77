package brume.services.states.domain.engine;

import brume.services.states.domain.data.QueryException;
import org.jspecify.annotations.Nullable;

/**
 * Why a state failed; a Fail state may leave both parts out.
 *
 * @param matchedAs the name that Retry and Catch know it by, or null if that is {@code error}
 * @param retryAfterSeconds how long the called endpoint wants to be left alone
 */
public record Failure(
        @Nullable String error,
        @Nullable String cause,
        @Nullable String matchedAs,
        int retryAfterSeconds) {

    public Failure(@Nullable String error, @Nullable String cause) {
        this(error, cause, null, 0);
    }

    /** The failure of an endpoint that is not to be called again before so many seconds. */
    public Failure notBefore(int seconds) {
        return new Failure(error, cause, matchedAs, seconds);
    }

    public static final String TIMEOUT = "States.Timeout";
    public static final String HEARTBEAT_TIMEOUT = "States.HeartbeatTimeout";
    public static final String TASK_FAILED = "States.TaskFailed";
    public static final String RUNTIME = "States.Runtime";
    public static final String DATA_LIMIT = "States.DataLimitExceeded";
    public static final String NO_CHOICE = "States.NoChoiceMatched";

    /** The name that Retry and Catch compare; a failure without a name is matched by States.ALL. */
    String errorName() {
        if (matchedAs != null) {
            return matchedAs;
        }
        return error == null ? "" : error;
    }

    /**
     * A missed heartbeat of a task with a token. Recorded (LocalStack, v2/timeouts): it is told as
     * States.Timeout; Retry and Catch may name it States.HeartbeatTimeout, as is documented.
     */
    static Failure missedHeartbeat() {
        return new Failure(TIMEOUT, null, HEARTBEAT_TIMEOUT, 0);
    }

    static Failure of(QueryException e, String state, long enteredEvent) {
        return new Failure(e.error(), during(state, enteredEvent, e.getMessage()));
    }

    static String during(String state, long enteredEvent, String reason) {
        return "An error occurred while executing the state '%s' (entered at the event id #%d). %s"
                .formatted(state, enteredEvent, reason);
    }

    /** A result that is too large; {@code source} is a state, a function's ARN or a service. */
    public static Failure dataLimit(String source) {
        return new Failure(
                DATA_LIMIT,
                "The state/task '"
                        + source
                        + "' returned a result with a size exceeding the maximum number of bytes"
                        + " service limit.");
    }
}
