package brume.services.apigatewayv2.execution;

import brume.api.apigatewayv2.AccessLogSettings;
import brume.api.logs.CreateLogStreamRequest;
import brume.api.logs.InputLogEvent;
import brume.api.logs.LogsApi;
import brume.api.logs.PutLogEventsRequest;
import brume.base.Arn;
import brume.base.Scope;
import brume.spi.Calls;
import brume.spi.Principal;
import brume.wire.Documents;
import brume.wire.ServiceException;
import com.fasterxml.jackson.databind.node.TextNode;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes a line for each request to the log group that a stage names. Requests do not wait for it:
 * lines go through a queue of limited length, and what does not fit is dropped and counted.
 */
public final class AccessLogs {

    private static final Logger LOG = LoggerFactory.getLogger(AccessLogs.class);
    private static final int QUEUE_MAX = 10_000;
    private static final int BATCH_MAX = 1_000;
    private static final int LINE_LENGTH_MAX = 8_192;
    private static final Pattern VARIABLE =
            Pattern.compile("\\$context\\.([A-Za-z0-9_]+(?:[.-][A-Za-z0-9_]+)*)");
    private static final String GROUP = "log-group:";

    private final Calls calls;
    private final BlockingQueue<Line> queue = new ArrayBlockingQueue<>(QUEUE_MAX);
    private final AtomicLong dropped = new AtomicLong();
    private @Nullable Thread writer;

    /** Where lines go. */
    private record Stream(Scope scope, String group, String name) {}

    private record Line(Stream stream, long timeMillis, String text) {}

    public AccessLogs(Calls calls) {
        this.calls = calls;
    }

    public void start() {
        writer = Thread.ofVirtual().name("http-api-access-logs").start(this::run);
    }

    public void stop() {
        Thread running = writer;
        if (running != null) {
            running.interrupt();
        }
    }

    /** Puts a request's line into the queue. */
    public void write(AccessLogSettings settings, Occasion occasion) {
        String group =
                Arn.find(String.valueOf(settings.destinationArn()))
                        .map(Arn::resource)
                        .filter(resource -> resource.startsWith(GROUP))
                        .map(resource -> resource.substring(GROUP.length()))
                        .map(name ->
                                name.endsWith(":*") ? name.substring(0, name.length() - 2) : name)
                        .orElse("");
        String line = line(String.valueOf(settings.format()), occasion);
        Stream stream =
                new Stream(occasion.scope(), group, occasion.apiId() + '/' + occasion.stageName());
        if (!queue.offer(new Line(stream, occasion.time().toEpochMilli(), line))) {
            dropped.incrementAndGet();
        }
    }

    /** The line, whatever clients put into its values. */
    static String line(String format, Occasion occasion) {
        String line =
                VARIABLE.matcher(format)
                        .replaceAll(found ->
                                Matcher.quoteReplacement(
                                        occasion.findContext(found.group(1))
                                                .map(AccessLogs::quoted)
                                                .orElse("-")));
        return line.length() > LINE_LENGTH_MAX ? line.substring(0, LINE_LENGTH_MAX) : line;
    }

    /**
     * Formats are JSON most of the time; quotes and line breaks of clients must not end a value.
     */
    private static String quoted(String value) {
        String text = Documents.text(TextNode.valueOf(value));
        return text.substring(1, text.length() - 1);
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
                    LOG.warn("{} lines of access logs were dropped, the queue is full", lost);
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
                if (!put(stream, events)) {
                    create(stream);
                    var ignored = put(stream, events);
                }
            } catch (RuntimeException e) {
                LOG.warn("access logs for {} are lost: {}", stream.group(), e.getMessage());
            }
        });
    }

    /** Whether the stream was there. */
    private boolean put(Stream stream, List<InputLogEvent> events) {
        try {
            var ignored =
                    calls.invoke(
                            LogsApi.PUT_LOG_EVENTS,
                            PutLogEventsRequest.builder()
                                    .logGroupName(stream.group())
                                    .logStreamName(stream.name())
                                    .logEvents(events)
                                    .build(),
                            principal(stream),
                            stream.scope());
            return true;
        } catch (ServiceException e) {
            if (e.error().name().equals("ResourceNotFoundException")) {
                return false;
            }
            throw e;
        }
    }

    private void create(Stream stream) {
        var ignored =
                calls.invoke(
                        LogsApi.CREATE_LOG_STREAM,
                        new CreateLogStreamRequest(stream.group(), stream.name()),
                        principal(stream),
                        stream.scope());
    }

    /**
     * The account of the stage writes into its own log group; whoever changes the stage may choose
     * only such a group.
     */
    private static Principal principal(Stream stream) {
        return new Principal.Root(stream.scope().account());
    }
}
