package brume.events;

/** Handles the messages of one queue; called on virtual threads, several at a time. */
@FunctionalInterface
public interface QueueHandler {

    /**
     * Handles one delivery. An exception counts as {@link Outcome.Retry} with the queue's back-off.
     *
     * @throws Exception if the delivery is to be tried again
     */
    Outcome handle(Delivery delivery) throws Exception;

    /** Told of a message that has used up its attempts or was declared dead, before it is moved. */
    default void dead(Delivery delivery, String reason) {}
}
