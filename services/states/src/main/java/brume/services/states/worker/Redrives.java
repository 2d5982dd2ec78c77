package brume.services.states.worker;

import brume.base.Clock;
import brume.services.states.store.ExecutionId;
import brume.services.states.store.ExecutionRecord;
import brume.services.states.store.Executions;
import brume.store.Reader;
import brume.store.Store;
import brume.store.Transaction;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Goes on with executions that have failed. */
public final class Redrives {

    private final Store store;
    private final Clock clock;
    private final Executions executions;
    private final ExecutionEngine engine;

    public Redrives(Store store, Clock clock, Executions executions, ExecutionEngine engine) {
        this.store = store;
        this.clock = clock;
        this.executions = executions;
        this.engine = engine;
    }

    /** What came of an attempt to redrive an execution. */
    public sealed interface Redrive {

        record Done(Instant time) implements Redrive {}

        record Refused(String reason) implements Redrive {}

        record NoExecution() implements Redrive {}
    }

    /** Goes on with an execution where it has failed, or answers again what it answered before. */
    public Redrive redrive(ExecutionId id, @Nullable String token) {
        return engine.locked(
                id,
                () ->
                        store.transact(transaction ->
                                executions
                                        .find(transaction, id)
                                        .map(execution ->
                                                redrive(transaction, id, execution, token))
                                        .orElseGet(Redrive.NoExecution::new)));
    }

    private Redrive redrive(
            Transaction transaction,
            ExecutionId id,
            ExecutionRecord execution,
            @Nullable String token) {
        ExecutionRecord.Status status = executions.status(transaction, id);
        Instant last = status.redrives().last();
        if (token != null && last != null && status.redrives().tokens().contains(token)) {
            return new Redrive.Done(last);
        }
        Instant now = clock.now();
        Optional<String> reason = obstacle(transaction, id, execution, status);
        if (reason.isPresent()) {
            return new Redrive.Refused(reason.get());
        }
        Instant time = now.truncatedTo(ChronoUnit.MILLIS);
        engine.redrive(transaction, id, execution, status.redriven(time, token), now);
        return new Redrive.Done(time);
    }

    /** Why an execution cannot be redriven; empty if it can. */
    public Optional<String> obstacle(
            Reader reader,
            ExecutionId id,
            ExecutionRecord execution,
            ExecutionRecord.Status status) {
        boolean orphan = engine.isOrphan(reader, id, execution);
        return Redrivability.obstacle(execution, status, orphan, clock.now());
    }
}
