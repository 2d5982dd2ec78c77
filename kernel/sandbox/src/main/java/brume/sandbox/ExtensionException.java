package brume.sandbox;

/** A request of an extension that is refused. */
final class ExtensionException extends RuntimeException {

    private static final long serialVersionUID = 1;

    private final String type;

    /**
     * A refusal.
     *
     * @param type such as Extension.InvalidExtensionState
     */
    ExtensionException(String type, String message) {
        super(message);
        this.type = type;
    }

    String type() {
        return type;
    }
}
