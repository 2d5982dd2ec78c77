package brume.services.states.worker;

import brume.base.AccountId;
import brume.base.Region;
import brume.base.Scope;
import brume.events.Queues;
import brume.services.states.store.ExecutionId;
import brume.store.Transaction;
import brume.wire.Documents;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.List;

/** What of the histories of Standard executions is still to be logged. */
final class LogQueue {

    /** The queue of events to log. */
    static final String LOGS = "states-logs";

    private final Queues queues;

    LogQueue(Queues queues) {
        this.queues = queues;
    }

    /** Events of an execution, {@code first} and what follows. */
    record Section(
            String account,
            String region,
            String machine,
            String execution,
            long first,
            int count,
            int redriveCount) {

        ExecutionId id() {
            return new ExecutionId(
                    new Scope(new AccountId(account), new Region(region)), machine, execution);
        }

        static Section of(byte[] bytes) {
            return Documents.read(bytes, Section.class);
        }
    }

    /** Has the events of a step logged once the transaction that writes them is committed. */
    void append(
            Transaction transaction,
            ExecutionId id,
            LogSettings settings,
            List<ObjectNode> events,
            int redriveCount,
            Instant now) {
        if (settings.isOff() || events.stream().noneMatch(settings::wants)) {
            return;
        }
        Section section =
                new Section(
                        id.scope().account().value(),
                        id.scope().region().value(),
                        id.stateMachine(),
                        id.name(),
                        events.getFirst().get("id").longValue(),
                        events.size(),
                        redriveCount);
        var ignored = queues.append(transaction, LOGS, now, Documents.write(section));
    }
}
