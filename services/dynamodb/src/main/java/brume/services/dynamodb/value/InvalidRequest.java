package brume.services.dynamodb.value;

/**
 * A rule of DynamoDB that a request breaks; its message is AWS's text. The operations answer it as
 * a ValidationException, transactions as the reason of one action.
 */
public final class InvalidRequest extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /** What most texts about a parameter begin with. */
    public static final String PARAMETERS = "One or more parameter values were invalid: ";

    public InvalidRequest(String message) {
        super(message, null, false, false);
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
