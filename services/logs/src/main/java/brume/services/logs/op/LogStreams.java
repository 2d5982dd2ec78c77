package brume.services.logs.op;

import brume.api.logs.CreateLogStreamRequest;
import brume.api.logs.DeleteLogStreamRequest;
import brume.api.logs.DescribeLogStreamsRequest;
import brume.api.logs.DescribeLogStreamsResponse;
import brume.api.logs.LogStream;
import brume.api.logs.LogsErrors;
import brume.api.logs.OrderBy;
import brume.base.Clock;
import brume.base.Ids;
import brume.services.logs.domain.LogGroupEntry;
import brume.services.logs.domain.LogStreamEntry;
import brume.services.logs.store.LogStore;
import brume.spi.Call;
import brume.store.Reader;
import brume.wire.Unit;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** Log streams. */
public final class LogStreams {

    private static final int PAGE_DEFAULT = 50;

    private final LogStore store;
    private final Clock clock;

    public LogStreams(LogStore store, Clock clock) {
        this.store = store;
        this.clock = clock;
    }

    public Unit create(CreateLogStreamRequest input, Call call) {
        return store.transact(
                tx -> {
                    LogGroupEntry group =
                            LogAccess.getGroup(store, tx, call, input.logGroupName());
                    if (store.findStream(tx, group, input.logStreamName()).isPresent()) {
                        throw LogsErrors.resourceAlreadyExistsException(
                                "The specified log stream already exists");
                    }
                    store.putStream(
                            tx,
                            group,
                            LogStreamEntry.empty(
                                    input.logStreamName(), Ids.hex(16), clock.millis()));
                    return Unit.INSTANCE;
                });
    }

    public Unit delete(DeleteLogStreamRequest input, Call call) {
        return store.transact(
                tx -> {
                    LogGroupEntry group =
                            LogAccess.getGroup(store, tx, call, input.logGroupName());
                    store.deleteStream(
                            tx,
                            group,
                            LogAccess.getStream(store, tx, group, input.logStreamName()));
                    return Unit.INSTANCE;
                });
    }

    public DescribeLogStreamsResponse describe(DescribeLogStreamsRequest input, Call call) {
        String name = LogAccess.groupName(input.logGroupName(), input.logGroupIdentifier());
        boolean byTime = OrderBy.LAST_EVENT_TIME.equals(input.orderBy());
        if (byTime && input.logStreamNamePrefix() != null) {
            throw LogsErrors.invalidParameterException(
                    "Cannot order by LastEventTime with a logStreamNamePrefix.");
        }
        boolean descending = Boolean.TRUE.equals(input.descending());
        int limit = input.limit() == null ? PAGE_DEFAULT : input.limit();
        return store.read(
                reader -> {
                    LogGroupEntry group = LogAccess.getGroup(store, reader, call, name);
                    List<LogStreamEntry> page =
                            byTime || descending
                                    ? sorted(reader, group, input, byTime, descending, limit)
                                    : store.streams(
                                            reader,
                                            group,
                                            prefix(input),
                                            PageTokens.after(input.nextToken()),
                                            limit + 1);
                    String token = null;
                    if (page.size() > limit) {
                        page.removeLast();
                        token = PageTokens.of(page.getLast().name());
                    }
                    return DescribeLogStreamsResponse.builder()
                            .logStreams(
                                    page.stream().map(stream -> shape(group, stream, call)).toList())
                            .nextToken(token)
                            .build();
                });
    }

    private static String prefix(DescribeLogStreamsRequest input) {
        return Optional.ofNullable(input.logStreamNamePrefix()).orElse("");
    }

    /** Orders other than that of the keys need all streams of the group at once. */
    private List<LogStreamEntry> sorted(
            Reader reader,
            LogGroupEntry group,
            DescribeLogStreamsRequest input,
            boolean byTime,
            boolean descending,
            int limit) {
        List<LogStreamEntry> streams =
                store.streams(reader, group, prefix(input), "", Integer.MAX_VALUE);
        if (byTime) {
            streams.sort(
                    Comparator.comparingLong(
                            stream ->
                                    stream.lastEventMillis() == null
                                            ? stream.createdMillis()
                                            : stream.lastEventMillis()));
        }
        if (descending) {
            Collections.reverse(streams);
        }
        String after = PageTokens.after(input.nextToken());
        int start = 0;
        for (int i = 0; i < streams.size() && !after.isEmpty(); i++) {
            if (streams.get(i).name().equals(after)) {
                start = i + 1;
            }
        }
        int end = Math.min(streams.size(), start + limit + 1);
        return new ArrayList<>(streams.subList(start, end));
    }

    private static LogStream shape(LogGroupEntry group, LogStreamEntry stream, Call call) {
        return LogStream.builder()
                .logStreamName(stream.name())
                .creationTime(stream.createdMillis())
                .firstEventTimestamp(stream.firstEventMillis())
                .lastEventTimestamp(stream.lastEventMillis())
                .lastIngestionTime(stream.lastIngestionMillis())
                .uploadSequenceToken(PutLogEvents.SEQUENCE_TOKEN)
                .arn(group.arn(call.scope()) + ":log-stream:" + stream.name())
                // "As of June 17, 2019, this parameter is no longer supported for log streams".
                .storedBytes(0L)
                .build();
    }
}
