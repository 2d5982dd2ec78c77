package brume.services.states.worker;

import brume.events.Queues;
import brume.services.states.domain.data.Payload;
import brume.services.states.domain.engine.Effect;
import brume.services.states.domain.engine.MapRunPlan;
import brume.services.states.store.ExecutionId;
import brume.services.states.store.ExecutionRecord;
import brume.services.states.store.MapRunRecord;
import brume.services.states.store.MapRunRecord.Ended;
import brume.services.states.store.MapRuns;
import brume.store.Transaction;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;

/** What the steps of executions do to map runs: begin them, abort them, end their children. */
final class MapRunStart {

    private final Queues queues;
    private final MapRuns runs;

    MapRunStart(Queues queues, MapRuns runs) {
        this.queues = queues;
        this.runs = runs;
    }

    /** Adds the run that a Map state begins. */
    void begin(
            Transaction transaction,
            ExecutionId parent,
            ExecutionRecord execution,
            Effect.StartMapRun effect,
            Instant now) {
        MapRunPlan plan = effect.plan();
        MapRuns.Id id = new MapRuns.Id(parent.scope(), plan.uuid());
        MapRunPlan.Batch batch = plan.batch();
        MapRunRecord run =
                new MapRunRecord(
                        plan.uuid(),
                        plan.label(),
                        parent.baseMachine(),
                        new MapRunRecord.Parent(
                                parent.stateMachine(),
                                parent.name(),
                                effect.branch().id(),
                                effect.ticket()),
                        plan.state(),
                        effect.express(),
                        new MapRunRecord.Revision(
                                execution.revision(),
                                execution.machineCreated(),
                                execution.roleArn(),
                                execution.version(),
                                execution.alias()),
                        now.truncatedTo(ChronoUnit.MILLIS),
                        text(plan.readerArguments()),
                        plan.maxItems(),
                        new MapRunRecord.Batch(
                                batch.maxItems(), batch.maxBytes(), text(batch.input())),
                        text(plan.writerArguments()));
        runs.add(transaction, id, run, MapRunRecord.Status.running(plan.limits()));
        Payload items = plan.items();
        if (items != null) {
            runs.putSource(transaction, id, items.text());
        }
        MapRunWork.append(queues, transaction, id, MapRunWork.Kind.READ, now);
    }

    /**
     * Has a run that was over go on, for the state that waits for it again. Source: "Redriving Map
     * Runs" of the developer guide.
     */
    void redrive(
            Transaction transaction, ExecutionId parent, Effect.RedriveMapRun effect, Instant now) {
        MapRuns.Id id = new MapRuns.Id(parent.scope(), effect.uuid());
        MapRunRecord run =
                runs.get(transaction, id)
                        .waitedForBy(
                                new MapRunRecord.Parent(
                                        parent.stateMachine(),
                                        parent.name(),
                                        effect.branch().id(),
                                        effect.ticket()));
        MapRunRecord.Status status = runs.status(transaction, id);
        runs.reopen(transaction, id, run, status.redriven(now.truncatedTo(ChronoUnit.MILLIS)));
        MapRunWork.append(queues, transaction, id, MapRunWork.Kind.REDRIVE, now);
    }

    private static @Nullable String text(@Nullable Payload payload) {
        return payload == null ? null : payload.text();
    }

    /** Ends a run whose state is not waited for any more. */
    void abort(Transaction transaction, MapRuns.Id id, Instant now) {
        MapRunRecord.Status status = runs.status(transaction, id);
        if (status.isRunning()) {
            Instant stop = now.truncatedTo(ChronoUnit.MILLIS);
            runs.put(transaction, id, status.over("ABORTED", stop));
            MapRunWork.append(queues, transaction, id, MapRunWork.Kind.STOP, now);
        }
    }

    /** Notes that a child execution has ended. */
    void childEnded(Transaction transaction, MapRuns.Id id, Ended ended, Instant now) {
        runs.append(transaction, id, ended);
        MapRunWork.append(queues, transaction, id, MapRunWork.Kind.PROGRESS, now);
    }
}
