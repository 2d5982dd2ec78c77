package brume.services.dynamodb.worker;

import brume.base.Clock;
import brume.events.Delivery;
import brume.events.Outcome;
import brume.events.QueueSpec;
import brume.events.Queues;
import brume.services.dynamodb.domain.Backup;
import brume.services.dynamodb.domain.Recovery.PointInTime;
import brume.services.dynamodb.domain.Table;
import brume.services.dynamodb.domain.TableRef;
import brume.services.dynamodb.store.Backups;
import brume.services.dynamodb.store.Copies;
import brume.services.dynamodb.store.ItemStore;
import brume.services.dynamodb.store.Tables;
import brume.services.dynamodb.store.UndoLog;
import brume.store.Transaction;
import brume.wire.Documents;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What happens to backups with time: the undo log of a table with point-in-time recovery loses what
 * is older than its period, every hour; a system backup goes after 35 days. Both wait for copies
 * that are being made of them.
 */
public final class RecoveryUpkeep {

    private static final String QUEUE = "dynamodb-recovery-upkeep";
    private static final Duration PAUSE = Duration.ofHours(1);
    private static final int RECORDS_BATCH = 2_000;

    /**
     * What is to be done.
     *
     * @param table the table to trim, or that of the backup that expires
     * @param number the number of the table to trim
     * @param enabledMillis which use of point-in-time recovery this belongs to
     * @param backupId the backup that expires, or null
     */
    private record Task(
            TableRef table, long number, long enabledMillis, @Nullable String backupId) {}

    private final Tables tables;
    private final ItemStore items;
    private final Queues queues;
    private final TableWork work;
    private final Clock clock;

    public RecoveryUpkeep(
            Tables tables, ItemStore items, Queues queues, TableWork work, Clock clock) {
        this.tables = tables;
        this.items = items;
        this.queues = queues;
        this.work = work;
        this.clock = clock;
        queues.register(QueueSpec.named(QUEUE).concurrency(2).attempts(1_000), this::handle);
    }

    /** Begins to trim the undo log of a table for which recovery has been enabled. */
    public void trim(Transaction transaction, Table table, PointInTime recovery, Instant now) {
        append(
                transaction,
                new Task(TableRef.of(table), table.number(), recovery.enabledMillis(), null),
                now.plus(PAUSE));
    }

    /** Will delete a backup at its time. */
    public void expire(Transaction transaction, Backup backup, long millis) {
        append(
                transaction,
                new Task(backup.source(), backup.number(), 0, backup.id()),
                Instant.ofEpochMilli(millis));
    }

    private void append(Transaction transaction, Task task, Instant due) {
        queues.append(transaction, QUEUE, due, Documents.write(task));
    }

    private Outcome handle(Delivery delivery) {
        Task task = Documents.read(delivery.payload(), Task.class);
        // Taken first: what a jump of the clock makes due during the work is done next.
        Instant next = clock.now().plus(PAUSE);
        if (task.backupId() == null) {
            trim(task);
        }
        items.transact(transaction -> {
            delivery.acknowledge(transaction);
            boolean again =
                    task.backupId() == null
                            ? recovery(transaction, task) != null
                            : !expire(transaction, task, task.backupId());
            if (again) {
                append(transaction, task, next);
            }
            return true;
        });
        return Outcome.DONE;
    }

    /** The use of point-in-time recovery that the task belongs to, or null if it has ended. */
    private @Nullable PointInTime recovery(Transaction transaction, Task task) {
        PointInTime present =
                tables.findAny(transaction, task.table(), task.number())
                        .map(open -> open.table().recovery().pointInTime())
                        .orElse(null);
        return present == null || present.enabledMillis() != task.enabledMillis() ? null : present;
    }

    private void trim(Task task) {
        long number = task.number();
        int trimmed;
        do {
            PointInTime recovery = items.transact(transaction -> recovery(transaction, task));
            if (recovery == null) {
                return;
            }
            long before = recovery.earliestMillis(clock.millis());
            List<Long> old =
                    items.read(reader -> UndoLog.old(reader, number, before, RECORDS_BATCH));
            trimmed =
                    items.transact(transaction -> {
                        if (Copies.anyOf(transaction, number)) {
                            return 0;
                        }
                        UndoLog.remove(transaction, number, old);
                        return old.size();
                    });
        } while (trimmed == RECORDS_BATCH);
    }

    /** Deletes the backup; answers false if it is still in use. */
    private boolean expire(Transaction transaction, Task task, String backupId) {
        if (Copies.anyOf(transaction, task.number())) {
            return false;
        }
        TableRef table = task.table();
        Backups.find(transaction, table.scope(), table.name(), backupId)
                .ifPresent(backup -> {
                    Backups.delete(transaction, backup);
                    work.removeRows(transaction, backup.number(), clock.now());
                });
        return true;
    }
}
