package brume.services.states.worker;

import brume.base.Clock;
import brume.base.Ids;
import brume.events.Outcome;
import brume.services.states.domain.data.Payload;
import brume.services.states.store.ExecutionId;
import brume.services.states.store.ExecutionRecord;
import brume.services.states.store.MapRunRecord;
import brume.services.states.store.MapRunRecord.Child;
import brume.services.states.store.MapRunRecord.Ended;
import brume.services.states.store.MapRunRecord.Input;
import brume.services.states.store.MapRunRecord.Result;
import brume.services.states.store.MapRuns;
import brume.store.Store;
import brume.store.Transaction;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The child executions of map runs. */
public final class MapRunChildren {

    private static final Logger LOG = LoggerFactory.getLogger(MapRunChildren.class);

    private final Store store;
    private final Clock clock;
    private final MapRuns runs;
    private final MapRunStart steps;
    private final ExecutionEngine engine;
    private final ExpressEngine express;

    MapRunChildren(
            Store store,
            Clock clock,
            MapRuns runs,
            MapRunStart steps,
            ExecutionEngine engine,
            ExpressEngine express) {
        this.store = store;
        this.clock = clock;
        this.runs = runs;
        this.steps = steps;
        this.engine = engine;
        this.express = express;
    }

    /** Starts a child in the transaction that counts it; the number of its items. */
    long start(Transaction transaction, MapRuns.Id id, MapRunRecord run, long number) {
        Input input = runs.input(transaction, id, number);
        String name = Ids.uuid();
        runs.put(transaction, id, number, new Child(name, "RUNNING", input.items(), null));
        if (run.express()) {
            // Kept until the end of the run: an Express execution may have to begin again.
            transaction.afterCommit(() -> startExpress(id, run, number, name, input));
        } else {
            runs.removeInput(transaction, id, number);
            startStandard(transaction, id, run, number, name, input);
        }
        return input.items();
    }

    /**
     * Goes on with a child that has failed, where it has failed; an Express one, and one that
     * cannot be redriven, begins anew.
     *
     * @return the number of its items
     */
    long redrive(Transaction transaction, MapRuns.Id id, MapRunRecord run, long number) {
        Child child = runs.child(transaction, id, number);
        if (run.express()) {
            return start(transaction, id, run, number);
        }
        ExecutionId execution = new ExecutionId(id.scope(), run.childMachine(), child.name());
        String name = child.name();
        if (!engine.redriveChild(transaction, execution)) {
            name = Ids.uuid();
            Input input = new Input(child.items(), engine.input(transaction, execution));
            startStandard(transaction, id, run, number, name, input);
        }
        runs.put(transaction, id, number, new Child(name, "RUNNING", child.items(), null));
        return child.items();
    }

    private void startStandard(
            Transaction transaction,
            MapRuns.Id id,
            MapRunRecord run,
            long number,
            String name,
            Input input) {
        ExecutionId child = new ExecutionId(id.scope(), run.childMachine(), name);
        MapRunRecord.Revision revision = run.revision();
        engine.start(
                transaction,
                child,
                new ExecutionRecord(
                        name,
                        run.childMachine(),
                        revision.id(),
                        revision.machineCreated(),
                        revision.roleArn(),
                        clock.now().truncatedTo(ChronoUnit.MILLIS),
                        input.input(),
                        null,
                        revision.version(),
                        revision.alias(),
                        new ExecutionRecord.MapItem(run.uuid(), run.state(), number)));
    }

    private void startExpress(
            MapRuns.Id id, MapRunRecord run, long number, String name, Input input) {
        ExpressEngine.Start start =
                new ExpressEngine.Start(
                        run.childMachine(),
                        run.revision().id(),
                        run.revision().roleArn(),
                        id.scope(),
                        name,
                        Payload.ofText(input.input()));
        express.startChild(
                start,
                run.uuid(),
                run.state(),
                finished -> {
                    Result result =
                            new Result(
                                    finished.ending().status(),
                                    finished.ending().output() == null
                                            ? null
                                            : finished.ending().output().text(),
                                    finished.ending().error(),
                                    finished.ending().cause(),
                                    finished.start(),
                                    finished.stop());
                    ended(id, new Ended(number, result.status(), result));
                });
    }

    private void ended(MapRuns.Id id, Ended ended) {
        store.transact(transaction -> {
            steps.childEnded(transaction, id, ended, clock.now());
            return null;
        });
    }

    /** Begins the Express children again that a crash or a stop has interrupted. */
    public void resume() {
        List<MapRuns.Id> interrupted = store.read(runs::running);
        for (MapRuns.Id id : interrupted) {
            MapRunRecord run = store.read(reader -> runs.get(reader, id));
            if (run.express()) {
                resume(id, run);
            }
        }
    }

    private void resume(MapRuns.Id id, MapRunRecord run) {
        List<Runnable> begins = new ArrayList<>();
        store.read(reader -> {
            List<Long> over =
                    runs.notes(reader, id, Integer.MAX_VALUE).stream()
                            .map(note -> note.ended().child())
                            .toList();
            runs.children(
                    reader,
                    id,
                    (number, child) -> {
                        if (child.isRunning() && !over.contains(number)) {
                            Input input = runs.input(reader, id, number);
                            begins.add(() -> startExpress(id, run, number, child.name(), input));
                        }
                        return true;
                    });
            return null;
        });
        begins.forEach(Runnable::run);
        if (!begins.isEmpty()) {
            LOG.info(
                    "{} Express executions of the map run {} were begun again",
                    begins.size(),
                    id.uuid());
        }
    }

    /**
     * Stops the children of a run that is over. Express ones are left alone: they end within five
     * minutes, and nobody waits for them.
     */
    Outcome stopAll(MapRuns.Id id) {
        MapRunRecord run = store.read(reader -> runs.get(reader, id));
        MapRunRecord.Status status = store.read(reader -> runs.status(reader, id));
        boolean goesOn = status.isRunning() && !status.redrive().waiting();
        if (!run.express() && !goesOn) {
            List<String> names = new ArrayList<>();
            store.read(reader -> {
                runs.children(
                        reader,
                        id,
                        (number, child) -> {
                            if (child.isRunning()) {
                                names.add(child.name());
                            }
                            return true;
                        });
                return null;
            });
            for (String name : names) {
                var ignored =
                        engine.stop(
                                new ExecutionId(id.scope(), run.childMachine(), name), null, null);
            }
        }
        return Outcome.DONE;
    }
}
