package brume.services.states.domain.data;

/**
 * A path, template or function that could not be evaluated. The message completes AWS's sentence
 * "An error occurred while executing the state ...".
 */
public final class QueryException extends Exception {

    private static final long serialVersionUID = 1L;

    private final String error;

    public QueryException(String error, String message) {
        super(message, null, false, false);
        this.error = error;
    }

    /** A failure that AWS reports as {@code States.Runtime}, which no state can catch. */
    public QueryException(String message) {
        this("States.Runtime", message);
    }

    /** The error name that Retry and Catch see. */
    public String error() {
        return error;
    }

    @Override
    public String getMessage() {
        String message = super.getMessage();
        return message == null ? "" : message;
    }
}
