package brume.services.states.store;

import brume.services.states.domain.engine.MapRunPlan.Limits;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The part of a map run that never changes.
 *
 * @param machine the name of the state machine
 * @param parent the execution whose Map state began it
 * @param state the Map state's name
 * @param express whether its child executions are Express executions
 * @param readerArguments JSON text: what S3 is called with, or null if the items were given
 * @param maxItems items to read at most, or null
 * @param writerArguments JSON text: Bucket and Prefix of the results, or null
 */
public record MapRunRecord(
        String uuid,
        String label,
        String machine,
        Parent parent,
        String state,
        boolean express,
        Revision revision,
        Instant start,
        @Nullable String readerArguments,
        @Nullable Long maxItems,
        Batch batch,
        @Nullable String writerArguments) {

    /** The branch of an execution that waits for the end of the run. */
    public record Parent(String machine, String execution, long branch, long ticket) {}

    /** What the child executions are started with. */
    public record Revision(
            String id,
            Instant machineCreated,
            String roleArn,
            @Nullable Long version,
            @Nullable String alias) {}

    /** How items are grouped; {@code input} is JSON text. */
    public record Batch(@Nullable Long maxItems, @Nullable Long maxBytes, @Nullable String input) {

        /** Whether items are grouped at all. */
        public boolean isAsked() {
            return maxItems != null || maxBytes != null || input != null;
        }
    }

    /** The machine's name as its child executions show it. */
    public String childMachine() {
        return machine + '/' + label;
    }

    /**
     * The part of a map run that changes.
     *
     * @param status RUNNING, SUCCEEDED, FAILED or ABORTED
     * @param read whether all items have been read
     * @param next the number of the next child execution
     * @param writing whether the results are being written
     */
    public record Status(
            String status,
            @Nullable Instant stop,
            Limits limits,
            boolean read,
            long next,
            boolean writing,
            Counts executions,
            Counts items) {

        public static Status running(Limits limits) {
            return new Status("RUNNING", null, limits, false, 0, false, Counts.NONE, Counts.NONE);
        }

        public boolean isRunning() {
            return status.equals("RUNNING");
        }

        /** With other limits. */
        public Status with(Limits changed) {
            return new Status(status, stop, changed, read, next, writing, executions, items);
        }

        /** With more child executions to start. */
        public Status more(long moreExecutions, long moreItems, boolean last) {
            return new Status(
                    status,
                    stop,
                    limits,
                    read || last,
                    next,
                    writing,
                    executions.more(moreExecutions),
                    items.more(moreItems));
        }

        /** With one more child execution under way. */
        public Status started(long itemsOfChild) {
            return new Status(
                    status,
                    stop,
                    limits,
                    read,
                    next + 1,
                    writing,
                    executions.started(1),
                    items.started(itemsOfChild));
        }

        /** With one child execution less under way. */
        public Status ended(String outcome, long itemsOfChild) {
            return new Status(
                    status,
                    stop,
                    limits,
                    read,
                    next,
                    writing,
                    executions.ended(outcome, 1),
                    items.ended(outcome, itemsOfChild));
        }

        /** While its results are written. */
        public Status whileWriting() {
            return new Status(status, stop, limits, read, next, true, executions, items);
        }

        /** Ended. */
        public Status over(String outcome, Instant time) {
            return new Status(
                    outcome,
                    time,
                    limits,
                    read,
                    next,
                    false,
                    outcome.equals("SUCCEEDED") ? executions.written() : executions,
                    outcome.equals("SUCCEEDED") ? items.written() : items);
        }

        /** Whether every child execution has ended and no other one will be started. */
        public boolean isFinished() {
            return read && next == executions.total() && executions.running() == 0;
        }
    }

    /** Numbers of child executions, or of items. */
    public record Counts(
            long total,
            long running,
            long succeeded,
            long failed,
            long timedOut,
            long aborted,
            long resultsWritten) {

        static final Counts NONE = new Counts(0, 0, 0, 0, 0, 0, 0);

        public long pending() {
            return total - running - succeeded - failed - timedOut - aborted;
        }

        /** Those that count against the tolerated failures. */
        public long unsuccessful() {
            return failed + timedOut + aborted;
        }

        Counts more(long more) {
            return new Counts(
                    total + more, running, succeeded, failed, timedOut, aborted, resultsWritten);
        }

        Counts started(long n) {
            return new Counts(
                    total, running + n, succeeded, failed, timedOut, aborted, resultsWritten);
        }

        Counts written() {
            return new Counts(total, running, succeeded, failed, timedOut, aborted, succeeded);
        }

        Counts ended(String outcome, long n) {
            return new Counts(
                    total,
                    running - n,
                    succeeded + (outcome.equals("SUCCEEDED") ? n : 0),
                    failed + (outcome.equals("FAILED") ? n : 0),
                    timedOut + (outcome.equals("TIMED_OUT") ? n : 0),
                    aborted + (outcome.equals("ABORTED") ? n : 0),
                    resultsWritten);
        }
    }

    /**
     * What a child execution is given.
     *
     * @param items their number
     * @param input JSON text
     */
    public record Input(long items, String input) {}

    /**
     * A child execution.
     *
     * @param result of an Express execution that has ended; a Standard one has rows of its own
     */
    public record Child(String name, String status, long items, @Nullable Result result) {

        public boolean isRunning() {
            return status.equals("RUNNING");
        }
    }

    /** How a child execution ended. */
    public record Result(
            String status,
            @Nullable String output,
            @Nullable String error,
            @Nullable String cause,
            Instant start,
            Instant stop) {}

    /** The note that a child execution has ended. */
    public record Ended(long child, String status, @Nullable Result result) {}
}
