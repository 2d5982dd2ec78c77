package brume.services.logs.op;

import brume.api.logs.CreateLogStreamRequest;
import brume.api.logs.DeleteLogStreamRequest;
import brume.api.logs.DescribeLogStreamsRequest;
import brume.api.logs.DescribeLogStreamsResponse;
import brume.api.logs.LogStream;
import brume.api.logs.LogsErrors;
import brume.api.logs.OrderBy;
import brume.base.Clock;
import brume.services.logs.domain.EventId;
import brume.services.logs.domain.LogGroupEntry;
import brume.services.logs.domain.LogStreamEntry;
import brume.services.logs.domain.LogsQuotas;
import brume.services.logs.store.LogStore;
import brume.services.logs.store.StreamsByTime;
import brume.services.logs.store.StreamsByTime.Place;
import brume.spi.Call;
import brume.store.Reader;
import brume.wire.Unit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Log streams. */
public final class LogStreams {

    private static final int PAGE_DEFAULT = Math.toIntExact(LogsQuotas.DESCRIBE_PAGE.value());
    private static final int EVENTS_PER_COMMIT = 10_000;

    private final LogStore store;
    private final Clock clock;

    public LogStreams(LogStore store, Clock clock) {
        this.store = store;
        this.clock = clock;
    }

    public Unit create(CreateLogStreamRequest input, Call call) {
        LogStreamEntry stream =
                new LogStreamEntry(input.logStreamName(), LogAccess.newId(), clock.millis());
        return store.transact(tx -> {
            LogGroupEntry group = LogAccess.getGroup(store, tx, call, input.logGroupName());
            if (store.findStream(tx, group, stream.name()).isPresent()) {
                throw LogsErrors.resourceAlreadyExistsException(
                        "The specified log stream already exists");
            }
            store.putStream(tx, group, stream);
            return Unit.INSTANCE;
        });
    }

    /**
     * Deletes the events first, in commits of bounded size, and the stream with the last of them.
     */
    public Unit delete(DeleteLogStreamRequest input, Call call) {
        while (deleteSome(input, call)) {
            if (Thread.currentThread().isInterrupted()) {
                throw LogsErrors.serviceUnavailableException("The service is stopping.");
            }
        }
        return Unit.INSTANCE;
    }

    /** Deletes a part; false when nothing is left. */
    private boolean deleteSome(DeleteLogStreamRequest input, Call call) {
        return store.transact(tx -> {
            LogGroupEntry group = LogAccess.getGroup(store, tx, call, input.logGroupName());
            LogStreamEntry stream = LogAccess.getStream(store, tx, group, input.logStreamName());
            int deleted =
                    store.events()
                            .deleteOldest(
                                    tx, group, stream.id(), EventId.TIME_MAX, EVENTS_PER_COMMIT);
            if (deleted == EVENTS_PER_COMMIT) {
                return true;
            }
            store.deleteStream(tx, group, stream);
            return false;
        });
    }

    public DescribeLogStreamsResponse describe(DescribeLogStreamsRequest input, Call call) {
        String name = LogAccess.groupName(call, input.logGroupName(), input.logGroupIdentifier());
        boolean byTime = OrderBy.LAST_EVENT_TIME.equals(input.orderBy());
        if (byTime && input.logStreamNamePrefix() != null) {
            throw LogsErrors.invalidParameterException(
                    "Cannot order by LastEventTime with a logStreamNamePrefix.");
        }
        int limit = input.limit() == null ? PAGE_DEFAULT : input.limit();
        return store.read(reader -> {
            LogGroupEntry group = LogAccess.getGroup(store, reader, call, name);
            return byTime
                    ? byTime(reader, group, input, call, limit)
                    : byName(reader, group, input, call, limit);
        });
    }

    private DescribeLogStreamsResponse byName(
            Reader reader,
            LogGroupEntry group,
            DescribeLogStreamsRequest input,
            Call call,
            int limit) {
        List<LogStreamEntry> streams = new ArrayList<>();
        store.streams(
                reader,
                group,
                Optional.ofNullable(input.logStreamNamePrefix()).orElse(""),
                PageTokens.after(input.nextToken()),
                Boolean.TRUE.equals(input.descending()),
                stream -> {
                    streams.add(stream);
                    return streams.size() <= limit;
                });
        String token = null;
        if (streams.size() > limit) {
            streams.removeLast();
            token = PageTokens.of(streams.getLast().name());
        }
        return answer(reader, group, streams, call, token);
    }

    private DescribeLogStreamsResponse byTime(
            Reader reader,
            LogGroupEntry group,
            DescribeLogStreamsRequest input,
            Call call,
            int limit) {
        Optional<Place> after = Optional.ofNullable(input.nextToken()).map(LogStreams::place);
        boolean descending = Boolean.TRUE.equals(input.descending());
        List<Place> page =
                new ArrayList<>(
                        StreamsByTime.page(store, reader, group, after, descending, limit + 1));
        String token = null;
        if (page.size() > limit) {
            page.removeLast();
            Place last = page.getLast();
            token = PageTokens.of(last.timeMillis() + "/" + last.name());
        }
        List<LogStreamEntry> streams =
                page.stream()
                        .map(place -> store.findStream(reader, group, place.name()))
                        .flatMap(Optional::stream)
                        .toList();
        return answer(reader, group, streams, call, token);
    }

    private static Place place(String token) {
        String text = PageTokens.after(token);
        int slash = text.indexOf('/');
        if (slash < 1) {
            throw PageTokens.invalid();
        }
        try {
            long time = Long.parseLong(text.substring(0, slash));
            if (time < -1 || time > EventId.TIME_MAX) {
                throw PageTokens.invalid();
            }
            return new Place(time, text.substring(slash + 1));
        } catch (NumberFormatException e) {
            throw PageTokens.invalid();
        }
    }

    private DescribeLogStreamsResponse answer(
            Reader reader,
            LogGroupEntry group,
            List<LogStreamEntry> streams,
            Call call,
            @Nullable String token) {
        return DescribeLogStreamsResponse.builder()
                .logStreams(
                        streams.stream().map(stream -> shape(reader, group, stream, call)).toList())
                .nextToken(token)
                .build();
    }

    private LogStream shape(Reader reader, LogGroupEntry group, LogStreamEntry stream, Call call) {
        LogStream.Builder shape =
                LogStream.builder()
                        .logStreamName(stream.name())
                        .creationTime(stream.createdMillis())
                        .arn(group.arn(call.scope()) + ":log-stream:" + stream.name())
                        // "As of June 17, 2019, this parameter is no longer supported for log
                        // streams, and is always reported as zero."
                        .storedBytes(0L);
        store.events()
                .first(reader, group, stream.id(), 0)
                .ifPresent(first -> shape.firstEventTimestamp(first.timeMillis()));
        store.events()
                .last(reader, group, stream.id())
                .ifPresent(last ->
                        shape.lastEventTimestamp(last.timeMillis())
                                .lastIngestionTime(last.ingestedMillis())
                                .uploadSequenceToken(PutLogEvents.SEQUENCE_TOKEN));
        return shape.build();
    }
}
