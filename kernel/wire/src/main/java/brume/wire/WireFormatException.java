package brume.wire;

/**
 * A message that cannot be read: broken JSON, CBOR, XML or form data, or a value of a wrong type.
 * The codec turns it into the protocol's serialization error; its text is meant for the client and
 * is empty where AWS says nothing.
 */
public class WireFormatException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public WireFormatException(String message) {
        super(message, null, false, false);
    }

    /** Never null. */
    @Override
    public String getMessage() {
        String message = super.getMessage();
        return message == null ? "" : message;
    }
}
