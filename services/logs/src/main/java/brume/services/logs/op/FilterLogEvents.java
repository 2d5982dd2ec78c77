package brume.services.logs.op;

import brume.api.logs.FilterLogEventsRequest;
import brume.api.logs.FilterLogEventsResponse;
import brume.api.logs.FilteredLogEvent;
import brume.api.logs.LogsApi;
import brume.api.logs.LogsErrors;
import brume.base.Clock;
import brume.services.logs.LogsQuotas;
import brume.services.logs.domain.LogGroupEntry;
import brume.services.logs.domain.LogStreamEntry;
import brume.services.logs.domain.Position;
import brume.services.logs.domain.StoredEvent;
import brume.services.logs.pattern.FilterPattern;
import brume.services.logs.pattern.InvalidFilterPatternException;
import brume.services.logs.pattern.UnsupportedPatternException;
import brume.services.logs.store.LogStore;
import brume.services.logs.store.MergedEvents;
import brume.spi.Call;
import brume.spi.Operation;
import brume.spi.Permission;
import brume.store.Reader;
import brume.wire.CommonErrors;
import brume.wire.OperationModel;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Searches the streams of a group, as one sequence by time. */
public final class FilterLogEvents
        implements Operation<FilterLogEventsRequest, FilterLogEventsResponse> {

    private static final long TIME_MAX = 253_402_300_799_999L; // the year 9999

    private final LogStore store;
    private final Clock clock;

    public FilterLogEvents(LogStore store, Clock clock) {
        this.store = store;
        this.clock = clock;
    }

    @Override
    public OperationModel<FilterLogEventsRequest, FilterLogEventsResponse> model() {
        return LogsApi.FILTER_LOG_EVENTS;
    }

    @Override
    public List<Permission> permissions(FilterLogEventsRequest input, Call call) {
        String group = LogAccess.groupName(input.logGroupName(), input.logGroupIdentifier());
        return LogAccess.onGroup(model(), call, group);
    }

    @Override
    public FilterLogEventsResponse handle(FilterLogEventsRequest input, Call call) {
        GetLogEvents.requireMasked(input.unmask());
        if (input.logStreamNames() != null && input.logStreamNamePrefix() != null) {
            throw LogsErrors.invalidParameterException(
                    "logStreamNamePrefix and logStreamNames are mutually exclusive parameters.");
        }
        FilterPattern pattern = pattern(input.filterPattern());
        String name = LogAccess.groupName(input.logGroupName(), input.logGroupIdentifier());
        return store.read(
                reader -> {
                    LogGroupEntry group = LogAccess.getGroup(store, reader, call, name);
                    return search(reader, group, input, pattern);
                });
    }

    private static FilterPattern pattern(@Nullable String text) {
        try {
            return text == null ? FilterPattern.EVERYTHING : FilterPattern.parse(text);
        } catch (InvalidFilterPatternException e) {
            throw LogsErrors.invalidParameterException(e.reason());
        } catch (UnsupportedPatternException e) {
            throw CommonErrors.notImplemented(LogsApi.MODEL, e.what());
        }
    }

    /** Where a page ended: a time, a stream and a number in it. */
    private record Mark(long timeMillis, String streamId, long number) {

        static Optional<Mark> parse(@Nullable String token) {
            if (token == null) {
                return Optional.empty();
            }
            String[] parts = PageTokens.after(token).split("/", -1);
            try {
                if (parts.length == 3) {
                    return Optional.of(
                            new Mark(Long.parseLong(parts[0]), parts[1], Long.parseLong(parts[2])));
                }
            } catch (NumberFormatException e) {
                // Not one of our tokens; answered below.
            }
            throw PageTokens.invalid();
        }

        static String after(StoredEvent event) {
            Position position = event.position();
            return PageTokens.of(
                    position.timeMillis() + "/" + event.stream().id() + "/" + position.number());
        }

        boolean covers(StoredEvent event) {
            Position position = event.position();
            if (position.timeMillis() != timeMillis) {
                return position.timeMillis() < timeMillis;
            }
            int order = event.stream().id().compareTo(streamId);
            return order < 0 || order == 0 && position.number() <= number;
        }
    }

    private FilterLogEventsResponse search(
            Reader reader,
            LogGroupEntry group,
            FilterLogEventsRequest input,
            FilterPattern pattern) {
        Optional<Mark> mark = Mark.parse(input.nextToken());
        long from =
                Math.max(
                        mark.map(Mark::timeMillis).orElse(0L),
                        Math.max(
                                input.startTime() == null ? 0 : input.startTime(),
                                group.expiredBefore(clock.millis())));
        long to = input.endTime() == null ? TIME_MAX : Math.min(TIME_MAX, input.endTime());
        List<LogStreamEntry> streams = streams(reader, group, input);
        streams.removeIf(stream -> !stream.overlaps(from, to));
        MergedEvents events = new MergedEvents(store, reader, group, streams, from, to);
        int limit =
                input.limit() == null
                        ? Math.toIntExact(LogsQuotas.ANSWER_EVENTS.value())
                        : input.limit();
        AnswerSize size = new AnswerSize(limit);
        List<FilteredLogEvent> found = new ArrayList<>();
        StoredEvent last = null;
        long searched = 0;
        for (StoredEvent event = events.next(); event != null; event = events.next()) {
            if (mark.isPresent() && mark.get().covers(event)) {
                continue;
            }
            if (last != null && (full(searched) || !size.hasRoom())) {
                return answer(found, Mark.after(last));
            }
            if (pattern.matches(event.message())) {
                if (!size.takes(event)) {
                    return answer(found, Mark.after(java.util.Objects.requireNonNull(last)));
                }
                found.add(shape(event));
            }
            searched++;
            last = event;
        }
        return answer(found, null);
    }

    private static boolean full(long searched) {
        return searched >= LogsQuotas.EVENTS_SEARCHED.value();
    }

    private List<LogStreamEntry> streams(
            Reader reader, LogGroupEntry group, FilterLogEventsRequest input) {
        if (input.logStreamNames() == null) {
            String prefix = Optional.ofNullable(input.logStreamNamePrefix()).orElse("");
            return store.streams(reader, group, prefix, "", Integer.MAX_VALUE);
        }
        List<LogStreamEntry> streams = new ArrayList<>();
        for (String name : input.logStreamNames().stream().distinct().toList()) {
            streams.add(LogAccess.getStream(store, reader, group, name));
        }
        return streams;
    }

    private static FilteredLogEvent shape(StoredEvent event) {
        return FilteredLogEvent.builder()
                .logStreamName(event.stream().name())
                .timestamp(event.position().timeMillis())
                .message(event.message())
                .ingestionTime(event.ingestionMillis())
                .eventId(event.eventId())
                .build();
    }

    private static FilterLogEventsResponse answer(
            List<FilteredLogEvent> found, @Nullable String token) {
        return FilterLogEventsResponse.builder()
                .events(found)
                .searchedLogStreams(List.of())
                .nextToken(token)
                .build();
    }
}
