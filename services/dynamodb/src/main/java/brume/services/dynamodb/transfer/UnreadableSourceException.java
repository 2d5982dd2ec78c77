package brume.services.dynamodb.transfer;

import java.io.IOException;

/** An object, or the rest of one, that is not in the format that was promised. */
public final class UnreadableSourceException extends IOException {

    private static final long serialVersionUID = 1L;

    public UnreadableSourceException(String message) {
        super(message);
    }
}
