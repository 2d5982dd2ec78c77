package brume.services.states.worker;

import brume.events.MessageId;
import brume.events.Queues;
import brume.services.states.domain.data.Payload;
import brume.services.states.domain.engine.Branch;
import brume.services.states.domain.engine.Effect;
import brume.services.states.domain.engine.Ending;
import brume.services.states.domain.engine.ExecutionState;
import brume.services.states.domain.engine.ExecutionState.Progress;
import brume.services.states.store.Activities;
import brume.services.states.store.ActivityRecord;
import brume.services.states.store.ExecutionId;
import brume.services.states.store.ExecutionRecord;
import brume.services.states.store.Executions;
import brume.services.states.store.Histories;
import brume.services.states.store.MapRunRecord;
import brume.services.states.store.MapRuns;
import brume.services.states.store.Watchers;
import brume.store.Transaction;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Writes what a step of an execution has made into the transaction that commits it. */
final class StepCommit {

    private final Queues queues;
    private final Executions executions;
    private final Histories histories;
    private final Activities activities;
    private final Watchers watchers = new Watchers();
    private final MapRunStart mapRuns;

    StepCommit(
            Queues queues,
            Executions executions,
            Histories histories,
            Activities activities,
            MapRuns runs) {
        this.queues = queues;
        this.executions = executions;
        this.histories = histories;
        this.activities = activities;
        this.mapRuns = new MapRunStart(queues, runs);
    }

    /**
     * @param before how the execution stood before, empty if the step starts it
     */
    void write(
            Transaction transaction,
            ExecutionId id,
            ExecutionState state,
            List<Effect> effects,
            Optional<ExecutionRecord.Status> before,
            Instant now) {
        String timeout = before.map(ExecutionRecord.Status::timeout).orElse(null);
        for (Effect effect : effects) {
            switch (effect) {
                case Effect.Call call -> {
                    if (isCurrent(state, call.branch(), call.ticket())) {
                        call.branch().addMessage(append(transaction, id, call, now));
                    }
                }
                case Effect.Offer offer -> {
                    if (isCurrent(state, offer.branch(), offer.ticket())) {
                        offer.branch().addMessage(append(transaction, id, offer, now));
                    }
                }
                case Effect.Timer timer -> {
                    if (timer.purpose() == Effect.Purpose.EXECUTION_TIMEOUT) {
                        timeout = append(transaction, id, timer);
                    } else if (isCurrent(state, timer.branch(), timer.ticket())) {
                        timer.branch().addMessage(append(transaction, id, timer));
                    }
                }
                case Effect.Watch watch -> {
                    if (isCurrent(state, watch.branch(), watch.ticket())) {
                        watch(transaction, id, watch, now);
                    }
                }
                case Effect.StartMapRun start -> {
                    if (isCurrent(state, start.branch(), start.ticket())) {
                        begin(transaction, id, start, now);
                    }
                }
                case Effect.RedriveMapRun again -> {
                    if (isCurrent(state, again.branch(), again.ticket())) {
                        mapRuns.redrive(transaction, id, again, now);
                        again.branch().addMessage(Branch.MAP_RUN + again.uuid());
                    }
                }
                case Effect.Withdraw withdraw -> withdraw(transaction, id, withdraw.message(), now);
            }
        }
        histories.append(transaction, id, state.events());
        Optional<Ending> ending = state.ending();
        if (ending.map(Ending::isRedrivable).orElse(true)) {
            executions.put(transaction, id, state);
        } else if (!state.isNew()) {
            executions.clear(transaction, id);
        }
        if (ending.isPresent() && timeout != null && before.isPresent()) {
            withdraw(transaction, id, timeout, now);
        }
        if (ending.isPresent() && before.isPresent()) {
            for (byte[] message : watchers.take(transaction, id)) {
                queues.append(transaction, Nested.QUEUE, now, message);
            }
        }
        executions.put(transaction, id, status(state, ending, timeout, before, now));
        if (ending.isPresent() && id.isMapChild()) {
            tellMapRun(transaction, id, ending.get(), now);
        }
    }

    private void begin(
            Transaction transaction, ExecutionId id, Effect.StartMapRun start, Instant now) {
        ExecutionRecord execution = executions.find(transaction, id).orElseThrow();
        mapRuns.begin(transaction, id, execution, start, now);
        start.branch().addMessage(Branch.MAP_RUN + start.plan().uuid());
    }

    private void tellMapRun(Transaction transaction, ExecutionId id, Ending ending, Instant now) {
        ExecutionRecord.MapItem item =
                executions.find(transaction, id).map(ExecutionRecord::mapItem).orElse(null);
        if (item != null) {
            mapRuns.childEnded(
                    transaction,
                    new MapRuns.Id(id.scope(), item.mapRun()),
                    new MapRunRecord.Ended(item.number(), ending.status(), null),
                    now);
        }
    }

    private static ExecutionRecord.Status status(
            ExecutionState state,
            Optional<Ending> ending,
            @Nullable String timeout,
            Optional<ExecutionRecord.Status> before,
            Instant now) {
        Progress progress = state.progress();
        Ending end = ending.orElse(null);
        Payload output = end == null ? null : end.output();
        return new ExecutionRecord.Status(
                end == null ? "RUNNING" : end.status(),
                end == null ? null : now.truncatedTo(ChronoUnit.MILLIS),
                output == null ? null : output.text(),
                end == null ? null : end.error(),
                end == null ? null : end.cause(),
                progress.nextEventId(),
                progress.nextBranchId(),
                progress.nextTicket(),
                end == null ? timeout : null,
                before.map(ExecutionRecord.Status::redrives).orElse(ExecutionRecord.Redrives.NONE));
    }

    private String append(Transaction transaction, ExecutionId id, Effect.Call call, Instant now) {
        Work work = Work.of(id, call.branch().id(), call.ticket(), null);
        return queues.append(transaction, ExecutionEngine.TASKS, now, work.bytes()).text();
    }

    private String append(Transaction transaction, ExecutionId id, Effect.Timer timer) {
        Work work = Work.of(id, timer.branch().id(), timer.ticket(), timer.purpose());
        return queues.append(transaction, ExecutionEngine.TIMERS, timer.due(), work.bytes()).text();
    }

    private String append(
            Transaction transaction, ExecutionId id, Effect.Offer offer, Instant now) {
        Activities.Id activity = Activities.Id.find(offer.activityArn()).orElseThrow();
        ActivityRecord.Offer row =
                new ActivityRecord.Offer(
                        id.stateMachine(), id.name(), offer.branch().id(), offer.ticket());
        return activities.offer(transaction, activity, now, row);
    }

    private void withdraw(Transaction transaction, ExecutionId id, String message, Instant now) {
        if (message.startsWith(Branch.STOP)) {
            Nested stop = Nested.stop(id, message.substring(Branch.STOP.length()));
            queues.append(transaction, Nested.QUEUE, now, stop.bytes());
        } else if (message.startsWith(Branch.MAP_RUN)) {
            String uuid = message.substring(Branch.MAP_RUN.length());
            mapRuns.abort(transaction, new MapRuns.Id(id.scope(), uuid), now);
        } else if (Activities.isOffer(message)) {
            activities.withdraw(transaction, id.scope(), message);
        } else {
            queues.cancel(transaction, MessageId.parse(message));
        }
    }

    /** Has the task told when the execution ends: at once if it has ended already. */
    private void watch(Transaction transaction, ExecutionId id, Effect.Watch watch, Instant now) {
        Work task = Work.of(id, watch.branch().id(), watch.ticket(), null);
        String role = watch.branch().taskRole();
        byte[] message = new Nested(task, watch.executionArn(), Nested.Kind.ENDED, role).bytes();
        Optional<ExecutionId> watched = ExecutionId.find(watch.executionArn());
        boolean running =
                watched.flatMap(nested -> executions.findStatus(transaction, nested))
                        .map(ExecutionRecord.Status::isRunning)
                        .orElse(false);
        if (running) {
            watchers.add(transaction, watched.orElseThrow(), id, watch.branch().id(), message);
            watch.branch().addMessage(Branch.STOP + Nested.text(watch.executionArn(), role));
        } else {
            queues.append(transaction, Nested.QUEUE, now, message);
        }
    }

    /** Whether the branch still waits for what the effect is about. */
    private static boolean isCurrent(ExecutionState state, Branch branch, long ticket) {
        return branch.ticket() == ticket && !state.isRemoved(branch);
    }
}
