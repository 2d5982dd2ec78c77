package brume.services.states.worker;

import brume.base.Clock;
import brume.events.Queues;
import brume.services.states.domain.engine.MapRunPlan;
import brume.services.states.store.Executions;
import brume.services.states.store.MapRunRecord;
import brume.services.states.store.MapRuns;
import brume.spi.Calls;
import brume.store.Store;
import java.util.Optional;
import java.util.function.UnaryOperator;

/** The map runs of distributed Map states: the parts that carry them forward, put together. */
public final class MapRunEngine {

    private final MapRunChildren children;
    private final MapRunProgress progress;
    private final MapRunWorker worker;

    public MapRunEngine(
            Store store,
            Clock clock,
            Queues queues,
            MapRuns runs,
            Executions executions,
            ExecutionEngine engine,
            ExpressEngine express,
            Calls calls,
            TaskCalls sessions) {
        MapRunStart steps = new MapRunStart(queues, runs);
        MapRunResults results = new MapRunResults(executions, runs, engine);
        children = new MapRunChildren(store, clock, runs, steps, engine, express);
        progress = new MapRunProgress(store, clock, queues, runs, engine, children, results);
        worker =
                new MapRunWorker(
                        new MapRunReading(
                                store, clock, queues, runs, engine, progress, calls, sessions),
                        progress,
                        new MapRunWriter(
                                store, clock, runs, results, progress, engine, calls, sessions),
                        children);
    }

    /** Takes the messages about map runs. */
    public void register(Queues queues) {
        worker.register(queues);
    }

    /** Begins again what a crash or a stop has interrupted and only memory knew of. */
    public void resume() {
        children.resume();
    }

    /** Changes the limits of a run that has not ended; empty if there is no such run. */
    public Optional<MapRunRecord.Status> update(
            MapRuns.Id id, UnaryOperator<MapRunPlan.Limits> change) {
        return progress.update(id, change);
    }
}
