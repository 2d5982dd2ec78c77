package brume.services.dynamodb.worker;

import brume.api.dynamodb.AttributeValue;
import brume.base.Clock;
import brume.services.dynamodb.domain.Import;
import brume.services.dynamodb.domain.ItemAction;
import brume.services.dynamodb.domain.KeyRules;
import brume.services.dynamodb.domain.Table;
import brume.services.dynamodb.store.ItemStore;
import brume.services.dynamodb.store.Jobs;
import brume.services.dynamodb.store.OpenTable;
import brume.services.dynamodb.store.StoredItem;
import brume.services.dynamodb.store.Tables;
import brume.services.dynamodb.transfer.CsvItemReader;
import brume.services.dynamodb.transfer.IonItemReader;
import brume.services.dynamodb.transfer.ItemReader;
import brume.services.dynamodb.transfer.JsonItemReader;
import brume.services.dynamodb.transfer.Source;
import brume.services.dynamodb.transfer.UnreadableSourceException;
import brume.services.dynamodb.value.InvalidRequest;
import brume.services.dynamodb.value.Value;
import brume.services.dynamodb.worker.JobObjects.Refused;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Imports the items of one object. It is read as a stream; after every batch of items, which is one
 * transaction, it is stored how far the import has come. An import that was interrupted skips what
 * it had done of its object.
 */
final class ObjectImport {

    private static final int BATCH_ITEMS = 200;
    private static final int BATCH_BYTES = 1 << 20;
    private static final char COMMA = ',';

    private final Tables tables;
    private final ItemStore items;
    private final JobObjects objects;
    private final ImportLog log;
    private final Clock clock;
    private final Function<Map<String, AttributeValue>, Map<String, Value>> values;

    ObjectImport(
            Tables tables,
            ItemStore items,
            JobObjects objects,
            ImportLog log,
            Clock clock,
            Function<Map<String, AttributeValue>, Map<String, Value>> values) {
        this.tables = tables;
        this.items = items;
        this.objects = objects;
        this.log = log;
        this.clock = clock;
        this.values = values;
    }

    /** What was read and is not stored yet. */
    private static final class Batch {
        private final List<Map<String, Value>> read = new ArrayList<>();
        private long index;
        private long bytes;
        private long counted;
        private long errors;
        private boolean ended;

        boolean full() {
            return ended || read.size() + errors >= BATCH_ITEMS || bytes >= BATCH_BYTES;
        }
    }

    /** Reads the object at which the import is, to its end. */
    void read(Import job) throws Refused {
        Import.Progress progress = job.progress();
        String key = Objects.requireNonNull(progress.object(), "no object");
        Batch batch = new Batch();
        batch.index = progress.index();
        Import.Source from = job.source();
        Import present = job;
        try (InputStream object =
                        objects.open(from.bucket(), from.bucketOwner(), key, progress.etag())
                                .open();
                Source source = Source.open(object, from.compression())) {
            ItemReader reader = reader(source, job);
            for (long i = 0; i < progress.index(); i++) {
                reader.skip();
            }
            batch.counted = progress.index() == 0 ? 0 : source.count();
            while (!batch.ended) {
                fill(batch, reader, key, job.described());
                present = store(present, batch, source.count());
            }
            return;
        } catch (UnreadableSourceException e) {
            fault(batch, key, e.getMessage());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (Refused e) {
            if (!e.concernsObjectOnly()) {
                throw e;
            }
            fault(batch, key, e.getMessage());
        }
        batch.ended = true;
        store(present, batch, batch.counted);
    }

    private ItemReader reader(Source source, Import job) throws IOException {
        String delimiter = job.source().delimiter();
        return switch (job.source().format()) {
            case "DYNAMODB_JSON" -> new JsonItemReader(source, values);
            case "ION" -> new IonItemReader(source, values);
            default ->
                    new CsvItemReader(
                            source,
                            delimiter == null ? COMMA : delimiter.charAt(0),
                            job.source().headers(),
                            job.described().definitions());
        };
    }

    private void fault(Batch batch, String key, @Nullable String message) {
        log.add(key, batch.index, message == null ? "" : message, clock.millis());
        batch.errors++;
        batch.index++;
    }

    /** Reads until the batch is full; what cannot be imported is only counted and logged. */
    private void fill(Batch batch, ItemReader reader, String key, Table table) throws IOException {
        while (!batch.full()) {
            try {
                Map<String, Value> item = reader.next();
                if (item == null) {
                    batch.ended = true;
                    return;
                }
                KeyRules.checkItem(table, item);
                batch.bytes += ItemAction.checkedSize(item);
                batch.read.add(item);
                batch.index++;
            } catch (InvalidRequest e) {
                fault(batch, key, e.getMessage());
            } catch (UnreadableSourceException e) {
                fault(batch, key, e.getMessage());
                batch.ended = true;
            }
        }
    }

    /** Stores a batch and how far the import has come with it. */
    private Import store(Import job, Batch batch, long count) {
        log.flush(job.progress().errors());
        Import.Progress read =
                job.progress()
                        .read(
                                batch.index,
                                Math.max(0, count - batch.counted),
                                batch.read.size(),
                                batch.errors);
        Import next = job.with(batch.ended ? read.closed() : read);
        items.transact(transaction -> {
            OpenTable table =
                    tables.findAny(transaction, job.table(), job.described().number())
                            .orElseThrow();
            for (Map<String, Value> item : batch.read) {
                Map<String, Value> before =
                        items.find(transaction, table, item)
                                .map(StoredItem::attributes)
                                .orElse(null);
                items.write(transaction, table, before, item);
            }
            Jobs.IMPORTS.put(transaction, next);
            return true;
        });
        batch.read.clear();
        batch.bytes = 0;
        batch.errors = 0;
        batch.counted = count;
        return next;
    }
}
