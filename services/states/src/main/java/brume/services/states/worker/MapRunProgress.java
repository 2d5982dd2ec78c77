package brume.services.states.worker;

import brume.base.Clock;
import brume.events.Delivery;
import brume.events.Outcome;
import brume.events.Queues;
import brume.services.states.domain.engine.Failure;
import brume.services.states.domain.engine.MapRunPlan;
import brume.services.states.domain.engine.TaskOutcome;
import brume.services.states.store.ExecutionId;
import brume.services.states.store.MapRunRecord;
import brume.services.states.store.MapRunRecord.Child;
import brume.services.states.store.MapRunRecord.Ended;
import brume.services.states.store.MapRunRecord.Status;
import brume.services.states.store.MapRuns;
import brume.store.Store;
import brume.store.Transaction;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

/** The steps of map runs: each counts the children that have ended and starts the next ones. */
public final class MapRunProgress {

    /** Child executions that one commit starts or counts. */
    private static final int AT_ONCE_MAX = 100;

    /**
     * Child executions of one run at once if the state sets no lower limit. AWS: 10,000 (developer
     * guide, "Setting the concurrency"); fewer keep one machine busy.
     */
    private static final int CONCURRENCY_MAX = 1_000;

    /** Source of the name: the list of errors in the developer guide. The text is ours. */
    private static final Failure THRESHOLD =
            new Failure(
                    "States.ExceedToleratedFailureThreshold",
                    "The specified tolerated failure threshold was exceeded");

    private static final int LOCKS = 256;

    /** Ends of children that a redrive counts in one commit. */
    private static final int NOTES_AT_REDRIVE_MAX = 1_000;

    /** How long a redrive waits before it looks again whether all children have stopped. */
    private static final Duration STOPPING = Duration.ofSeconds(1);

    private final StripedLocks locks = new StripedLocks(LOCKS);
    private final Store store;
    private final Clock clock;
    private final Queues queues;
    private final MapRuns runs;
    private final ExecutionEngine engine;
    private final MapRunChildren children;
    private final MapRunResults results;

    MapRunProgress(
            Store store,
            Clock clock,
            Queues queues,
            MapRuns runs,
            ExecutionEngine engine,
            MapRunChildren children,
            MapRunResults results) {
        this.store = store;
        this.clock = clock;
        this.queues = queues;
        this.runs = runs;
        this.engine = engine;
        this.children = children;
        this.results = results;
    }

    Outcome advance(Delivery delivery, MapRuns.Id id) {
        return locked(
                id,
                () -> {
                    List<MapRuns.Note> notes =
                            store.read(reader -> runs.notes(reader, id, AT_ONCE_MAX));
                    return store.transact(transaction -> {
                        delivery.acknowledge(transaction);
                        advance(transaction, id, notes);
                        return Outcome.DONE;
                    });
                });
    }

    /** Steps of one run are taken one after the other. */
    <T> T locked(MapRuns.Id id, Supplier<T> action) {
        return locks.locked(id, action);
    }

    private void advance(Transaction transaction, MapRuns.Id id, List<MapRuns.Note> notes) {
        MapRunRecord run = runs.get(transaction, id);
        Status status = counted(transaction, id, notes);
        Instant now = clock.now();
        boolean more = notes.size() == AT_ONCE_MAX;
        if (status.isRunning() && !status.redrive().waiting()) {
            boolean exceeded =
                    status.limits()
                            .isExceeded(status.items().unsuccessful(), status.items().total());
            // A percentage is one of all items, which are known once they have been read.
            boolean known = status.read() || status.limits().toleratedPercentage() == null;
            if (exceeded && known) {
                finish(transaction, id, run, status, failure(THRESHOLD), now);
                return;
            }
            Status before = status;
            status = fill(transaction, id, run, status);
            more |= begun(before, status) == AT_ONCE_MAX;
            if (status.isFinished() && !status.writing()) {
                if (run.writerArguments() != null) {
                    status = status.whileWriting();
                    MapRunWork.append(queues, transaction, id, MapRunWork.Kind.WRITE, now);
                } else {
                    TaskOutcome outcome = results.gather(transaction, id, run);
                    finish(transaction, id, run, status, outcome, now);
                    return;
                }
            }
        }
        runs.put(transaction, id, status);
        if (more) {
            MapRunWork.append(queues, transaction, id, MapRunWork.Kind.PROGRESS, now);
        }
    }

    private static long begun(Status before, Status after) {
        long waited = before.executions().pendingRedrive() - after.executions().pendingRedrive();
        return after.next() - before.next() + waited;
    }

    /**
     * Goes on with a run that has failed, once those of its children that were stopped are over.
     */
    Outcome redrive(Delivery delivery, MapRuns.Id id) {
        return locked(
                id,
                () -> {
                    List<MapRuns.Note> notes =
                            store.read(reader -> runs.notes(reader, id, NOTES_AT_REDRIVE_MAX));
                    return store.transact(transaction -> {
                        delivery.acknowledge(transaction);
                        Status status = counted(transaction, id, notes);
                        if (status.isRunning() && status.redrive().waiting()) {
                            if (status.executions().running() > 0) {
                                Instant later = clock.now().plus(STOPPING);
                                MapRunWork.append(
                                        queues, transaction, id, MapRunWork.Kind.REDRIVE, later);
                            } else {
                                status = resumed(transaction, id, status);
                            }
                        }
                        runs.put(transaction, id, status);
                        return Outcome.DONE;
                    });
                });
    }

    /** A run whose items were not all read begins with reading; what it has done is forgotten. */
    private Status resumed(Transaction transaction, MapRuns.Id id, Status status) {
        Instant now = clock.now();
        if (status.read()) {
            MapRunWork.append(queues, transaction, id, MapRunWork.Kind.PROGRESS, now);
            return status.resumed();
        }
        runs.removeChildren(transaction, id);
        runs.removeInputs(transaction, id);
        MapRunWork.append(queues, transaction, id, MapRunWork.Kind.READ, now);
        return status.restarted();
    }

    private static TaskOutcome failure(Failure failure) {
        return new TaskOutcome.Failed(failure);
    }

    private Status counted(Transaction transaction, MapRuns.Id id, List<MapRuns.Note> notes) {
        Status status = runs.status(transaction, id);
        for (MapRuns.Note note : notes) {
            Ended ended = note.ended();
            Child child = runs.child(transaction, id, ended.child());
            runs.remove(transaction, note);
            if (child.isRunning()) {
                status = status.ended(ended.status(), child.items());
                runs.put(
                        transaction,
                        id,
                        ended.child(),
                        new Child(child.name(), ended.status(), child.items(), ended.result()));
            }
        }
        return status;
    }

    /** Starts children up to the run's concurrency. */
    private Status fill(Transaction transaction, MapRuns.Id id, MapRunRecord run, Status status) {
        int asked = status.limits().maxConcurrency();
        int most = asked == 0 ? CONCURRENCY_MAX : Math.min(asked, CONCURRENCY_MAX);
        Status filled = status;
        for (int i = 0; i < AT_ONCE_MAX; i++) {
            if (filled.executions().running() >= most) {
                break;
            }
            OptionalLong again =
                    filled.executions().pendingRedrive() == 0
                            ? OptionalLong.empty()
                            : runs.firstUnsuccessful(transaction, id, filled.redrive().next());
            if (again.isPresent()) {
                long number = again.getAsLong();
                filled = filled.redriven(number, children.redrive(transaction, id, run, number));
                continue;
            }
            boolean none = filled.next() == filled.executions().total();
            if (none) {
                break;
            }
            long items = children.start(transaction, id, run, filled.next());
            filled = filled.started(items);
        }
        return filled;
    }

    /** Ends a run because of a failure outside of its children. */
    void fail(MapRuns.Id id, Failure failure) {
        store.transact(transaction -> {
            Status status = runs.status(transaction, id);
            if (status.isRunning()) {
                MapRunRecord run = runs.get(transaction, id);
                finish(transaction, id, run, status, failure(failure), clock.now());
            }
            return null;
        });
    }

    /** Ends a run and tells the Map state that waits for it. */
    void finish(
            Transaction transaction,
            MapRuns.Id id,
            MapRunRecord run,
            Status status,
            TaskOutcome outcome,
            Instant now) {
        boolean good = outcome instanceof TaskOutcome.Succeeded;
        Instant stop = now.truncatedTo(ChronoUnit.MILLIS);
        runs.put(transaction, id, status.over(good ? "SUCCEEDED" : "FAILED", stop));
        if (good) {
            runs.removeInputs(transaction, id);
            runs.removeSource(transaction, id);
        } else {
            MapRunWork.append(queues, transaction, id, MapRunWork.Kind.STOP, now);
        }
        MapRunRecord.Parent parent = run.parent();
        ExecutionId execution = new ExecutionId(id.scope(), parent.machine(), parent.execution());
        engine.advance(
                transaction,
                execution,
                interpreter -> interpreter.mapRunEnded(parent.branch(), parent.ticket(), outcome));
    }

    /** Changes the limits of a run that has not ended; empty if there is no such run. */
    public Optional<Status> update(MapRuns.Id id, UnaryOperator<MapRunPlan.Limits> change) {
        return store.transact(transaction -> {
            if (runs.find(transaction, id).isEmpty()) {
                return Optional.empty();
            }
            Status status = runs.status(transaction, id);
            if (status.isRunning()) {
                status = status.with(change.apply(status.limits()));
                runs.put(transaction, id, status);
                MapRunWork.append(queues, transaction, id, MapRunWork.Kind.PROGRESS, clock.now());
            }
            return Optional.of(status);
        });
    }
}
