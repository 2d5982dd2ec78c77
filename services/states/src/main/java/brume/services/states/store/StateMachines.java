package brume.services.states.store;

import brume.base.Scope;
import brume.services.states.store.StateMachineRecord.RevisionRecord;
import brume.store.Entry;
import brume.store.Key;
import brume.store.Range;
import brume.store.Reader;
import brume.store.Transaction;
import brume.wire.Documents;
import java.util.List;
import java.util.Optional;

/**
 * The rows of state machines: {@code states/machine/account/region/name} and, for each revision,
 * {@code states/revision/account/region/name/revision}. Revisions stay for the executions that were
 * started with them.
 */
public final class StateMachines {

    private static Key machines(Scope scope) {
        return Key.of("states", "machine", scope.account().value(), scope.region().value());
    }

    private static Key revision(Scope scope, String name, String revision) {
        return Key.of(
                "states",
                "revision",
                scope.account().value(),
                scope.region().value(),
                name,
                revision);
    }

    public Optional<StateMachineRecord> find(Reader reader, Scope scope, String name) {
        return reader.find(machines(scope).with(name)).map(StateMachines::machine);
    }

    private static StateMachineRecord machine(byte[] bytes) {
        return Documents.read(bytes, StateMachineRecord.class);
    }

    public RevisionRecord revisionOf(Reader reader, Scope scope, String name, String revision) {
        return reader.find(revision(scope, name, revision))
                .map(bytes -> Documents.read(bytes, RevisionRecord.class))
                .orElseThrow(() -> new IllegalStateException("no revision " + revision));
    }

    /** At most {@code limit} machines, by name, that come after {@code after}. */
    public List<StateMachineRecord> list(
            Reader reader, Scope scope, Optional<String> after, int limit) {
        Key prefix = machines(scope);
        Range range =
                after.map(name -> Range.after(prefix, prefix.with(name)))
                        .orElseGet(() -> Range.prefix(prefix));
        return reader.list(range, limit).stream()
                .map(Entry::value)
                .map(StateMachines::machine)
                .toList();
    }

    public void put(Transaction transaction, Scope scope, StateMachineRecord machine) {
        transaction.put(machines(scope).with(machine.name()), Documents.write(machine));
    }

    public void put(
            Transaction transaction,
            Scope scope,
            String name,
            String revision,
            RevisionRecord content) {
        transaction.put(revision(scope, name, revision), Documents.write(content));
    }

    public void delete(Transaction transaction, Scope scope, String name) {
        transaction.delete(machines(scope).with(name));
    }
}
