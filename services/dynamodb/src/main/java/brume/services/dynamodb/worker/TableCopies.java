package brume.services.dynamodb.worker;

import brume.base.Clock;
import brume.events.Delivery;
import brume.events.Outcome;
import brume.events.QueueSpec;
import brume.events.Queues;
import brume.services.dynamodb.domain.Index;
import brume.services.dynamodb.domain.KeyRules;
import brume.services.dynamodb.domain.Recovery;
import brume.services.dynamodb.domain.Table;
import brume.services.dynamodb.domain.TableCopy;
import brume.services.dynamodb.domain.TableRef;
import brume.services.dynamodb.store.Backups;
import brume.services.dynamodb.store.ChangedItems;
import brume.services.dynamodb.store.Copies;
import brume.services.dynamodb.store.ItemRows;
import brume.services.dynamodb.store.ItemStore;
import brume.services.dynamodb.store.OpenTable;
import brume.services.dynamodb.store.StoredItem;
import brume.services.dynamodb.store.Tables;
import brume.services.dynamodb.store.UndoLog;
import brume.store.Reader;
import brume.store.Transaction;
import brume.wire.Documents;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/**
 * Makes the copies of backups and restores; see {@link TableCopy} for how. Every page is one
 * transaction that also moves the copy's position, so a copy goes on where it was after kill -9.
 */
public final class TableCopies {

    private static final String QUEUE = "dynamodb-copies";
    private static final int PAGE_ROWS = 1_000;
    private static final int PAGE_BYTES = 1 << 20;

    /** Pages of one delivery; then other copies and the end of the server have their turn. */
    private static final int DELIVERY_PAGES = 20;

    /** How long a request waits for its copy. */
    private static final Duration AWAITED = Duration.ofSeconds(1);

    private record Message(long source, long destination) {}

    private final Tables tables;
    private final ItemStore items;
    private final Queues queues;
    private final TableWork work;
    private final Clock clock;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition finished = lock.newCondition();

    public TableCopies(Tables tables, ItemStore items, Queues queues, TableWork work, Clock clock) {
        this.tables = tables;
        this.items = items;
        this.queues = queues;
        this.work = work;
        this.clock = clock;
        queues.register(QueueSpec.named(QUEUE).concurrency(4).attempts(1_000), this::handle);
    }

    /**
     * Begins a copy. The items of a table are copied as they are when {@code transaction} commits,
     * or as they were at the copy's moment; the table keeps an undo log until the copy is done.
     */
    public void begin(Transaction transaction, TableCopy copy, Instant now) {
        TableRef source = copy.sourceTable();
        if (source != null) {
            Table table = tables.findAny(transaction, source, copy.source()).orElseThrow().table();
            tables.put(
                    transaction, table.toBuilder().recovery(table.recovery().withCopy()).build());
            UndoLog.mark(transaction, copy.source(), copy.destination(), now.toEpochMilli());
        }
        Copies.put(transaction, copy);
        append(transaction, new Message(copy.source(), copy.destination()), now);
    }

    private void append(Transaction transaction, Message message, Instant due) {
        queues.append(transaction, QUEUE, due, Documents.write(message));
    }

    /** Waits until the copy has been made, but no longer than a second of real time. */
    public void awaitBriefly(TableCopy copy) {
        long nanos = AWAITED.toNanos();
        lock.lock();
        try {
            while (nanos > 0 && isUnderWay(copy)) {
                nanos = finished.awaitNanos(nanos);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            lock.unlock();
        }
    }

    private boolean isUnderWay(TableCopy copy) {
        return items.read(reader -> Copies.find(reader, copy.source(), copy.destination()))
                .isPresent();
    }

    private Outcome handle(Delivery delivery) {
        Message message = Documents.read(delivery.payload(), Message.class);
        for (int i = 0; i < DELIVERY_PAGES; i++) {
            Optional<TableCopy> copy =
                    items.read(
                            reader -> Copies.find(reader, message.source(), message.destination()));
            if (copy.isEmpty()) {
                return Outcome.DONE;
            }
            goOn(copy.get());
        }
        items.transact(transaction -> {
            delivery.acknowledge(transaction);
            append(transaction, message, clock.now());
            return true;
        });
        return Outcome.DONE;
    }

    private void goOn(TableCopy copy) {
        switch (copy.phase()) {
            case CHANGES -> findChanges(copy);
            case ROWS -> {
                if (copy.changes() == null) {
                    copyRows(copy);
                } else {
                    copyChanged(copy);
                }
            }
            case UNDO -> undo(copy);
            case COUNT -> count(copy);
        }
    }

    /**
     * Carries out one step, unless it has been done already.
     *
     * @param step answers the copy as it is then, or null if it is done
     */
    private void advance(
            TableCopy copy, BiFunction<Transaction, TableCopy, @Nullable TableCopy> step) {
        boolean done =
                items.transact(transaction -> {
                    TableCopy present =
                            Copies.find(transaction, copy.source(), copy.destination())
                                    .orElse(null);
                    if (!copy.equals(present)) {
                        return false;
                    }
                    TableCopy next = step.apply(transaction, copy);
                    if (next == null) {
                        Copies.delete(transaction, copy);
                        return true;
                    }
                    Copies.put(transaction, next);
                    return false;
                });
        if (done) {
            signal();
        }
    }

    private void signal() {
        lock.lock();
        try {
            finished.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private ItemRows.Page page(TableCopy copy, long number) {
        // Outside of the transaction, which would conflict with every writer of the table.
        return items.read(
                reader -> ItemRows.page(reader, number, copy.position(), PAGE_ROWS, PAGE_BYTES));
    }

    private void copyRows(TableCopy copy) {
        ItemRows.Page page = page(copy, copy.source());
        advance(
                copy,
                (transaction, present) -> {
                    page.copyTo(transaction, present.destination());
                    if (page.more()) {
                        return present.at(page.position());
                    }
                    // Changes that come after this do not concern the copy any more.
                    return present.sourceTable() == null
                            ? present.counting()
                            : present.undoing(transaction.lastAppend());
                });
    }

    /** Goes backwards through the undo log, past the copy's moment, to the oldest wanted change. */
    private void findChanges(TableCopy copy) {
        TableCopy.Changes sought = Objects.requireNonNull(copy.changes(), "no changes are sought");
        List<UndoLog.Change> found = new ArrayList<>();
        boolean[] reached = {sought.reached()};
        boolean[] more = new boolean[1];
        long[] last = new long[1];
        int[] seen = new int[1];
        long[] bytes = new long[1];
        items.read(reader -> {
            UndoLog.visitBackwards(
                    reader,
                    copy.source(),
                    copy.undoFrom(),
                    undo -> {
                        reached[0] |= isMoment(copy, undo);
                        if (reached[0] && undo.millis() < sought.sinceMillis()) {
                            return false;
                        }
                        if (reached[0] && undo instanceof UndoLog.Change change) {
                            found.add(change);
                            byte[] before = change.before();
                            bytes[0] += before == null ? 0 : before.length;
                        }
                        last[0] = undo.number();
                        more[0] = ++seen[0] == PAGE_ROWS || bytes[0] >= PAGE_BYTES;
                        return !more[0];
                    });
            return true;
        });
        advance(
                copy,
                (transaction, present) -> {
                    found.forEach(
                            change -> ChangedItems.add(transaction, present.destination(), change));
                    return more[0] ? present.searching(last[0] - 1, reached[0]) : present.copying();
                });
    }

    /** Copies the items that were changed, as they are now. */
    private void copyChanged(TableCopy copy) {
        boolean[] more = new boolean[1];
        String[] position = new String[1];
        List<ItemRows.Row> rows = new ArrayList<>();
        items.read(reader -> {
            ChangedItems.Page page =
                    ChangedItems.page(
                            reader, copy.destination(), copy.position(), PAGE_ROWS, PAGE_BYTES);
            for (ChangedItems.Changed changed : page.items()) {
                ItemRows.find(reader, copy.source(), changed.itemKey()).ifPresent(rows::add);
            }
            more[0] = page.more();
            position[0] = page.more() ? page.items().getLast().position() : "";
            return true;
        });
        advance(
                copy,
                (transaction, present) -> {
                    rows.forEach(row -> row.putTo(transaction, present.destination()));
                    return more[0]
                            ? present.at(position[0])
                            : present.undoing(transaction.lastAppend());
                });
    }

    private void undo(TableCopy copy) {
        List<UndoLog.Change> changes = new ArrayList<>();
        long[] last = new long[1];
        int[] seen = new int[1];
        boolean[] more = new boolean[1];
        long[] bytes = new long[1];
        items.read(reader -> {
            UndoLog.visitBackwards(
                    reader,
                    copy.source(),
                    copy.undoFrom(),
                    undo -> {
                        if (isMoment(copy, undo)) {
                            return false;
                        }
                        if (undo instanceof UndoLog.Change change
                                && concerns(reader, copy, change)) {
                            changes.add(change);
                            byte[] before = change.before();
                            bytes[0] += before == null ? 0 : before.length;
                        }
                        last[0] = undo.number();
                        more[0] = ++seen[0] == PAGE_ROWS || bytes[0] >= PAGE_BYTES;
                        return !more[0];
                    });
            return true;
        });
        advance(
                copy,
                (transaction, present) -> {
                    changes.forEach(
                            change -> ItemRows.undo(transaction, present.destination(), change));
                    return more[0] ? present.undoing(last[0] - 1) : present.counting();
                });
    }

    private static boolean concerns(Reader reader, TableCopy copy, UndoLog.Change change) {
        return copy.changes() == null
                || ChangedItems.has(reader, copy.destination(), change.itemKey());
    }

    /** Whether the changes from this record on, backwards, belong to the copy. */
    private static boolean isMoment(TableCopy copy, UndoLog.Undo undo) {
        Long moment = copy.moment();
        if (moment != null) {
            return undo.millis() <= moment;
        }
        return undo instanceof UndoLog.Mark mark && mark.destination() == copy.destination();
    }

    private void count(TableCopy copy) {
        ItemRows.Page page = page(copy, copy.destination());
        long bytes = page.items().stream().mapToLong(StoredItem::size).sum();
        advance(
                copy,
                (transaction, present) -> {
                    TableCopy counted = present.counted(page.rows().size(), bytes);
                    if (present.backupId() == null) {
                        index(transaction, present, page);
                    }
                    if (page.more()) {
                        return counted.at(page.position());
                    }
                    finish(transaction, counted);
                    return null;
                });
    }

    /** An item whose keys an index could not take is left out, as when the index was made. */
    private void index(Transaction transaction, TableCopy copy, ItemRows.Page page) {
        OpenTable table = target(transaction, copy);
        for (Index index : table.table().indexes()) {
            for (StoredItem item : page.items()) {
                if (KeyRules.fits(index, item.attributes())) {
                    items.index(transaction, table, index, item.attributes());
                }
            }
        }
    }

    private OpenTable target(Transaction transaction, TableCopy copy) {
        return tables.findAny(transaction, copy.target(), copy.destination()).orElseThrow();
    }

    private void finish(Transaction transaction, TableCopy copy) {
        TableRef target = copy.target();
        String backupId = copy.backupId();
        if (backupId == null) {
            Table restored = target(transaction, copy).table();
            tables.put(transaction, restored.toBuilder().recovery(Recovery.NONE).build());
        } else {
            Backups.find(transaction, target.scope(), target.name(), backupId)
                    .map(backup -> backup.completed(copy.items(), copy.bytes()))
                    .ifPresent(backup -> Backups.put(transaction, backup));
        }
        release(transaction, copy);
    }

    /** What waited for the copy's end: the undo log that it needed, the rows of a deleted table. */
    private void release(Transaction transaction, TableCopy copy) {
        TableRef ref = copy.sourceTable();
        if (ref == null || copy.handedOver()) {
            work.removeUndoLog(transaction, copy.target(), copy.source(), clock.now());
            return;
        }
        Optional<OpenTable> source = tables.findAny(transaction, ref, copy.source());
        if (source.isEmpty()) {
            work.removeRows(transaction, copy.source(), clock.now());
            return;
        }
        Table table = source.get().table();
        Recovery recovery = table.recovery().withoutCopy();
        tables.put(transaction, table.toBuilder().recovery(recovery).build());
        if (!recovery.keepsUndoLog()) {
            work.removeUndoLog(transaction, ref, copy.source(), clock.now());
        }
    }
}
