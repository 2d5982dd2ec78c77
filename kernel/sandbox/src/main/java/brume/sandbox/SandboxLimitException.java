package brume.sandbox;

/** There are as many environments as allowed. */
public final class SandboxLimitException extends SandboxException {

    private static final long serialVersionUID = 1L;

    public SandboxLimitException(String message) {
        super(message);
    }
}
