package brume.services.states.worker;

import brume.events.Delivery;
import brume.events.Outcome;
import brume.events.QueueHandler;
import brume.events.QueueSpec;
import brume.events.Queues;
import brume.services.states.domain.asl.TaskResource;
import brume.services.states.domain.engine.TaskOutcome;
import java.time.Duration;
import java.util.Optional;

/** Tells tasks of the end of the executions that they wait for, and stops those in vain. */
public final class NestedWorker implements QueueHandler {

    private static final int CONCURRENCY_MAX = 64;
    private static final int ATTEMPTS_MAX = 20;
    private static final int MESSAGE_BYTES_MAX = 4096;

    private final ExecutionEngine engine;
    private final TaskCalls calls;

    public NestedWorker(ExecutionEngine engine, TaskCalls calls) {
        this.engine = engine;
        this.calls = calls;
    }

    /** Takes the messages about nested executions. */
    public void register(Queues queues) {
        queues.register(
                new QueueSpec(
                        Nested.QUEUE,
                        CONCURRENCY_MAX,
                        ATTEMPTS_MAX,
                        Duration.ofSeconds(1),
                        Duration.ofMinutes(1),
                        MESSAGE_BYTES_MAX),
                this);
    }

    @Override
    public Outcome handle(Delivery delivery) {
        Nested nested = Nested.of(delivery.payload());
        Work task = nested.task();
        if (nested.kind() == Nested.Kind.STOP) {
            engine.facts(task.id())
                    .ifPresent(facts -> calls.stopNested(facts, task.id().scope(), nested));
            return Outcome.DONE;
        }
        Optional<TaskResource> resource = engine.awaited(task);
        if (resource.isEmpty()
                || !(resource.get() instanceof TaskResource.Integration integration)) {
            return Outcome.DONE;
        }
        TaskOutcome outcome =
                calls.nestedOutcome(
                        engine.facts(task.id()).orElseThrow(),
                        task.id().scope(),
                        nested,
                        integration);
        return engine.ended(delivery, task, outcome);
    }

    @Override
    public void dead(Delivery delivery, String reason) {
        engine.abandon(
                Nested.of(delivery.payload()).task(),
                "The end of a nested execution could not be told: " + reason);
    }
}
