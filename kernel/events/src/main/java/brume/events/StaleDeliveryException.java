package brume.events;

/**
 * The message of a {@link Delivery} is not there any more: it was acknowledged or cancelled, so the
 * transaction that tried to acknowledge it must not commit.
 */
public final class StaleDeliveryException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public StaleDeliveryException(MessageId id) {
        super("the message " + id.text() + " is gone");
    }
}
