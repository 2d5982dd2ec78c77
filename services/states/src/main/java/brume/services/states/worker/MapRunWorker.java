package brume.services.states.worker;

import brume.events.Delivery;
import brume.events.Outcome;
import brume.events.QueueHandler;
import brume.events.QueueSpec;
import brume.events.Queues;
import brume.services.states.domain.engine.Failure;
import brume.services.states.store.MapRuns;
import java.time.Duration;

/**
 * Carries map runs forward: reads their items, starts as many child executions as their concurrency
 * allows, counts those that have ended, and tells the Map state of the end. All of it stands in the
 * store, so that a run goes on after a crash without doing again what has been done.
 */
public final class MapRunWorker implements QueueHandler {

    private static final int CONCURRENCY_MAX = 64;
    private static final int ATTEMPTS_MAX = 20;
    private static final int MESSAGE_BYTES_MAX = 4096;

    private final MapRunReading reading;
    private final MapRunProgress progress;
    private final MapRunWriter writer;
    private final MapRunChildren children;

    MapRunWorker(
            MapRunReading reading,
            MapRunProgress progress,
            MapRunWriter writer,
            MapRunChildren children) {
        this.reading = reading;
        this.progress = progress;
        this.writer = writer;
        this.children = children;
    }

    /** Takes the messages about map runs. */
    public void register(Queues queues) {
        queues.register(
                new QueueSpec(
                        MapRunWork.QUEUE,
                        CONCURRENCY_MAX,
                        ATTEMPTS_MAX,
                        Duration.ofSeconds(1),
                        Duration.ofMinutes(1),
                        MESSAGE_BYTES_MAX),
                this);
    }

    @Override
    public Outcome handle(Delivery delivery) {
        MapRunWork work = MapRunWork.of(delivery.payload());
        MapRuns.Id id = work.id();
        return switch (work.kind()) {
            case READ -> reading.read(delivery, id);
            case WRITE -> writer.write(delivery, id);
            case STOP -> children.stopAll(id);
            case REDRIVE -> progress.redrive(delivery, id);
            case PROGRESS -> progress.advance(delivery, id);
        };
    }

    @Override
    public void dead(Delivery delivery, String reason) {
        MapRunWork work = MapRunWork.of(delivery.payload());
        progress.fail(
                work.id(),
                new Failure(Failure.RUNTIME, "The map run could not be carried on: " + reason));
    }
}
