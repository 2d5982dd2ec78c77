package brume.services.states.worker;

import brume.events.Delivery;
import brume.events.Outcome;
import brume.events.QueueHandler;
import brume.events.QueueSpec;
import brume.events.Queues;
import brume.services.states.domain.engine.TaskOutcome;
import java.time.Duration;
import java.util.Optional;

/** Makes the calls that tasks wait for, each on its own virtual thread. */
public final class TaskWorker implements QueueHandler {

    /** Calls under way at once; a call may last as long as a Lambda function does. */
    private static final int CALLS_MAX = 1_000;

    /** Attempts to carry out a call that fails in this server, not in what is called. */
    private static final int ATTEMPTS_MAX = 10;

    private static final int MESSAGE_BYTES_MAX = 4096;

    private final ExecutionEngine engine;
    private final TaskCalls calls;

    public TaskWorker(ExecutionEngine engine, TaskCalls calls) {
        this.engine = engine;
        this.calls = calls;
    }

    /** Takes the calls that executions wait for. */
    public void register(Queues queues) {
        queues.register(
                new QueueSpec(
                        ExecutionEngine.TASKS,
                        CALLS_MAX,
                        ATTEMPTS_MAX,
                        Duration.ofSeconds(1),
                        Duration.ofSeconds(30),
                        MESSAGE_BYTES_MAX),
                this);
    }

    @Override
    public Outcome handle(Delivery delivery) {
        Work work = Work.of(delivery.payload());
        Optional<ExecutionEngine.PendingCall> pending = engine.pending(work);
        if (pending.isEmpty()) {
            return Outcome.DONE;
        }
        TaskOutcome outcome = calls.call(pending.get());
        return engine.called(delivery, work, outcome);
    }

    @Override
    public void dead(Delivery delivery, String reason) {
        engine.abandon(Work.of(delivery.payload()), "The task could not be carried out: " + reason);
    }
}
