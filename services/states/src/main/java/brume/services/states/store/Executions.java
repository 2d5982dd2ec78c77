package brume.services.states.store;

import brume.base.Scope;
import brume.services.states.domain.data.Payload;
import brume.services.states.domain.engine.Branch;
import brume.services.states.domain.engine.ExecutionState;
import brume.services.states.domain.engine.ExecutionState.PayloadId;
import brume.store.Entry;
import brume.store.Key;
import brume.store.Range;
import brume.store.Reader;
import brume.store.Transaction;
import brume.wire.Documents;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The rows of executions, each under {@code account/region/machine/execution}: what it is ({@code
 * execution}), how it stands ({@code status}), its branches and their payloads while it runs, and
 * its place in the list of its machine ({@code started}, newest first).
 */
public final class Executions {

    private static final int BRANCHES_MAX = 1_000_000;

    private static Key key(String kind, ExecutionId id) {
        return machine(kind, id.scope(), id.stateMachine()).with(id.name());
    }

    private static Key machine(String kind, Scope scope, String machine) {
        return Key.of("states", kind, scope.account().value(), scope.region().value(), machine);
    }

    private static Key listKey(ExecutionId id, ExecutionRecord execution) {
        ExecutionRecord.MapItem item = execution.mapItem();
        String list = item == null ? id.stateMachine() : ofMapRun(id.stateMachine(), item.mapRun());
        return machine("started", id.scope(), list)
                .with(-execution.start().toEpochMilli())
                .with(id.name());
    }

    /** The name of the list of a map run's child executions. */
    public static String ofMapRun(String childMachine, String mapRun) {
        return childMachine + ':' + mapRun;
    }

    public Optional<ExecutionRecord> find(Reader reader, ExecutionId id) {
        return reader.find(key("execution", id))
                .map(bytes -> Documents.read(bytes, ExecutionRecord.class));
    }

    public Optional<ExecutionRecord.Status> findStatus(Reader reader, ExecutionId id) {
        return reader.find(key("status", id))
                .map(bytes -> Documents.read(bytes, ExecutionRecord.Status.class));
    }

    public ExecutionRecord.Status status(Reader reader, ExecutionId id) {
        return findStatus(reader, id)
                .orElseThrow(() -> new IllegalStateException("no status of " + id.arn()));
    }

    /** Adds a new execution. */
    public void add(Transaction transaction, ExecutionId id, ExecutionRecord execution) {
        transaction.put(key("execution", id), Documents.write(execution));
        transaction.put(listKey(id, execution), new byte[0]);
    }

    public void put(Transaction transaction, ExecutionId id, ExecutionRecord.Status status) {
        transaction.put(key("status", id), Documents.write(status));
    }

    /** A place in the list of a machine's executions. */
    public record Place(long startMillis, String name) {}

    /**
     * At most {@code limit} executions of a machine, newest first, that come after {@code after}.
     */
    public List<Place> list(
            Reader reader, Scope scope, String machine, Optional<Place> after, int limit) {
        Key prefix = machine("started", scope, machine);
        Range range =
                after.map(place ->
                                Range.after(
                                        prefix,
                                        prefix.with(-place.startMillis()).with(place.name())))
                        .orElseGet(() -> Range.prefix(prefix));
        List<Place> places = new ArrayList<>();
        for (Entry entry : reader.list(range, limit)) {
            var elements = entry.key().after(prefix);
            long start = -elements.number();
            places.add(new Place(start, elements.string()));
        }
        return places;
    }

    /** Where the interpreter reads the branches and payloads of a running execution. */
    public ExecutionState.Source source(Reader reader, ExecutionId id) {
        Key branches = key("branch", id);
        Key payloads = key("payload", id);
        return new ExecutionState.Source() {
            @Override
            public Optional<Branch> branch(long number) {
                return reader.find(branches.with(number))
                        .map(bytes -> Documents.read(bytes, Branch.class));
            }

            @Override
            public List<Long> branches() {
                return reader.list(Range.prefix(branches), BRANCHES_MAX).stream()
                        .map(entry -> entry.key().after(branches).number())
                        .toList();
            }

            @Override
            public Optional<Payload> payload(PayloadId payload) {
                return reader.find(payloadKey(payloads, payload))
                        .map(bytes -> Payload.ofText(new String(bytes, StandardCharsets.UTF_8)));
            }
        };
    }

    private static Key payloadKey(Key payloads, PayloadId id) {
        return payloads.with(id.branch()).with(id.slot().name()).with(id.index());
    }

    /** Writes what a step has changed. */
    public void put(Transaction transaction, ExecutionId id, ExecutionState state) {
        Key branches = key("branch", id);
        Key payloads = key("payload", id);
        ExecutionState.Changes changes = state.changes();
        for (Branch branch : changes.branches()) {
            transaction.put(branches.with(branch.id()), Documents.write(branch));
        }
        changes.payloads()
                .forEach((payload, value) ->
                        transaction.put(
                                payloadKey(payloads, payload),
                                value.text().getBytes(StandardCharsets.UTF_8)));
        if (state.isNew()) {
            return;
        }
        for (long branch : changes.removedBranches()) {
            transaction.delete(branches.with(branch));
        }
        for (PayloadId payload : changes.removedPayloads()) {
            transaction.delete(payloadKey(payloads, payload));
        }
    }

    /** Removes what only an execution that runs or can be redriven needs. */
    public void clear(Transaction transaction, ExecutionId id) {
        transaction.deleteRange(Range.prefix(key("branch", id)));
        transaction.deleteRange(Range.prefix(key("payload", id)));
    }
}
