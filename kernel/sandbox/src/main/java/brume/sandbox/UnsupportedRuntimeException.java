package brume.sandbox;

/** The function's runtime is not one that this host can run; the message says why. */
public final class UnsupportedRuntimeException extends SandboxException {

    private static final long serialVersionUID = 1L;

    public UnsupportedRuntimeException(String message) {
        super(message);
    }
}
