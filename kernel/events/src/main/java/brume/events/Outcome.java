package brume.events;

import java.time.Duration;

/** What a handler made of a delivery. */
public sealed interface Outcome {

    /** Handled, or acknowledged already in the handler's own transaction. */
    record Done() implements Outcome {}

    /** To be delivered again after {@code delay}. */
    record Retry(Duration delay) implements Outcome {}

    /** Never to be delivered again: goes to the dead letters of its queue. */
    record Dead(String reason) implements Outcome {}

    Outcome DONE = new Done();
}
