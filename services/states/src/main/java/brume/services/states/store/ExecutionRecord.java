package brume.services.states.store;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The part of an execution that never changes.
 *
 * @param revision of the state machine that it was started with
 * @param machineCreated tells a machine from a later one of the same name
 * @param version of the state machine that it was started with, or null
 * @param alias that it was started through, or null
 * @param mapItem of which map run it is a child, or null
 */
public record ExecutionRecord(
        String name,
        String stateMachine,
        String revision,
        Instant machineCreated,
        String roleArn,
        Instant start,
        String input,
        @Nullable String traceHeader,
        @Nullable Long version,
        @Nullable String alias,
        @Nullable MapItem mapItem) {

    /**
     * The place of a child execution in a map run.
     *
     * @param mapRun the run's id
     * @param state the Map state's name
     * @param number of the child in its run
     */
    public record MapItem(String mapRun, String state, long number) {}

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
            @Nullable String timeout,
            Redrives redrives) {

        @SuppressWarnings("NullAway") // Rows that are older than this part have none.
        public Status {
            redrives = redrives == null ? Redrives.NONE : redrives;
        }

        /** Running again. */
        public Status redriven(Instant time, @Nullable String token) {
            return new Status(
                    "RUNNING",
                    null,
                    null,
                    null,
                    null,
                    nextEventId,
                    nextBranchId,
                    nextTicket,
                    null,
                    redrives.with(time, token));
        }

        public boolean isRunning() {
            return status.equals("RUNNING");
        }
    }

    /**
     * How often an execution was redriven.
     *
     * @param last when it was redriven last
     * @param tokens the client tokens of the last redrives
     */
    public record Redrives(int count, @Nullable Instant last, List<String> tokens) {

        public static final Redrives NONE = new Redrives(0, null, List.of());

        /** Source: API reference of RedriveExecution, clientToken. */
        private static final int TOKENS_MAX = 10;

        /** These and one more. */
        public Redrives with(Instant time, @Nullable String token) {
            List<String> all = new ArrayList<>(tokens);
            if (token != null) {
                all.add(token);
            }
            int from = Math.max(0, all.size() - TOKENS_MAX);
            return new Redrives(count + 1, time, List.copyOf(all.subList(from, all.size())));
        }
    }
}
