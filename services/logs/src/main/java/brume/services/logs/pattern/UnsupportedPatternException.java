package brume.services.logs.pattern;

/** A filter pattern uses a part of the syntax that is not built. */
public final class UnsupportedPatternException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public UnsupportedPatternException(String what) {
        super(what);
    }

    public String what() {
        String message = getMessage();
        return message == null ? "" : message;
    }
}
