package brume.services.states.worker;

import brume.services.states.domain.engine.Branch;
import brume.services.states.domain.engine.Effect;
import brume.services.states.domain.engine.Interpreter;
import brume.services.states.domain.engine.TaskOutcome;
import brume.services.states.domain.engine.TaskToken;
import brume.services.states.store.Activities;
import brume.services.states.store.ActivityRecord;
import brume.services.states.store.ExecutionId;
import brume.store.Store;
import brume.store.Transaction;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** What workers outside of this server do with tasks: take them, and report about them. */
public final class TaskReports {

    private final Store store;
    private final Activities activities;
    private final ExecutionEngine engine;

    public TaskReports(Store store, Activities activities, ExecutionEngine engine) {
        this.store = store;
        this.activities = activities;
        this.engine = engine;
    }

    /** What came of a report about a task. */
    public enum Reported {
        ACCEPTED,
        TASK_OVER
    }

    /**
     * Gives the task that has waited longest for a worker of the activity to one.
     *
     * @return empty if none waits
     */
    Optional<Interpreter.ActivityTask> take(Activities.Id activity, @Nullable String workerName) {
        return store.transact(transaction -> {
            Optional<Activities.Waiting> waiting = activities.oldest(transaction, activity);
            while (waiting.isPresent()) {
                transaction.delete(waiting.get().key());
                Optional<Interpreter.ActivityTask> taken =
                        take(transaction, activity, waiting.get().offer(), workerName);
                if (taken.isPresent()) {
                    return taken;
                }
                waiting = activities.oldest(transaction, activity);
            }
            return Optional.empty();
        });
    }

    private Optional<Interpreter.ActivityTask> take(
            Transaction transaction,
            Activities.Id activity,
            ActivityRecord.Offer offer,
            @Nullable String workerName) {
        ExecutionId id = new ExecutionId(activity.scope(), offer.machine(), offer.execution());
        AtomicReference<Interpreter.@Nullable ActivityTask> taken = new AtomicReference<>();
        engine.advance(
                transaction,
                id,
                interpreter -> {
                    taken.set(
                            interpreter
                                    .taken(offer.branch(), offer.ticket(), workerName)
                                    .orElse(null));
                    return interpreter.effects();
                });
        return Optional.ofNullable(taken.get());
    }

    /** Hands on what the holder of a task token reports. */
    public Reported report(ExecutionId id, TaskToken token, TaskOutcome outcome) {
        return withToken(id, token, (interpreter, branch) -> interpreter.report(branch, outcome));
    }

    /** Notes a sign of life from the holder of a task token. */
    public Reported heartbeat(ExecutionId id, TaskToken token) {
        return withToken(id, token, Interpreter::heartbeat);
    }

    private interface Report {
        List<Effect> apply(Interpreter interpreter, Branch branch);
    }

    private Reported withToken(ExecutionId id, TaskToken token, Report report) {
        return engine.locked(
                id,
                () ->
                        store.transact(transaction -> {
                            boolean[] accepted = {false};
                            engine.advance(
                                    transaction,
                                    id,
                                    interpreter -> {
                                        Optional<Branch> branch = interpreter.awaiting(token);
                                        accepted[0] = branch.isPresent();
                                        return branch.map(found -> report.apply(interpreter, found))
                                                .orElse(List.of());
                                    });
                            return accepted[0] ? Reported.ACCEPTED : Reported.TASK_OVER;
                        }));
    }
}
