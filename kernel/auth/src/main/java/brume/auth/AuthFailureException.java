package brume.auth;

/** Carries an {@link AuthFailure}; has no stack trace, because it tells about the caller. */
public final class AuthFailureException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    @SuppressWarnings("serial") // a record of an enum and a text; never serialized
    private final AuthFailure failure;

    public AuthFailureException(AuthFailure failure) {
        super(failure.message(), null, false, false);
        this.failure = failure;
    }

    public AuthFailure failure() {
        return failure;
    }
}
