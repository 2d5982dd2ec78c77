package brume.services.states.worker;

import brume.services.states.domain.engine.Interpreter;
import brume.services.states.store.ExecutionRecord;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * Whether an execution can be redriven. Source: the reasons that the API reference lists for
 * redriveStatusReason, and the limits of "Restarting state machine executions with redrive".
 */
final class Redrivability {

    private static final Duration PERIOD = Duration.ofDays(14);
    private static final Duration OPEN_MAX = Duration.ofDays(365);
    private static final int REDRIVES_MAX = 1_000;

    private Redrivability() {}

    /** Why an execution cannot be redriven; empty if it can. */
    static Optional<String> obstacle(
            ExecutionRecord execution, ExecutionRecord.Status status, boolean orphan, Instant now) {
        if (status.isRunning() || status.status().equals("SUCCEEDED")) {
            return Optional.of("Execution is " + status.status() + " and cannot be redriven");
        }
        if (orphan) {
            return Optional.of("State machine is in DELETING status");
        }
        Instant stop = status.stop();
        if (stop != null && stop.plus(PERIOD).isBefore(now)) {
            return Optional.of("Execution redrivable period exceeded");
        }
        if (execution.start().plus(OPEN_MAX).isBefore(now)) {
            return Optional.of("Execution has exceeded the max execution time");
        }
        if (status.nextEventId() >= Interpreter.EVENTS_MAX) {
            return Optional.of("Execution history event limit exceeded");
        }
        return status.redrives().count() >= REDRIVES_MAX
                ? Optional.of("Execution redrive limit exceeded")
                : Optional.empty();
    }
}
