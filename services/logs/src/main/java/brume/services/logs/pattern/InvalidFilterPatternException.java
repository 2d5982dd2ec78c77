package brume.services.logs.pattern;

/** A filter pattern breaks the syntax; the message says where. */
public final class InvalidFilterPatternException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public InvalidFilterPatternException(String reason) {
        super(reason);
    }

    public String reason() {
        String message = getMessage();
        return message == null ? "Invalid filter pattern" : message;
    }
}
