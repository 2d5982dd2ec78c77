package brume.wire;

import org.jspecify.annotations.Nullable;

/**
 * An error that the client is meant to see, in its protocol's form. Anything else that is thrown is
 * an internal failure, shown without detail. Made by the generated error factories and {@link
 * CommonErrors} only.
 */
public final class ServiceException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final transient ErrorModel error;
    private final transient @Nullable Shape body;

    public ServiceException(ErrorModel error, String message, @Nullable Shape body) {
        super(message, null, false, false);
        this.error = error;
        this.body = body;
    }

    public ServiceException(ErrorModel error, String message) {
        this(error, message, null);
    }

    public ErrorModel error() {
        return error;
    }

    /** What the client reads; never null. */
    @Override
    public String getMessage() {
        String message = super.getMessage();
        return message == null ? "" : message;
    }

    /** The error's modelled members, if it has more than a message. */
    public @Nullable Shape body() {
        return body;
    }
}
