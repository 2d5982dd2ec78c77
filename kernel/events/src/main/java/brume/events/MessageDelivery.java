package brume.events;

import brume.store.Transaction;

/** A {@link Delivery} of a stored message. */
final class MessageDelivery implements Delivery {

    private final StoredMessage message;
    private volatile boolean acknowledged;

    MessageDelivery(StoredMessage message) {
        this.message = message;
    }

    @Override
    public MessageId id() {
        return message.id();
    }

    @Override
    public byte[] payload() {
        return message.payload();
    }

    @Override
    public int attempt() {
        return message.attempts() + 1;
    }

    /**
     * {@inheritDoc}
     *
     * <p>Reads the row first: this is what makes the effects of the transaction happen once even if
     * the message should be delivered twice.
     *
     * @throws StaleDeliveryException if the message is gone
     */
    @Override
    public void acknowledge(Transaction transaction) {
        if (!MessageRows.exists(transaction, message)) {
            throw new StaleDeliveryException(id());
        }
        MessageRows.delete(transaction, message);
        transaction.afterCommit(() -> acknowledged = true);
    }

    /** Whether a transaction that acknowledged the message has been committed. */
    boolean acknowledged() {
        return acknowledged;
    }
}
