package brume.services.states.worker;

import brume.services.states.store.ExecutionId;
import brume.wire.Documents;

/**
 * A message about an execution that a task has started: it has ended and the task is to be told, or
 * the task does not need it any more and it is to be stopped.
 *
 * @param task that has started it
 */
record Nested(Work task, String executionArn, Kind kind) {

    enum Kind {
        ENDED,
        STOP
    }

    /** The queue of these messages. */
    static final String QUEUE = "states-nested";

    byte[] bytes() {
        return Documents.write(this);
    }

    static Nested of(byte[] bytes) {
        return Documents.read(bytes, Nested.class);
    }

    static Nested stop(ExecutionId parent, String executionArn) {
        return new Nested(Work.of(parent, 0, 0, null), executionArn, Kind.STOP);
    }
}
