package brume.services.states.domain.data;

/** A JSONata expression that takes more time or space than it may. */
final class JsonataLimitException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    JsonataLimitException(String message) {
        super(message, null, false, false);
    }
}
