package brume.services.states.domain.asl;

/**
 * One fault of a definition.
 *
 * @param code such as {@code SCHEMA_VALIDATION_FAILED}
 * @param location where, as in {@code /States/Wait/Seconds}
 */
public record Diagnostic(String code, String message, String location) {

    public static final String SCHEMA = "SCHEMA_VALIDATION_FAILED";
    public static final String TRANSITION = "MISSING_TRANSITION_TARGET";
    public static final String DUPLICATE = "DUPLICATE_STATE_NAME";
    public static final String JSON = "INVALID_JSON_DESCRIPTION";

    /** As CreateStateMachine shows it. */
    @Override
    public String toString() {
        return location.isEmpty()
                ? code + ": " + message
                : code + ": " + message + " at " + location;
    }
}
