package brume.services.states.worker;

import brume.events.Delivery;
import brume.events.Outcome;
import brume.events.QueueHandler;
import brume.events.QueueSpec;
import brume.events.Queues;
import brume.services.states.domain.engine.Effect;
import java.time.Duration;

/** Wakes executions whose wait, retry or time limit is due. */
public final class TimerWorker implements QueueHandler {

    private static final int CONCURRENCY_MAX = 64;
    private static final int ATTEMPTS_MAX = 20;
    private static final int MESSAGE_BYTES_MAX = 4096;

    private final ExecutionEngine engine;

    public TimerWorker(ExecutionEngine engine) {
        this.engine = engine;
    }

    /** Takes the timers of executions. */
    public void register(Queues queues) {
        queues.register(
                new QueueSpec(
                        ExecutionEngine.TIMERS,
                        CONCURRENCY_MAX,
                        ATTEMPTS_MAX,
                        Duration.ofSeconds(1),
                        Duration.ofMinutes(1),
                        MESSAGE_BYTES_MAX),
                this);
    }

    @Override
    public Outcome handle(Delivery delivery) {
        Work work = Work.of(delivery.payload());
        Effect.Purpose purpose = work.purpose();
        return purpose == null
                ? new Outcome.Dead("a timer without a purpose")
                : engine.due(delivery, work, purpose);
    }

    @Override
    public void dead(Delivery delivery, String reason) {
        engine.abandon(Work.of(delivery.payload()), "A timer could not be carried out: " + reason);
    }
}
