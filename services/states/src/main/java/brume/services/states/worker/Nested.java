package brume.services.states.worker;

import brume.services.states.store.ExecutionId;
import brume.wire.Documents;
import org.jspecify.annotations.Nullable;

/**
 * A message about an execution that a task has started: it has ended and the task is to be told, or
 * the task does not need it any more and it is to be stopped.
 *
 * @param task that has started it
 * @param roleArn the task's own role, or null
 */
record Nested(Work task, String executionArn, Kind kind, @Nullable String roleArn) {

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

    /**
     * What a branch keeps to have the execution stopped: its ARN and the task's own role, if any.
     */
    static String text(String executionArn, @Nullable String roleArn) {
        return roleArn == null ? executionArn : executionArn + ' ' + roleArn;
    }

    /**
     * Asks for an end of the execution.
     *
     * @param text as {@link #text} has made it
     */
    static Nested stop(ExecutionId parent, String text) {
        String[] parts = text.split(" ", 2);
        return new Nested(
                Work.of(parent, 0, 0, null),
                parts[0],
                Kind.STOP,
                parts.length == 1 ? null : parts[1]);
    }
}
