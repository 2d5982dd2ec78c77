package brume.services.states.store;

import brume.base.AccountId;
import brume.base.Region;
import brume.base.Scope;
import brume.store.Key;
import brume.store.Range;
import brume.store.Reader;
import brume.store.Transaction;
import brume.wire.Documents;
import java.util.ArrayList;
import java.util.List;

/**
 * The rows of asynchronous Express executions while they run, {@code
 * states/express/account/region/machine/name/run}: what a restart begins again.
 */
public final class ExpressExecutions {

    private static final Key PREFIX = Key.of("states", "express");

    private static Key key(ExpressRecord.Id id) {
        return PREFIX.with(id.scope().account().value())
                .with(id.scope().region().value())
                .with(id.stateMachine())
                .with(id.name())
                .with(id.run());
    }

    public void add(Transaction transaction, ExpressRecord execution) {
        ExpressRecord.Row row =
                new ExpressRecord.Row(
                        execution.revision(),
                        execution.roleArn(),
                        execution.start(),
                        execution.input());
        transaction.put(key(execution.id()), Documents.write(row));
    }

    public void remove(Transaction transaction, ExpressRecord.Id id) {
        transaction.delete(key(id));
    }

    /** At most {@code limit} of all executions that have not ended. */
    public List<ExpressRecord> list(Reader reader, int limit) {
        List<ExpressRecord> found = new ArrayList<>();
        for (var entry : reader.list(Range.prefix(PREFIX), limit)) {
            var elements = entry.key().after(PREFIX);
            Scope scope =
                    new Scope(new AccountId(elements.string()), new Region(elements.string()));
            ExpressRecord.Id id =
                    new ExpressRecord.Id(
                            scope, elements.string(), elements.string(), elements.string());
            ExpressRecord.Row row = Documents.read(entry.value(), ExpressRecord.Row.class);
            found.add(
                    new ExpressRecord(id, row.revision(), row.roleArn(), row.start(), row.input()));
        }
        return found;
    }
}
