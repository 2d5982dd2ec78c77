package brume.services.dynamodb.worker;

import brume.base.Region;
import brume.base.Scope;
import brume.events.Delivery;
import brume.events.Outcome;
import brume.events.QueueSpec;
import brume.events.Queues;
import brume.services.dynamodb.domain.Replica;
import brume.services.dynamodb.domain.Replication;
import brume.services.dynamodb.domain.Table;
import brume.services.dynamodb.store.ItemStore;
import brume.services.dynamodb.store.OpenTable;
import brume.services.dynamodb.store.Tables;
import brume.store.Range;
import brume.store.Transaction;
import brume.wire.Documents;
import java.time.Instant;
import java.util.Optional;

/**
 * Copies the items of a table into a new replica, page by page. What is written meanwhile goes to
 * the new replica already, in the writer's own transaction, and a page is copied in a transaction
 * that conflicts with writers of its items: so a copy is never older than what it replaces, and can
 * be done twice.
 */
public final class ReplicaFill {

    private static final String QUEUE = "dynamodb-replica-fill";

    /**
     * What is to be done.
     *
     * @param source the table whose items are copied
     * @param replica the description of the new replica
     */
    private record Task(Table source, Table replica) {}

    private final Tables tables;
    private final ItemStore items;
    private final Queues queues;

    public ReplicaFill(Tables tables, ItemStore items, Queues queues) {
        this.tables = tables;
        this.items = items;
        this.queues = queues;
        queues.register(QueueSpec.named(QUEUE).concurrency(4).attempts(100), this::handle);
    }

    public void append(Transaction transaction, Table source, Table replica, Instant now) {
        queues.append(transaction, QUEUE, now, Documents.write(new Task(source, replica)));
    }

    private Outcome handle(Delivery delivery) {
        Task task = Documents.read(delivery.payload(), Task.class);
        Optional<OpenTable> source =
                tables.findAny(task.source().scope(), task.source().name())
                        .filter(open -> open.table().number() == task.source().number());
        if (source.isEmpty()) {
            return Outcome.DONE;
        }
        Optional<Range> range = Optional.of(items.scanned(source.get(), null, 0, 1));
        while (range.isPresent()) {
            Range rest = range.get();
            range = items.transact(transaction -> copy(transaction, task, rest));
        }
        items.transact(transaction -> {
            replica(transaction, task).ifPresent(replica -> finish(transaction, replica));
            return true;
        });
        return Outcome.DONE;
    }

    /** The replica, if it is still there and still to be filled. */
    private Optional<OpenTable> replica(Transaction transaction, Task task) {
        return tables.findAny(transaction, task.replica().scope(), task.replica().name())
                .filter(open -> open.table().number() == task.replica().number())
                .filter(open -> open.table().isFilling());
    }

    /** Copies the first items of {@code range} and answers what is left of it. */
    private Optional<Range> copy(Transaction transaction, Task task, Range range) {
        Optional<OpenTable> replica = replica(transaction, task);
        if (replica.isEmpty()) {
            return Optional.empty();
        }
        ItemStore.Page page = items.page(transaction, range);
        page.items().forEach(item -> items.fill(transaction, replica.get(), item.attributes()));
        return page.rest();
    }

    private void finish(Transaction transaction, OpenTable replica) {
        Table filled = replica.table();
        Replication before = filled.replication();
        if (before == null) {
            return;
        }
        Replication after = before.withFilled(filled.region());
        for (Replica one : after.replicas()) {
            Scope scope = new Scope(replica.scope().account(), new Region(one.region()));
            tables.findAny(transaction, scope, filled.name())
                    .ifPresent(open ->
                            tables.put(
                                    transaction,
                                    open.table().toBuilder().replication(after).build()));
        }
    }
}
