package brume.services.dynamodb.worker;

import brume.api.dynamodb.AttributeValue;
import brume.api.s3.ObjectShape;
import brume.base.Clock;
import brume.events.Queues;
import brume.services.dynamodb.domain.DynamodbQuotas;
import brume.services.dynamodb.domain.Import;
import brume.services.dynamodb.domain.Import.Progress;
import brume.services.dynamodb.domain.Job.JobEnd;
import brume.services.dynamodb.domain.Recovery;
import brume.services.dynamodb.domain.Table;
import brume.services.dynamodb.store.ItemStore;
import brume.services.dynamodb.store.Jobs;
import brume.services.dynamodb.store.OpenTable;
import brume.services.dynamodb.store.Tables;
import brume.services.dynamodb.value.Value;
import brume.services.dynamodb.worker.JobObjects.Refused;
import brume.spi.Calls;
import brume.store.Transaction;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Carries out imports: makes the table, reads the objects in the order of their keys, one at a
 * time, and opens the table to everybody after the last one. What comes of an import that meets
 * errors is recorded by ack-api-quirks (DDB-IMPORT-001, 012, 013, 015 and 018): the valid items are
 * there, and the import has failed.
 */
public final class Imports {

    private final Tables tables;
    private final ItemStore items;
    private final Calls calls;
    private final Clock clock;
    private final Function<Map<String, AttributeValue>, Map<String, Value>> values;
    private final JobQueue<Import> queue;

    /**
     * @param values makes our values of the API's, or throws what is wrong with them
     */
    public Imports(
            Tables tables,
            ItemStore items,
            Queues queues,
            Calls calls,
            Clock clock,
            Function<Map<String, AttributeValue>, Map<String, Value>> values) {
        this.tables = tables;
        this.items = items;
        this.calls = calls;
        this.clock = clock;
        this.values = values;
        this.queue =
                new JobQueue<>(
                        "dynamodb-imports",
                        Jobs.IMPORTS,
                        items,
                        queues,
                        this::goOn,
                        job -> fail(job, "UNKNOWN", "The import failed; it can be retried"));
    }

    /** Begins an import. */
    public void begin(Transaction transaction, Import job) {
        Jobs.IMPORTS.begin(transaction, job);
        queue.append(transaction, job, Instant.ofEpochMilli(job.startMillis()));
    }

    private @Nullable Instant goOn(Import job) {
        JobObjects objects = new JobObjects(calls, job);
        try {
            if (!job.progress().created()) {
                first(objects, job);
                return createTable(job) ? clock.now() : null;
            }
            ObjectImport reading =
                    new ObjectImport(
                            tables, items, objects, new ImportLog(calls, job), clock, values);
            if (job.progress().object() != null) {
                reading.read(job);
                return clock.now();
            }
            Optional<ObjectShape> next = first(objects, job);
            if (next.isEmpty()) {
                finish(job);
                return null;
            }
            if (job.progress().objects() == DynamodbQuotas.IMPORT_OBJECTS_MAX.value()) {
                fail(
                        job,
                        "LimitExceeded",
                        "There are more than "
                                + DynamodbQuotas.IMPORT_OBJECTS_MAX.value()
                                + " objects");
                return null;
            }
            String key = next.get().key();
            Import opened =
                    job.with(job.progress().opened(key == null ? "" : key, next.get().eTag()));
            store(opened);
            reading.read(opened);
            return clock.now();
        } catch (Refused e) {
            String message = e.getMessage();
            fail(job, e.code(), message == null ? e.code() : message);
            return null;
        }
    }

    private static Optional<ObjectShape> first(JobObjects objects, Import job) throws Refused {
        Import.Source source = job.source();
        return objects.first(
                source.bucket(), source.bucketOwner(), source.prefix(), job.progress().after());
    }

    private void store(Import job) {
        items.transact(transaction -> {
            Jobs.IMPORTS.put(transaction, job);
            return true;
        });
    }

    /** Makes the table, unless somebody else was faster. */
    private boolean createTable(Import job) {
        return items.transact(transaction -> {
            if (tables.findAny(transaction, job.table().scope(), job.table().name()).isPresent()) {
                Jobs.IMPORTS.put(
                        transaction,
                        job.ended(
                                JobEnd.failed(
                                        clock.millis(),
                                        "TableAlreadyExists",
                                        "Table already exists: " + job.table().name())));
                return false;
            }
            Table created =
                    job.described().toBuilder()
                            .number(tables.nextNumber(transaction))
                            .recovery(Recovery.importing(clock.millis()))
                            .build();
            tables.put(transaction, created);
            Jobs.IMPORTS.put(transaction, job.with(created, job.progress().tableCreated()));
            return true;
        });
    }

    private void finish(Import job) {
        Progress progress = job.progress();
        end(
                job,
                progress.errors() == 0
                        ? JobEnd.completed(clock.millis())
                        : JobEnd.failed(
                                clock.millis(),
                                "ItemValidationError",
                                "Some of the items failed validation checks and were not"
                                        + " imported. Please check CloudWatch error logs for more"
                                        + " details."));
    }

    private void fail(Import job, String code, String message) {
        end(job, JobEnd.failed(clock.millis(), code, message));
    }

    /** Ends an import; the table, if it was made, stays with what it has. */
    private void end(Import job, JobEnd end) {
        items.transact(transaction -> {
            Optional<Import> present =
                    Jobs.IMPORTS.find(transaction, job.table().scope(), job.id());
            if (present.isEmpty()) {
                return false;
            }
            Jobs.IMPORTS.put(transaction, present.get().ended(end));
            table(transaction, present.get())
                    .ifPresent(open ->
                            tables.put(
                                    transaction,
                                    open.table().toBuilder().recovery(Recovery.NONE).build()));
            return true;
        });
    }

    private Optional<OpenTable> table(Transaction transaction, Import job) {
        return job.progress().created()
                ? tables.findAny(transaction, job.table(), job.described().number())
                : Optional.empty();
    }
}
