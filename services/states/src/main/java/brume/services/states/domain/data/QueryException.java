package brume.services.states.domain.data;

import org.jspecify.annotations.Nullable;

/**
 * A path, template or function that could not be evaluated. The message completes AWS's sentence
 * "An error occurred while executing the state ...".
 */
public final class QueryException extends Exception {

    private static final long serialVersionUID = 1L;

    /** What JSONata states report: an expression that fails or answers the wrong type. */
    public static final String EVALUATION_ERROR = "States.QueryEvaluationError";

    private final String error;
    private final @Nullable String location;

    public QueryException(String error, String message) {
        this(error, message, null);
    }

    private QueryException(String error, String message, @Nullable String location) {
        super(message, null, false, false);
        this.error = error;
        this.location = location;
    }

    /**
     * A JSONata state that cannot be evaluated.
     *
     * @param location the field of the state, such as {@code Output/total}, or null
     */
    public static QueryException evaluation(String message, @Nullable String location) {
        return new QueryException(EVALUATION_ERROR, message, location);
    }

    /** A failure that AWS reports as {@code States.Runtime}, which no state can catch. */
    public QueryException(String message) {
        this("States.Runtime", message);
    }

    /** The error name that Retry and Catch see. */
    public String error() {
        return error;
    }

    /** Where in the state the expression stands that failed, or null if that is not known. */
    public @Nullable String location() {
        return location;
    }

    @Override
    public String getMessage() {
        String message = super.getMessage();
        return message == null ? "" : message;
    }
}
