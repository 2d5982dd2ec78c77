package brume.services.states.worker;

import brume.events.Delivery;
import brume.events.Outcome;
import brume.events.QueueHandler;
import brume.events.QueueSpec;
import brume.events.Queues;
import brume.services.states.store.ExecutionId;
import brume.services.states.store.ExecutionRecord;
import brume.services.states.store.Executions;
import brume.services.states.store.Histories;
import brume.store.Store;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Optional;

/** Logs the events of Standard executions as their histories have them. */
public final class LogWorker implements QueueHandler {

    private static final int CONCURRENCY_MAX = 64;

    private final Store store;
    private final Executions executions;
    private final Histories histories;
    private final Definitions definitions;
    private final ExecutionLogs logs;

    public LogWorker(
            Store store,
            Executions executions,
            Histories histories,
            Definitions definitions,
            ExecutionLogs logs) {
        this.store = store;
        this.executions = executions;
        this.histories = histories;
        this.definitions = definitions;
        this.logs = logs;
    }

    /** Takes the events that are to be logged. */
    public void register(Queues queues) {
        queues.register(QueueSpec.named(LogQueue.LOGS).concurrency(CONCURRENCY_MAX), this);
    }

    private record Found(
            LogSettings settings, ExecutionLogs.Machine machine, List<JsonNode> events) {}

    @Override
    public Outcome handle(Delivery delivery) {
        LogQueue.Section section = LogQueue.Section.of(delivery.payload());
        ExecutionId id = section.id();
        Optional<Found> found =
                store.read(reader ->
                        executions
                                .find(reader, id)
                                .map(execution -> find(reader, execution, section)));
        found.ifPresent(it ->
                logs.deliver(
                        it.settings(),
                        it.machine(),
                        id.arn(),
                        section.redriveCount(),
                        it.events()));
        return Outcome.DONE;
    }

    private Found find(
            brume.store.Reader reader, ExecutionRecord execution, LogQueue.Section section) {
        ExecutionId id = section.id();
        LogSettings settings =
                definitions.get(reader, id.scope(), id.baseMachine(), execution.revision()).logs();
        ExecutionLogs.Machine machine =
                new ExecutionLogs.Machine(
                        id.stateMachineArn(), id.stateMachine(), execution.roleArn(), id.scope());
        return new Found(
                settings,
                machine,
                histories.list(reader, id, section.first(), false, section.count()));
    }
}
