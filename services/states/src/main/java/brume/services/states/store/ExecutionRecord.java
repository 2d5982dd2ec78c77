package brume.services.states.store;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The part of an execution that never changes.
 *
 * @param revision of the state machine that it was started with
 * @param machineCreated tells a machine from a later one of the same name
 */
public record ExecutionRecord(
        String name,
        String stateMachine,
        String revision,
        Instant machineCreated,
        String roleArn,
        Instant start,
        String input,
        @Nullable String traceHeader) {

    /**
     * The part of an execution that changes.
     *
     * @param timeout the message that ends it when its time is up
     */
    public record Status(
            String status,
            @Nullable Instant stop,
            @Nullable String output,
            @Nullable String error,
            @Nullable String cause,
            long nextEventId,
            long nextBranchId,
            long nextTicket,
            @Nullable String timeout) {

        public boolean isRunning() {
            return status.equals("RUNNING");
        }
    }
}
