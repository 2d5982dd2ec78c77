package brume.services.dynamodb.worker;

import brume.base.Clock;
import brume.events.Queues;
import brume.services.dynamodb.domain.Export;
import brume.services.dynamodb.domain.Export.DataFile;
import brume.services.dynamodb.domain.Job.JobEnd;
import brume.services.dynamodb.domain.TableCopy;
import brume.services.dynamodb.store.ChangedItems;
import brume.services.dynamodb.store.Copies;
import brume.services.dynamodb.store.ExportFiles;
import brume.services.dynamodb.store.ItemStore;
import brume.services.dynamodb.store.Jobs;
import brume.services.dynamodb.worker.JobObjects.Refused;
import brume.spi.Calls;
import brume.store.Transaction;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Carries out exports: waits until the items are copied as they were at the export's moment, writes
 * the copy to S3 file by file, then the manifests. Every file is one step; the name of a file
 * depends only on the export and the file's number, so that a step that is done twice writes the
 * same file.
 */
public final class Exports {

    private static final Duration PAUSE = Duration.ofMillis(200);

    /** Files of one delivery; then other exports have their turn. */
    private static final int DELIVERY_FILES = 4;

    private final ItemStore items;
    private final TableCopies copies;
    private final TableWork work;
    private final Calls calls;
    private final Clock clock;
    private final JobQueue<Export> queue;

    public Exports(
            ItemStore items,
            TableCopies copies,
            TableWork work,
            Queues queues,
            Calls calls,
            Clock clock) {
        this.items = items;
        this.copies = copies;
        this.work = work;
        this.calls = calls;
        this.clock = clock;
        this.queue =
                new JobQueue<>(
                        "dynamodb-exports",
                        Jobs.EXPORTS,
                        items,
                        queues,
                        this::goOn,
                        export -> fail(export, "UNKNOWN", "The export failed; it can be retried"));
    }

    /** Begins an export of what {@code copy} copies. */
    public void begin(Transaction transaction, Export export, TableCopy copy) {
        Jobs.EXPORTS.begin(transaction, export);
        Instant now = Instant.ofEpochMilli(export.startMillis());
        copies.begin(transaction, copy, now);
        queue.append(transaction, export, now);
    }

    private @Nullable Instant goOn(Export export) {
        ExportWriter writer = new ExportWriter(items, new JobObjects(calls, export));
        try {
            Export present = export;
            if (!present.progress().started()) {
                writer.begin(present);
                present = present.with(present.progress().begun());
                store(present);
            }
            if (isCopied(present)) {
                for (int i = 0; i < DELIVERY_FILES; i++) {
                    if (present.progress().last()) {
                        long now = clock.millis();
                        writer.finish(present, now);
                        end(present, JobEnd.completed(now));
                        return null;
                    }
                    present = writeFile(present, writer);
                }
                return clock.now();
            }
            return clock.now().plus(PAUSE);
        } catch (Refused e) {
            if (!isCopied(export)) {
                // The copy cannot be stopped; what it makes is removed after it.
                return clock.now().plus(PAUSE);
            }
            fail(export, e.code(), e.getMessage());
            return null;
        }
    }

    private boolean isCopied(Export export) {
        return items.read(reader -> Copies.find(reader, export.tableNumber(), export.number()))
                .isEmpty();
    }

    private void store(Export export) {
        items.transact(transaction -> {
            Jobs.EXPORTS.put(transaction, export);
            return true;
        });
    }

    private Export writeFile(Export export, ExportWriter writer) throws Refused {
        ExportWriter.Written written = writer.writeFile(export);
        DataFile file = written.file();
        Export next =
                export.with(
                        export.progress()
                                .written(
                                        written.position(),
                                        written.last(),
                                        file.items(),
                                        written.bytes()));
        items.transact(transaction -> {
            ExportFiles.put(transaction, export, export.progress().files(), file);
            Jobs.EXPORTS.put(transaction, next);
            return true;
        });
        return next;
    }

    private void fail(Export export, String code, @Nullable String message) {
        end(export, JobEnd.failed(clock.millis(), code, message == null ? code : message));
    }

    private void end(Export export, JobEnd end) {
        items.transact(transaction -> {
            Jobs.EXPORTS.put(transaction, export.ended(end));
            ExportFiles.removeAll(transaction, export);
            ChangedItems.removeAll(transaction, export.number());
            work.removeRows(transaction, export.number(), clock.now());
            return true;
        });
    }
}
