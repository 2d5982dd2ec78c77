package brume.events;

import brume.store.Transaction;

/** One attempt to have a message handled. */
public interface Delivery {

    MessageId id();

    byte[] payload();

    /** 1 for the first attempt. */
    int attempt();

    /**
     * Removes the message in the handler's own transaction, so that the result of the work and the
     * end of the message are one commit; the handler then answers {@link Outcome#DONE}.
     */
    void acknowledge(Transaction transaction);
}
