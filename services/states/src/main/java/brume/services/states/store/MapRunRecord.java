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

    /** The same run for a branch that waits for it anew. */
    public MapRunRecord waitedForBy(Parent other) {
        return new MapRunRecord(
                uuid,
                label,
                machine,
                other,
                state,
                express,
                revision,
                start,
                readerArguments,
                maxItems,
                batch,
                writerArguments);
    }

    /**
     * How often a run was redriven.
     *
     * @param waiting whether its stopped children have to end before it goes on
     * @param next the number from which on children are to be redriven
     */
    public record Redrive(int count, @Nullable Instant last, boolean waiting, long next) {
        static final Redrive NONE = new Redrive(0, null, false, 0);
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
            Counts items,
            Redrive redrive) {

        @SuppressWarnings("NullAway") // Rows that are older than this part have none.
        public Status {
            redrive = redrive == null ? Redrive.NONE : redrive;
        }

        public static Status running(Limits limits) {
            return new Status(
                    "RUNNING",
                    null,
                    limits,
                    false,
                    0,
                    false,
                    Counts.NONE,
                    Counts.NONE,
                    Redrive.NONE);
        }

        public boolean isRunning() {
            return status.equals("RUNNING");
        }

        private Status with(boolean hasRead, long nextChild, Counts ofExecutions, Counts ofItems) {
            return new Status(
                    status,
                    stop,
                    limits,
                    hasRead,
                    nextChild,
                    writing,
                    ofExecutions,
                    ofItems,
                    redrive);
        }

        private Status with(Redrive changed) {
            return new Status(
                    status, stop, limits, read, next, writing, executions, items, changed);
        }

        /** With other limits. */
        public Status with(Limits changed) {
            return new Status(
                    status, stop, changed, read, next, writing, executions, items, redrive);
        }

        /** With more child executions to start. */
        public Status more(long moreExecutions, long moreItems, boolean last) {
            return with(read || last, next, executions.more(moreExecutions), items.more(moreItems));
        }

        /** With one more child execution under way. */
        public Status started(long itemsOfChild) {
            return with(read, next + 1, executions.started(1), items.started(itemsOfChild));
        }

        /** With one child execution less under way. */
        public Status ended(String outcome, long itemsOfChild) {
            return with(
                    read, next, executions.ended(outcome, 1), items.ended(outcome, itemsOfChild));
        }

        /** While its results are written. */
        public Status whileWriting() {
            return new Status(status, stop, limits, read, next, true, executions, items, redrive);
        }

        /** Ended. */
        public Status over(String outcome, Instant time) {
            boolean good = outcome.equals("SUCCEEDED");
            return new Status(
                    outcome,
                    time,
                    limits,
                    read,
                    next,
                    false,
                    good ? executions.written() : executions,
                    good ? items.written() : items,
                    new Redrive(redrive.count(), redrive.last(), false, 0));
        }

        /** Running again, but for what its stopped children still do. */
        public Status redriven(Instant time) {
            return new Status(
                    "RUNNING",
                    null,
                    limits,
                    read,
                    next,
                    false,
                    executions,
                    items,
                    new Redrive(redrive.count() + 1, time, true, 0));
        }

        /** Nothing of it runs: what has not succeeded is to be redriven. */
        public Status resumed() {
            return with(read, next, executions.again(), items.again())
                    .with(new Redrive(redrive.count(), redrive.last(), false, 0));
        }

        /** As {@link #resumed}, but its items are to be read from the beginning. */
        public Status restarted() {
            return with(false, 0, Counts.NONE, Counts.NONE).resumed();
        }

        /** With the child {@code number} under way again. */
        public Status redriven(long number, long itemsOfChild) {
            return with(read, next, executions.redriven(1), items.redriven(itemsOfChild))
                    .with(new Redrive(redrive.count(), redrive.last(), false, number + 1));
        }

        /** Whether every child execution has ended and no other one will be started. */
        public boolean isFinished() {
            return read
                    && next == executions.total()
                    && executions.running() == 0
                    && executions.pendingRedrive() == 0;
        }
    }

    /**
     * Numbers of child executions, or of items.
     *
     * @param pendingRedrive those that have failed and wait to be redriven
     */
    public record Counts(
            long total,
            long running,
            long succeeded,
            long failed,
            long timedOut,
            long aborted,
            long resultsWritten,
            long pendingRedrive) {

        static final Counts NONE = new Counts(0, 0, 0, 0, 0, 0, 0, 0);

        public long pending() {
            return total - running - succeeded - failed - timedOut - aborted - pendingRedrive;
        }

        /** Those that count against the tolerated failures. */
        public long unsuccessful() {
            return failed + timedOut + aborted;
        }

        private Counts with(long totals, long runs, long redrives) {
            return new Counts(
                    totals, runs, succeeded, failed, timedOut, aborted, resultsWritten, redrives);
        }

        Counts more(long more) {
            return with(total + more, running, pendingRedrive);
        }

        Counts started(long n) {
            return with(total, running + n, pendingRedrive);
        }

        Counts redriven(long n) {
            return with(total, running + n, pendingRedrive - n);
        }

        Counts again() {
            return new Counts(
                    total, running, succeeded, 0, 0, 0, 0, pendingRedrive + unsuccessful());
        }

        Counts written() {
            return new Counts(
                    total,
                    running,
                    succeeded,
                    failed,
                    timedOut,
                    aborted,
                    succeeded,
                    pendingRedrive);
        }

        Counts ended(String outcome, long n) {
            return new Counts(
                    total,
                    running - n,
                    succeeded + (outcome.equals("SUCCEEDED") ? n : 0),
                    failed + (outcome.equals("FAILED") ? n : 0),
                    timedOut + (outcome.equals("TIMED_OUT") ? n : 0),
                    aborted + (outcome.equals("ABORTED") ? n : 0),
                    resultsWritten,
                    pendingRedrive);
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

        /** Whether it has ended without success. */
        public boolean isUnsuccessful() {
            return !isRunning() && !status.equals("SUCCEEDED");
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
