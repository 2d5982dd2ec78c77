package brume.services.apigateway.execution;

import brume.api.logs.CreateLogGroupRequest;
import brume.api.logs.CreateLogStreamRequest;
import brume.api.logs.InputLogEvent;
import brume.api.logs.LogsApi;
import brume.api.logs.PutLogEventsRequest;
import brume.base.Scope;
import brume.spi.Calls;
import brume.spi.Principal;
import brume.wire.ServiceException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings lines to CloudWatch Logs. Requests do not wait for it: lines go through a queue of limited
 * length, and what does not fit is dropped and counted.
 */
final class LogDelivery implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(LogDelivery.class);
    private static final int QUEUE_MAX = 10_000;
    private static final int BATCH_MAX = 1_000;
    private static final Duration CLOSE_WAIT = Duration.ofSeconds(2);
    private static final String SESSION = "APIGatewayLoggingSession";

    private final Calls calls;
    private final BlockingQueue<Line> queue = new ArrayBlockingQueue<>(QUEUE_MAX);
    private final AtomicLong dropped = new AtomicLong();
    private @Nullable Thread writer;

    /**
     * Where lines go.
     *
     * @param role that they are written with; without one, the account itself writes into its group
     * @param creates whether the group is made if it is missing
     */
    record Stream(Scope scope, String group, String name, Optional<String> role, boolean creates) {}

    private record Line(Stream stream, long timeMillis, String text) {}

    LogDelivery(Calls calls) {
        this.calls = calls;
    }

    /** Puts a line into the queue; the first one starts the thread that empties it. */
    void add(Stream stream, long timeMillis, String text) {
        if (writer == null) {
            start();
        }
        if (!queue.offer(new Line(stream, timeMillis, text))) {
            dropped.incrementAndGet();
        }
    }

    private synchronized void start() {
        if (writer == null) {
            writer = Thread.ofVirtual().name("rest-api-logs").start(this::run);
        }
    }

    private void run() {
        try {
            while (!Thread.currentThread().isInterrupted()) {
                List<Line> batch = new ArrayList<>();
                batch.add(queue.take());
                queue.drainTo(batch, BATCH_MAX - 1);
                deliver(batch);
                long lost = dropped.getAndSet(0);
                if (lost > 0) {
                    LOG.warn("{} lines of logs were dropped, the queue is full", lost);
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void deliver(List<Line> batch) {
        Map<Stream, List<InputLogEvent>> streams = new LinkedHashMap<>();
        batch.stream()
                .sorted(Comparator.comparingLong(Line::timeMillis))
                .forEach(line ->
                        streams.computeIfAbsent(line.stream(), s -> new ArrayList<>())
                                .add(new InputLogEvent(line.timeMillis(), line.text())));
        streams.forEach((stream, events) -> {
            try {
                Principal principal = principal(stream);
                if (!put(stream, events, principal)) {
                    create(stream, principal);
                    var ignored = put(stream, events, principal);
                }
            } catch (RuntimeException e) {
                LOG.warn("logs for {} are lost: {}", stream.group(), e.getMessage());
            }
        });
    }

    private Principal principal(Stream stream) {
        if (stream.role().isEmpty()) {
            return new Principal.Root(stream.scope().account());
        }
        return calls.assume(
                stream.role().get(),
                new Principal.ServicePrincipal(
                        "apigateway.amazonaws.com", "", stream.scope().account()),
                SESSION);
    }

    /** Whether the stream was there. */
    private boolean put(Stream stream, List<InputLogEvent> events, Principal principal) {
        try {
            var ignored =
                    calls.invoke(
                            LogsApi.PUT_LOG_EVENTS,
                            PutLogEventsRequest.builder()
                                    .logGroupName(stream.group())
                                    .logStreamName(stream.name())
                                    .logEvents(events)
                                    .build(),
                            principal,
                            stream.scope());
            return true;
        } catch (ServiceException e) {
            if (e.error().name().equals("ResourceNotFoundException")) {
                return false;
            }
            throw e;
        }
    }

    private void create(Stream stream, Principal principal) {
        CreateLogStreamRequest request = new CreateLogStreamRequest(stream.group(), stream.name());
        try {
            var ignored =
                    calls.invoke(LogsApi.CREATE_LOG_STREAM, request, principal, stream.scope());
        } catch (ServiceException e) {
            if (!stream.creates() || !e.error().name().equals("ResourceNotFoundException")) {
                throw e;
            }
            createGroup(stream, principal);
            var ignored =
                    calls.invoke(LogsApi.CREATE_LOG_STREAM, request, principal, stream.scope());
        }
    }

    private void createGroup(Stream stream, Principal principal) {
        var ignored =
                calls.invoke(
                        LogsApi.CREATE_LOG_GROUP,
                        CreateLogGroupRequest.builder().logGroupName(stream.group()).build(),
                        principal,
                        stream.scope());
    }

    /** Ends the thread and delivers what is left. */
    @Override
    public void close() {
        Thread running = writer;
        if (running == null) {
            return;
        }
        running.interrupt();
        try {
            var ignored = running.join(CLOSE_WAIT);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        List<Line> rest = new ArrayList<>();
        queue.drainTo(rest);
        deliver(rest);
    }
}
