package brume.services.lambda.worker;

import brume.api.logs.CreateLogGroupRequest;
import brume.api.logs.CreateLogStreamRequest;
import brume.api.logs.InputLogEvent;
import brume.api.logs.LogsApi;
import brume.api.logs.PutLogEventsRequest;
import brume.base.Clock;
import brume.base.Scope;
import brume.spi.Calls;
import brume.spi.Principal;
import brume.wire.ServiceException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The CloudWatch log stream of one execution environment. Events are delivered in the background,
 * in batches, with the rights of the function's role; what does not fit the buffer is dropped.
 */
public final class LogStream {

    private static final Logger LOG = LoggerFactory.getLogger(LogStream.class);
    private static final Duration DELAY = Duration.ofMillis(100);
    private static final int BUFFER_BYTES_MAX = 16 << 20;

    /**
     * https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutLogEvents.html
     */
    private static final int BATCH_BYTES_MAX = 1_048_576;

    private static final int BATCH_EVENTS_MAX = 10_000;
    private static final int EVENT_OVERHEAD_BYTES = 26;
    private static final int ATTEMPTS_MAX = 5;

    private final Calls calls;
    private final Clock clock;
    private final Principal role;
    private final Scope scope;
    private final String group;
    private final String stream;
    private final ArrayDeque<InputLogEvent> buffer = new ArrayDeque<>();
    private long bufferBytes;
    private long dropped;
    private boolean delivering;
    private boolean refused;
    private boolean created;

    LogStream(Calls calls, Clock clock, Principal role, Scope scope, String group, String stream) {
        this.calls = calls;
        this.clock = clock;
        this.role = role;
        this.scope = scope;
        this.group = group;
        this.stream = stream;
    }

    /** Takes one event; returns at once. */
    void add(String message) {
        synchronized (buffer) {
            if (refused || message.isEmpty()) {
                return;
            }
            if (bufferBytes + message.length() > BUFFER_BYTES_MAX) {
                dropped++;
                return;
            }
            bufferBytes += message.length();
            buffer.add(new InputLogEvent(clock.millis(), message));
            if (delivering) {
                return;
            }
            delivering = true;
        }
        Thread.ofVirtual().name("lambda-log-" + stream).start(this::deliver);
    }

    private void deliver() {
        try {
            clock.sleep(DELAY);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        while (true) {
            List<InputLogEvent> batch = nextBatch();
            if (batch.isEmpty()) {
                return;
            }
            for (int attempt = 1; !put(batch) && attempt < ATTEMPTS_MAX; attempt++) {
                pause(attempt);
            }
        }
    }

    private void pause(int attempt) {
        try {
            clock.sleep(DELAY.multipliedBy(1L << attempt));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** What is to be delivered next; an empty list ends the delivery. */
    private List<InputLogEvent> nextBatch() {
        synchronized (buffer) {
            if (dropped > 0) {
                LOG.warn("{}: {} log events were dropped, the buffer is full", group, dropped);
                dropped = 0;
            }
            List<InputLogEvent> batch = new ArrayList<>();
            long bytes = 0;
            long last = 0;
            while (!buffer.isEmpty() && batch.size() < BATCH_EVENTS_MAX) {
                InputLogEvent event = buffer.peek();
                // UTF-8 needs at most three bytes for each char.
                long size = 3L * event.message().length() + EVENT_OVERHEAD_BYTES;
                if (!batch.isEmpty() && bytes + size > BATCH_BYTES_MAX) {
                    break;
                }
                bytes += size;
                last = Math.max(last, event.timestamp());
                batch.add(new InputLogEvent(last, event.message()));
                bufferBytes -= event.message().length();
                buffer.remove();
            }
            if (batch.isEmpty()) {
                delivering = false;
            }
            return batch;
        }
    }

    /** Whether the batch needs no further attempt. */
    private boolean put(List<InputLogEvent> batch) {
        try {
            if (!created) {
                create();
                created = true;
            }
            var ignored =
                    calls.invoke(
                            LogsApi.PUT_LOG_EVENTS,
                            PutLogEventsRequest.builder()
                                    .logGroupName(group)
                                    .logStreamName(stream)
                                    .logEvents(batch)
                                    .build(),
                            role,
                            scope);
            return true;
        } catch (ServiceException e) {
            if (e.error().name().startsWith("AccessDenied")) {
                LOG.info("no logs in {}: {}", group, e.getMessage());
                synchronized (buffer) {
                    refused = true;
                    buffer.clear();
                    bufferBytes = 0;
                }
                return true;
            }
            if (isNotFound(e)) { // deleted meanwhile
                created = false;
                return false;
            }
            LOG.warn("{}: log events were not delivered: {}", group, e.getMessage());
            return e.error().sender();
        } catch (RuntimeException e) {
            LOG.warn("{}: log events were not delivered", group, e);
            return false;
        }
    }

    private void create() {
        try {
            createStream();
        } catch (ServiceException e) {
            if (!isNotFound(e)) {
                throw e;
            }
            try {
                var ignored =
                        calls.invoke(
                                LogsApi.CREATE_LOG_GROUP,
                                CreateLogGroupRequest.builder().logGroupName(group).build(),
                                role,
                                scope);
            } catch (ServiceException raced) {
                if (!exists(raced)) {
                    throw raced;
                }
            }
            createStream();
        }
    }

    private void createStream() {
        try {
            var ignored =
                    calls.invoke(
                            LogsApi.CREATE_LOG_STREAM,
                            new CreateLogStreamRequest(group, stream),
                            role,
                            scope);
        } catch (ServiceException e) {
            if (!exists(e)) {
                throw e;
            }
        }
    }

    private static boolean isNotFound(ServiceException e) {
        return e.error().name().equals("ResourceNotFoundException");
    }

    private static boolean exists(ServiceException e) {
        return e.error().name().equals("ResourceAlreadyExistsException");
    }

    /** Whether everything has been delivered. */
    boolean idle() {
        synchronized (buffer) {
            return !delivering;
        }
    }
}
