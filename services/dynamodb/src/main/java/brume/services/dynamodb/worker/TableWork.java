package brume.services.dynamodb.worker;

import brume.events.Delivery;
import brume.events.Outcome;
import brume.events.QueueSpec;
import brume.events.Queues;
import brume.services.dynamodb.domain.Index;
import brume.services.dynamodb.domain.KeyRules;
import brume.services.dynamodb.domain.Table;
import brume.services.dynamodb.domain.TableRef;
import brume.services.dynamodb.store.Copies;
import brume.services.dynamodb.store.ItemStore;
import brume.services.dynamodb.store.OpenTable;
import brume.services.dynamodb.store.StoredItem;
import brume.services.dynamodb.store.Tables;
import brume.services.dynamodb.store.UndoLog;
import brume.services.dynamodb.value.Value;
import brume.store.Range;
import brume.store.Transaction;
import brume.wire.Documents;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The work that a change of a table leaves behind, done from a durable queue: removing the rows of
 * deleted tables and indexes, undo logs that nothing needs any more and the tokens of old
 * transactions, filling new indexes, and scheduling the expiry of items that were there before TTL
 * was enabled. Every task can be done twice.
 */
public final class TableWork {

    private static final String QUEUE = "dynamodb-table-work";

    private enum Kind {
        ROWS,
        UNDO_LOG,
        ENTRIES,
        FILL,
        EXPIRY
    }

    /**
     * What is to be done.
     *
     * @param table the description, for ENTRIES, FILL and EXPIRY
     * @param index the index's description for ENTRIES and FILL
     * @param number the number of the table or backup for ROWS and UNDO_LOG
     * @param ref the table's name for UNDO_LOG
     */
    private record Task(
            Kind kind,
            @Nullable Table table,
            @Nullable Index index,
            long number,
            @Nullable TableRef ref) {}

    private final Tables tables;
    private final ItemStore items;
    private final Queues queues;
    private final Expiry expiry;

    public TableWork(Tables tables, ItemStore items, Queues queues, Expiry expiry) {
        this.tables = tables;
        this.items = items;
        this.queues = queues;
        this.expiry = expiry;
        queues.register(QueueSpec.named(QUEUE).concurrency(4).attempts(100), this::handle);
    }

    private void append(Transaction transaction, Instant due, Task task) {
        queues.append(transaction, QUEUE, due, Documents.write(task));
    }

    public void removeRows(Transaction transaction, long tableNumber, Instant now) {
        append(transaction, now, new Task(Kind.ROWS, null, null, tableNumber, null));
    }

    /** Removes the undo log of a table or backup, unless something needs it. */
    public void removeUndoLog(Transaction transaction, TableRef table, long number, Instant now) {
        append(transaction, now, new Task(Kind.UNDO_LOG, null, null, number, table));
    }

    public void scheduleExpiry(Transaction transaction, Table table, Instant now) {
        append(transaction, now, new Task(Kind.EXPIRY, table, null, 0, null));
    }

    /** Begins to fill the indexes that were added, and to empty those that were dropped. */
    public void reconcile(Transaction transaction, Table before, Table after, Instant now) {
        for (Index index : after.indexes()) {
            if (before.indexes().stream().noneMatch(old -> old.number() == index.number())) {
                append(transaction, now, new Task(Kind.FILL, after, index, 0, null));
            }
        }
        for (Index index : before.indexes()) {
            if (after.indexes().stream().noneMatch(left -> left.number() == index.number())) {
                append(transaction, now, new Task(Kind.ENTRIES, after, index, 0, null));
            }
        }
    }

    private Outcome handle(Delivery delivery) {
        Task task = Documents.read(delivery.payload(), Task.class);
        Table table = task.table();
        Index index = task.index();
        switch (task.kind()) {
            case ROWS -> run(transaction -> deleteRows(transaction, task.number()));
            case UNDO_LOG -> run(transaction -> deleteUndoLog(transaction, task));
            case ENTRIES -> {
                Optional<OpenTable> open = open(table);
                if (open.isPresent() && index != null) {
                    run(transaction -> items.deleteEntries(transaction, open.get(), index));
                }
            }
            case FILL -> {
                if (index != null) {
                    fill(table, index);
                }
            }
            case EXPIRY -> expirySchedule(table);
        }
        return Outcome.DONE;
    }

    /** While copies are being made of them, rows and undo log stay: the last copy removes them. */
    private static void deleteRows(Transaction transaction, long number) {
        if (!Copies.anyOf(transaction, number)) {
            Tables.deleteRows(transaction, number);
            UndoLog.removeAll(transaction, number);
        }
    }

    private void deleteUndoLog(Transaction transaction, Task task) {
        TableRef ref = Objects.requireNonNull(task.ref());
        boolean needed =
                tables.findAny(transaction, ref, task.number())
                        .filter(open -> open.table().recovery().keepsUndoLog())
                        .isPresent();
        if (!needed && !Copies.anyOf(transaction, task.number())) {
            UndoLog.removeAll(transaction, task.number());
        }
    }

    private void run(Consumer<Transaction> work) {
        items.transact(transaction -> {
            work.accept(transaction);
            return true;
        });
    }

    /** The table of a task, if it is still the same one. */
    private Optional<OpenTable> open(@Nullable Table table) {
        return table == null
                ? Optional.empty()
                : tables.find(table).filter(open -> open.table().number() == table.number());
    }

    /** An item whose keys the index could not take is left out, as AWS's back-fill does. */
    private void fill(
            Transaction transaction, OpenTable table, Index index, Map<String, Value> item) {
        if (KeyRules.fits(index, item)) {
            items.index(transaction, table, index, item);
        }
    }

    private void fill(@Nullable Table table, Index index) {
        forEachPage(
                table,
                (transaction, open, page) -> {
                    Index present = open.table().findIndex(index.name()).orElse(null);
                    if (present == null || present.number() != index.number()) {
                        return;
                    }
                    page.forEach(item -> fill(transaction, open, present, item.attributes()));
                });
        Optional<OpenTable> open = open(table);
        if (open.isPresent()) {
            run(transaction -> {
                Table current = tables.confirm(transaction, open.get()).table();
                current.findIndex(index.name())
                        .filter(present -> present.number() == index.number())
                        .map(present -> current.withIndex(present.withStatus(Index.ACTIVE)))
                        .ifPresent(changed -> tables.put(transaction, changed));
            });
        }
    }

    private void expirySchedule(@Nullable Table table) {
        forEachPage(
                table,
                (transaction, open, page) ->
                        page.forEach(
                                item -> expiry.schedule(transaction, open, item.attributes())));
    }

    /** What is done with a page of items, in a transaction of its own. */
    private interface PageWork {
        void accept(Transaction transaction, OpenTable table, List<StoredItem> page);
    }

    private void forEachPage(@Nullable Table table, PageWork work) {
        Optional<OpenTable> found = open(table);
        if (found.isEmpty()) {
            return;
        }
        OpenTable open = found.get();
        Optional<Range> rest = Optional.of(items.scanned(open, null, 0, 1));
        while (rest.isPresent()) {
            Range range = rest.get();
            rest =
                    items.transact(transaction -> {
                        OpenTable current = tables.confirm(transaction, open);
                        ItemStore.Page page = items.page(transaction, range);
                        work.accept(transaction, current, page.items());
                        return page.rest();
                    });
        }
    }
}
