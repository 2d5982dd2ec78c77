package brume.services.states.worker;

import brume.base.AccountId;
import brume.base.Region;
import brume.base.Scope;
import brume.services.states.domain.engine.Effect;
import brume.services.states.store.ExecutionId;
import brume.wire.Documents;
import org.jspecify.annotations.Nullable;

/**
 * A message to the engine: a call to make, or a timer that is due.
 *
 * @param purpose of the timer; null for a call
 */
record Work(
        String account,
        String region,
        String machine,
        String execution,
        long branch,
        long ticket,
        Effect.@Nullable Purpose purpose) {

    static Work of(ExecutionId id, long branch, long ticket, Effect.@Nullable Purpose purpose) {
        return new Work(
                id.scope().account().value(),
                id.scope().region().value(),
                id.stateMachine(),
                id.name(),
                branch,
                ticket,
                purpose);
    }

    ExecutionId id() {
        return new ExecutionId(
                new Scope(new AccountId(account), new Region(region)), machine, execution);
    }

    byte[] bytes() {
        return Documents.write(this);
    }

    static Work of(byte[] bytes) {
        return Documents.read(bytes, Work.class);
    }
}
