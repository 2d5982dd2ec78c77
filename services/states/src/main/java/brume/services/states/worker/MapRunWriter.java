package brume.services.states.worker;

import brume.base.Clock;
import brume.events.Delivery;
import brume.events.Outcome;
import brume.services.states.domain.asl.DistributedMap;
import brume.services.states.domain.data.Payload;
import brume.services.states.domain.engine.ExecutionFacts;
import brume.services.states.domain.engine.Failure;
import brume.services.states.domain.engine.TaskOutcome;
import brume.services.states.store.ExecutionId;
import brume.services.states.store.MapRunRecord;
import brume.services.states.store.MapRunRecord.Status;
import brume.services.states.store.MapRuns;
import brume.spi.Calls;
import brume.store.Reader;
import brume.store.Store;
import brume.wire.Documents;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Writes the results of map runs to S3: files {@code SUCCEEDED_n.json} and {@code FAILED_n.json}
 * below the prefix and the run's id, and a {@code manifest.json} that lists them. Source:
 * "ResultWriter (Map)" of the developer guide.
 */
public final class MapRunWriter {

    /** Characters of one file of results, which are in memory until it is written. */
    private static final int FILE_CHARACTERS_MAX = 4 * 1024 * 1024;

    private final Store store;
    private final Clock clock;
    private final MapRuns runs;
    private final MapRunResults results;
    private final MapRunProgress progress;
    private final ExecutionEngine engine;
    private final Calls calls;
    private final TaskCalls sessions;

    MapRunWriter(
            Store store,
            Clock clock,
            MapRuns runs,
            MapRunResults results,
            MapRunProgress progress,
            ExecutionEngine engine,
            Calls calls,
            TaskCalls sessions) {
        this.store = store;
        this.clock = clock;
        this.runs = runs;
        this.results = results;
        this.progress = progress;
        this.engine = engine;
        this.calls = calls;
        this.sessions = sessions;
    }

    Outcome write(Delivery delivery, MapRuns.Id id) {
        MapRunRecord run = store.read(reader -> runs.get(reader, id));
        ExecutionId parent =
                new ExecutionId(id.scope(), run.parent().machine(), run.parent().execution());
        Optional<DistributedMap.Writer> writer =
                engine.findMap(parent, run.state()).map(DistributedMap::writer);
        Optional<ExecutionFacts> facts = engine.facts(parent);
        if (writer.isEmpty() || facts.isEmpty()) {
            return Outcome.DONE;
        }
        TaskOutcome outcome;
        try {
            S3Objects objects =
                    new S3Objects(calls, sessions.session(facts.get(), id.scope()), id.scope());
            String arn = facts.get().mapRunArn(run.label(), run.uuid());
            outcome = new TaskOutcome.Succeeded(write(id, run, writer.get(), objects, arn));
        } catch (ItemReaderException | UncheckedIOException e) {
            outcome =
                    new TaskOutcome.Failed(
                            new Failure("States.ResultWriterFailed", e.getMessage()));
        }
        TaskOutcome result = outcome;
        return store.transact(transaction -> {
            delivery.acknowledge(transaction);
            Status status = runs.status(transaction, id);
            if (status.isRunning()) {
                progress.finish(transaction, id, run, status, result, clock.now());
            }
            return Outcome.DONE;
        });
    }

    private Payload write(
            MapRuns.Id id,
            MapRunRecord run,
            DistributedMap.Writer writer,
            S3Objects objects,
            String mapRunArn)
            throws ItemReaderException {
        String arguments = run.writerArguments();
        JsonNode place = Documents.parse(arguments == null ? "{}" : arguments);
        String bucket = place.path("Bucket").asText();
        String prefix = place.path("Prefix").asText();
        String folder = (prefix.isEmpty() ? "" : prefix + '/') + run.uuid() + '/';
        Files succeeded = new Files(objects, bucket, folder, "SUCCEEDED", writer.lines());
        Files failed = new Files(objects, bucket, folder, "FAILED", writer.lines());
        store.read(reader -> {
            collect(reader, id, run, writer, succeeded, failed);
            return null;
        });
        ObjectNode manifest = Documents.object();
        manifest.put("DestinationBucket", bucket);
        manifest.put("MapRunArn", mapRunArn);
        ObjectNode files = manifest.putObject("ResultFiles");
        files.set("FAILED", failed.finish());
        files.putArray("PENDING");
        files.set("SUCCEEDED", succeeded.finish());
        String key = folder + "manifest.json";
        objects.put(bucket, key, Documents.write(manifest));
        ObjectNode output = Documents.object();
        output.put("MapRunArn", mapRunArn);
        output.putObject("ResultWriterDetails").put("Bucket", bucket).put("Key", key);
        return Payload.of(output);
    }

    private void collect(
            Reader reader,
            MapRuns.Id id,
            MapRunRecord run,
            DistributedMap.Writer writer,
            Files succeeded,
            Files failed) {
        runs.children(
                reader,
                id,
                (number, child) -> {
                    Files files = child.status().equals("SUCCEEDED") ? succeeded : failed;
                    results.results(reader, id, run, number, child, writer.transformation())
                            .forEach(files::add);
                    return true;
                });
    }

    /** The files of one kind of results, each written when it is full. */
    private static final class Files {

        private final S3Objects objects;
        private final String bucket;
        private final String folder;
        private final String kind;
        private final boolean lines;
        private final ArrayNode written = Documents.array();
        private final List<String> open = new ArrayList<>();
        private long length;

        Files(S3Objects objects, String bucket, String folder, String kind, boolean lines) {
            this.objects = objects;
            this.bucket = bucket;
            this.folder = folder;
            this.kind = kind;
            this.lines = lines;
        }

        void add(Payload result) {
            open.add(result.text());
            length += result.text().length() + 1;
            if (length >= FILE_CHARACTERS_MAX) {
                write();
            }
        }

        private void write() {
            String text =
                    lines ? String.join("\n", open) + '\n' : '[' + String.join(",", open) + ']';
            byte[] body = text.getBytes(StandardCharsets.UTF_8);
            String key = folder + kind + '_' + written.size() + (lines ? ".jsonl" : ".json");
            try {
                objects.put(bucket, key, body);
            } catch (ItemReaderException e) {
                throw new UncheckedIOException(e.getMessage(), new IOException(e.getMessage()));
            }
            written.addObject().put("Key", key).put("Size", body.length);
            open.clear();
            length = 0;
        }

        ArrayNode finish() {
            if (!open.isEmpty()) {
                write();
            }
            return written;
        }
    }
}
