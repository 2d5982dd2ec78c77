package brume.services.lambda.source;

import brume.api.sqs.DeleteMessageBatchRequest;
import brume.api.sqs.DeleteMessageBatchRequestEntry;
import brume.api.sqs.Message;
import brume.api.sqs.ReceiveMessageRequest;
import brume.api.sqs.SqsApi;
import brume.base.Clock;
import brume.services.lambda.domain.EventFilter;
import brume.services.lambda.domain.EventSourceMapping;
import brume.services.lambda.domain.LambdaQuotas;
import brume.services.lambda.source.SourceFunction.Ending;
import brume.services.lambda.worker.QueueUrls;
import brume.spi.Calls;
import brume.wire.ServiceException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Semaphore;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Receives the messages of a queue and gives them to the function, several batches at once. What
 * the function has handled is deleted; what it has not comes back when its visibility timeout ends,
 * also if the server is killed.
 */
final class QueuePoller implements Poller.Source {

    private static final Logger LOG = LoggerFactory.getLogger(QueuePoller.class);

    /** Short enough that a poller can be stopped between two requests. */
    private static final int WAIT_SECONDS = 2;

    private static final int REQUEST_MESSAGES_MAX = 10;

    /** Batches under way at once if nothing else is set; AWS goes up to 1,250. */
    private static final int CONCURRENCY_MAX = 50;

    private static final Duration CONCURRENCY_POLL = Duration.ofMillis(20);
    private static final Duration RETRY_MIN = Duration.ofMillis(200);
    private static final Duration RETRY_MAX = Duration.ofSeconds(5);
    private static final long BATCH_BYTES_MAX =
            LambdaQuotas.SYNCHRONOUS_PAYLOAD_BYTES.value() - 1024;

    private final EventSourceMapping mapping;
    private final SourceFunction function;
    private final Calls calls;
    private final Clock clock;
    private final EventFilter filter;
    private final String queueUrl;
    private final int concurrencyMax;
    private final Semaphore free;

    QueuePoller(EventSourceMapping mapping, SourceFunction function, Calls calls, Clock clock) {
        this.mapping = mapping;
        this.function = function;
        this.calls = calls;
        this.clock = clock;
        this.filter = new EventFilter(mapping.settings().filters());
        this.queueUrl = QueueUrls.of(mapping.sourceArn());
        Integer max = mapping.settings().concurrencyMax();
        this.concurrencyMax = max == null ? CONCURRENCY_MAX : max;
        this.free = new Semaphore(concurrencyMax);
    }

    @Override
    public void failed() {
        function.failed();
    }

    @Override
    public void poll(Poller poller) throws InterruptedException {
        while (!free.tryAcquire()) {
            poller.pause(CONCURRENCY_POLL);
        }
        List<QueueRecord> batch = List.of();
        try {
            batch = gather(poller);
        } finally {
            if (batch.isEmpty()) {
                free.release();
            }
        }
        if (!batch.isEmpty()) {
            List<QueueRecord> gathered = batch;
            var ignored =
                    Thread.ofVirtual()
                            .name("lambda-queue-" + mapping.uuid())
                            .start(() -> deliver(gathered, poller));
        }
    }

    @Override
    public void end() throws InterruptedException {
        free.acquire(concurrencyMax);
    }

    /** A batch, which is complete when it is full or its window ends; or nothing. */
    private List<QueueRecord> gather(Poller poller) {
        List<QueueRecord> batch = new ArrayList<>();
        long bytes = 0;
        long windowMillis = mapping.settings().windowSeconds() * 1000L;
        long endMillis = Long.MAX_VALUE;
        do {
            int room = mapping.settings().batchSize() - batch.size();
            int wait = batch.isEmpty() ? WAIT_SECONDS : leftSeconds(endMillis);
            List<QueueRecord> received = receive(Math.min(room, REQUEST_MESSAGES_MAX), wait);
            List<QueueRecord> dropped = new ArrayList<>();
            for (QueueRecord record : received) {
                if (filter.matches(record.filtered())) {
                    batch.add(record);
                    bytes += record.bytes();
                } else {
                    dropped.add(record);
                }
            }
            delete(dropped);
            if (batch.isEmpty()) {
                return batch;
            }
            if (endMillis == Long.MAX_VALUE) {
                endMillis = clock.millis() + windowMillis;
            }
        } while (batch.size() < mapping.settings().batchSize()
                && bytes < BATCH_BYTES_MAX
                && clock.millis() < endMillis
                && !poller.stopping());
        return batch;
    }

    private int leftSeconds(long endMillis) {
        long leftMillis = endMillis - clock.millis();
        return Math.clamp((leftMillis + 999) / 1000, 0, WAIT_SECONDS);
    }

    private List<QueueRecord> receive(int max, int waitSeconds) {
        List<Message> messages =
                calls.invoke(
                                SqsApi.RECEIVE_MESSAGE,
                                ReceiveMessageRequest.builder()
                                        .queueUrl(queueUrl)
                                        .maxNumberOfMessages(max)
                                        .waitTimeSeconds(waitSeconds)
                                        .attributeNames(List.of("All"))
                                        .messageAttributeNames(List.of("All"))
                                        .build(),
                                function.role(),
                                mapping.scope())
                        .messages();
        return messages == null
                ? List.of()
                : messages.stream().map(message -> QueueRecord.of(message, mapping)).toList();
    }

    private void deliver(List<QueueRecord> batch, Poller poller) {
        try {
            List<QueueRecord> left = batch;
            while (!left.isEmpty()) {
                List<QueueRecord> part = part(left);
                delete(invoke(part, poller));
                left = left.subList(part.size(), left.size());
            }
        } catch (ServiceException e) {
            LOG.warn("messages of {} come back: {}", mapping.sourceArn(), e.getMessage());
        } catch (RuntimeException e) {
            LOG.error("messages of {} come back", mapping.sourceArn(), e);
        } catch (InterruptedException e) {
            LOG.debug("messages of {} come back, the poller stops", mapping.sourceArn());
        } finally {
            free.release();
        }
    }

    /** The first records that fit into one event; at least one. */
    private static List<QueueRecord> part(List<QueueRecord> records) {
        int count = 0;
        long bytes = 0;
        for (QueueRecord record : records) {
            bytes += record.bytes() + 1;
            if (count > 0 && bytes > BATCH_BYTES_MAX) {
                break;
            }
            count++;
        }
        return records.subList(0, count);
    }

    /**
     * Runs the function, while it is throttled for as long as it could have run itself.
     *
     * @return what it has handled
     */
    private List<QueueRecord> invoke(List<QueueRecord> part, Poller poller)
            throws InterruptedException {
        long endNanos =
                clock.nanos()
                        + Duration.ofSeconds(function.get().configuration().timeoutSeconds())
                                .toNanos();
        for (int attempt = 1; ; attempt++) {
            try {
                return handled(
                        part, function.invoke(part.stream().map(QueueRecord::event).toList()));
            } catch (ServiceException e) {
                if (e.error().httpStatus() != 429 || clock.nanos() >= endNanos) {
                    throw e;
                }
                poller.pause(Poller.backoff(RETRY_MIN, attempt, RETRY_MAX));
            }
        }
    }

    private List<QueueRecord> handled(List<QueueRecord> part, Ending ending) {
        if (!ending.success()) {
            return List.of();
        }
        if (!mapping.settings().partialFailures()) {
            return part;
        }
        Set<String> ids = part.stream().map(QueueRecord::messageId).collect(Collectors.toSet());
        BatchResponse response = BatchResponse.of(SourceFunction.response(ending), ids);
        return response.all()
                ? List.of()
                : part.stream().filter(r -> !response.failed().contains(r.messageId())).toList();
    }

    private void delete(List<QueueRecord> records) {
        for (int from = 0; from < records.size(); from += REQUEST_MESSAGES_MAX) {
            int to = Math.min(from + REQUEST_MESSAGES_MAX, records.size());
            List<DeleteMessageBatchRequestEntry> entries = new ArrayList<>();
            for (int i = from; i < to; i++) {
                entries.add(
                        new DeleteMessageBatchRequestEntry(
                                Integer.toString(i), records.get(i).receiptHandle()));
            }
            var failed =
                    calls.invoke(
                                    SqsApi.DELETE_MESSAGE_BATCH,
                                    new DeleteMessageBatchRequest(queueUrl, entries),
                                    function.role(),
                                    mapping.scope())
                            .failed();
            if (failed != null && !failed.isEmpty()) {
                LOG.warn("{} keeps messages: {}", mapping.sourceArn(), failed);
            }
        }
    }
}
