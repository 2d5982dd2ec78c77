package brume.services.dynamodb.value;

import org.jspecify.annotations.Nullable;

/**
 * A rule of DynamoDB that a request breaks; its message is AWS's text. The operations answer it as
 * a ValidationException, transactions as the reason of one action.
 */
public final class InvalidRequest extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /** What most texts about a parameter begin with. */
    public static final String PARAMETERS = "One or more parameter values were invalid: ";

    private final @Nullable String older;

    public InvalidRequest(String message) {
        this(message, null);
    }

    private InvalidRequest(String message, @Nullable String older) {
        super(message, null, false, false);
        this.older = older;
    }

    /**
     * A rule about a value that the service's older operations word otherwise. Source: answers
     * recorded from the service in October 2026 by the DynamoDB conformance project.
     */
    public static InvalidRequest value(String message, String older) {
        return new InvalidRequest(message, older);
    }

    /** The text as BatchWriteItem, Scan, transactions and PartiQL have it. */
    public String olderMessage() {
        return older == null ? getMessage() : older;
    }

    /** The rule about parameter values whose text follows AWS's usual introduction. */
    public static InvalidRequest parameters(String message) {
        return new InvalidRequest(PARAMETERS + message);
    }

    @Override
    public String getMessage() {
        String message = super.getMessage();
        return message == null ? "" : message;
    }
}
