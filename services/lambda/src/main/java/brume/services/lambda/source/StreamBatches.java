package brume.services.lambda.source;

import brume.base.Clock;
import brume.services.lambda.domain.EventSourceMapping;
import brume.services.lambda.source.SourceFunction.Ending;
import brume.services.lambda.store.EventSourceStore;
import brume.services.lambda.worker.DestinationTargets;
import brume.services.lambda.worker.Destinations;
import brume.wire.Documents;
import brume.wire.ServiceException;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Gives a function the batches of a shard until each of their records is handled or given up.
 *
 * @see <a href="https://docs.aws.amazon.com/lambda/latest/dg/kinesis-on-failure-destination.html">
 *     Retain discarded batch records</a>
 */
final class StreamBatches {

    private static final Logger LOG = LoggerFactory.getLogger(StreamBatches.class);
    private static final Duration RETRY_MIN = Duration.ofMillis(500);
    private static final Duration RETRY_MAX = Duration.ofMinutes(1);

    private final EventSourceMapping mapping;
    private final SourceFunction function;
    private final EventSourceStore sources;
    private final Destinations destinations;
    private final Clock clock;
    private final StreamSource stream;

    /**
     * Records that are still to be handled.
     *
     * @param errors failed invocations that count as attempts
     * @param last the last invocation with them, or null
     */
    private record Part(
            List<StreamRecord> records, int errors, int invocations, @Nullable Ending last) {

        Part with(List<StreamRecord> others) {
            return new Part(others, errors, invocations, last);
        }

        Part invoked(boolean counts, Ending ending) {
            return new Part(records, counts ? errors + 1 : errors, invocations + 1, ending);
        }
    }

    StreamBatches(
            EventSourceMapping mapping,
            SourceFunction function,
            EventSourceStore sources,
            Destinations destinations,
            Clock clock,
            StreamSource stream) {
        this.mapping = mapping;
        this.function = function;
        this.sources = sources;
        this.destinations = destinations;
        this.clock = clock;
        this.stream = stream;
    }

    /**
     * Returns when every record of {@code batch} is handled or given up.
     *
     * @throws InterruptedException if the poller is to stop before that
     */
    void process(List<StreamRecord> batch, String shard, Poller poller)
            throws InterruptedException {
        Deque<Part> parts = new ArrayDeque<>();
        parts.push(new Part(batch, 0, 0, null));
        int unavailable = 0;
        while (!parts.isEmpty()) {
            Part part = withoutOld(parts.pop(), shard);
            if (part.records().isEmpty()) {
                continue;
            }
            try {
                Ending ending = function.invoke(events(part.records()));
                unavailable = 0;
                retry(part, ending, shard, parts, poller);
            } catch (ServiceException e) { // throttled, or it cannot be run at all
                LOG.debug("{} waits: {}", mapping.arn(), e.getMessage());
                function.failed();
                parts.push(part);
                poller.pause(Poller.backoff(RETRY_MIN, ++unavailable, RETRY_MAX));
            }
        }
    }

    private static List<ObjectNode> events(List<StreamRecord> records) {
        return records.stream().map(StreamRecord::event).toList();
    }

    private Part withoutOld(Part part, String shard) {
        int seconds = mapping.settings().recordAgeSecondsMax();
        Duration ageMax = seconds < 0 ? stream.retention() : Duration.ofSeconds(seconds);
        Instant oldest = clock.now().minus(ageMax);
        List<StreamRecord> records = part.records();
        int old = 0;
        while (old < records.size() && records.get(old).time().isBefore(oldest)) {
            old++;
        }
        if (old == 0) {
            return part;
        }
        giveUp(part.with(records.subList(0, old)), "RecordAgeExceeded", shard);
        return part.with(records.subList(old, records.size()));
    }

    /** Puts back what is to be invoked again of a batch. */
    private void retry(Part part, Ending ending, String shard, Deque<Part> parts, Poller poller)
            throws InterruptedException {
        List<StreamRecord> rest = rest(part.records(), ending);
        if (rest.isEmpty()) {
            function.succeeded();
            return;
        }
        function.failed();
        boolean whole = rest.size() == part.records().size();
        if (mapping.settings().bisect() && rest.size() > 1) {
            // Splitting a batch does not count as a retry.
            Part split = part.invoked(false, ending);
            int middle = whole ? rest.size() / 2 : rest.size();
            if (whole) {
                parts.push(split.with(rest.subList(middle, rest.size())));
            }
            parts.push(split.with(rest.subList(0, middle)));
            return;
        }
        int retriesMax = mapping.settings().retriesMax();
        if (retriesMax >= 0 && part.errors() >= retriesMax) {
            giveUp(part.invoked(true, ending).with(rest), "RetryAttemptsExhausted", shard);
            return;
        }
        parts.push(part.invoked(true, ending).with(rest));
        poller.pause(Poller.backoff(RETRY_MIN, part.errors() + 1, RETRY_MAX));
    }

    /** The records that have to be invoked again: from the first that failed on. */
    private List<StreamRecord> rest(List<StreamRecord> batch, Ending ending) {
        if (!ending.success()) {
            return batch;
        }
        if (!mapping.settings().partialFailures()) {
            return List.of();
        }
        Set<String> numbers =
                batch.stream().map(StreamRecord::sequenceNumber).collect(Collectors.toSet());
        BatchResponse response = BatchResponse.of(SourceFunction.response(ending), numbers);
        if (response.all()) {
            return batch;
        }
        for (int i = 0; i < batch.size(); i++) {
            if (response.failed().contains(batch.get(i).sequenceNumber())) {
                return batch.subList(i, batch.size());
            }
        }
        return List.of();
    }

    private void giveUp(Part part, String condition, String shard) {
        LOG.warn(
                "{} gives up {} records of {}: {}",
                mapping.arn(),
                part.records().size(),
                shard,
                condition);
        String destination = mapping.settings().onFailure();
        if (destination == null) {
            return;
        }
        ObjectNode document = document(part, condition, shard);
        if (DestinationTargets.isBucket(destination)) {
            document.put("payload", Documents.text(SourceFunction.payload(events(part.records()))));
        }
        String text = Documents.text(document);
        String folder = "aws/lambda/" + mapping.uuid() + '/' + shard;
        var owner = function.get();
        var ignored =
                sources.transact(transaction -> {
                    destinations.send(
                            transaction,
                            destination,
                            owner,
                            mapping.function().qualifiedArn(),
                            false,
                            text,
                            folder);
                    return Boolean.TRUE;
                });
    }

    private ObjectNode document(Part part, String condition, String shard) {
        ObjectNode document = Documents.object();
        ObjectNode context = document.putObject("requestContext");
        Optional<Ending> last = Optional.ofNullable(part.last());
        context.put("requestId", last.map(Ending::requestId).orElse(null));
        context.put("functionArn", mapping.function().qualifiedArn());
        context.put("condition", condition);
        context.put("approximateInvokeCount", part.invocations());
        last.ifPresent(ending -> {
            ObjectNode response = document.putObject("responseContext");
            response.put("statusCode", 200);
            response.put("executedVersion", ending.version());
            response.put("functionError", ending.answer().functionError().orElse(null));
        });
        document.put("version", "1.0");
        document.put("timestamp", clock.now().truncatedTo(ChronoUnit.MILLIS).toString());
        List<StreamRecord> records = part.records();
        ObjectNode batch = document.putObject(stream.batchInfoName());
        batch.put("shardId", shard);
        batch.put("startSequenceNumber", records.getFirst().sequenceNumber());
        batch.put("endSequenceNumber", records.getLast().sequenceNumber());
        batch.put("approximateArrivalOfFirstRecord", records.getFirst().time().toString());
        batch.put("approximateArrivalOfLastRecord", records.getLast().time().toString());
        batch.put("batchSize", records.size());
        batch.put("streamArn", mapping.sourceArn());
        return document;
    }
}
