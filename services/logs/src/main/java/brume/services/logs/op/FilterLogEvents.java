package brume.services.logs.op;

import brume.api.logs.FilterLogEventsRequest;
import brume.api.logs.FilterLogEventsResponse;
import brume.api.logs.FilteredLogEvent;
import brume.api.logs.LogsApi;
import brume.api.logs.LogsErrors;
import brume.base.Clock;
import brume.services.logs.domain.EventId;
import brume.services.logs.domain.LogGroupEntry;
import brume.services.logs.domain.LogStreamEntry;
import brume.services.logs.domain.LogsQuotas;
import brume.services.logs.domain.StoredEvent;
import brume.services.logs.pattern.FilterPattern;
import brume.services.logs.store.EventSearch;
import brume.services.logs.store.LogStore;
import brume.spi.Call;
import brume.spi.Operation;
import brume.spi.Permission;
import brume.store.Reader;
import brume.wire.OperationModel;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Searches the streams of a group, as one sequence by time. {@code interleaved} is read and means
 * nothing, and {@code searchedLogStreams} is empty, as the API reference says of both.
 */
public final class FilterLogEvents
        implements Operation<FilterLogEventsRequest, FilterLogEventsResponse> {

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
        String group = LogAccess.groupName(call, input.logGroupName(), input.logGroupIdentifier());
        return LogAccess.onGroup(model(), call, group);
    }

    @Override
    public FilterLogEventsResponse handle(FilterLogEventsRequest input, Call call) {
        LogAccess.requireMasked(input.unmask());
        if (input.logStreamNames() != null && input.logStreamNamePrefix() != null) {
            throw LogsErrors.invalidParameterException(
                    "logStreamNamePrefix and logStreamNames are mutually exclusive parameters.");
        }
        FilterPattern pattern = Patterns.parse(input.filterPattern());
        String name = LogAccess.groupName(call, input.logGroupName(), input.logGroupIdentifier());
        return store.read(reader -> {
            LogGroupEntry group = LogAccess.getGroup(store, reader, call, name);
            return page(search(reader, group, input), pattern, input.limit());
        });
    }

    private EventSearch search(Reader reader, LogGroupEntry group, FilterLogEventsRequest input) {
        long start = input.startTime() == null ? 0 : input.startTime();
        EventId from = EventId.at(Math.max(start, group.expiredBefore(clock.millis())));
        if (input.nextToken() != null) {
            EventId place =
                    EventId.parse(PageTokens.after(input.nextToken()))
                            .orElseThrow(PageTokens::invalid);
            from = from.compareTo(place) < 0 ? place : from;
        }
        // The end time is inclusive here (and exclusive in GetLogEvents).
        long end = input.endTime() == null ? EventId.TIME_MAX : input.endTime();
        EventId to = EventId.at(Math.min(end, EventId.TIME_MAX - 1) + 1);
        List<String> names = input.logStreamNames();
        if (names == null) {
            String prefix = Objects.requireNonNullElse(input.logStreamNamePrefix(), "");
            return EventSearch.all(
                    store.events(), reader, group, from, to, stream -> stream.startsWith(prefix));
        }
        List<LogStreamEntry> streams = new ArrayList<>();
        for (String name : names.stream().distinct().toList()) {
            streams.add(LogAccess.getStream(store, reader, group, name));
        }
        return EventSearch.of(store.events(), reader, group, from, to, streams);
    }

    /** The next page; it ends early, with a token, when enough has been looked at. */
    private static FilterLogEventsResponse page(
            EventSearch search, FilterPattern pattern, @Nullable Integer limit) {
        List<FilteredLogEvent> found = new ArrayList<>();
        AnswerSize size = new AnswerSize(limit);
        long searched = 0;
        long bytes = 0;
        EventId place = search.position();
        for (StoredEvent event = search.next(); event != null; event = search.next()) {
            if (!size.hasRoom()
                    || searched >= LogsQuotas.SEARCHED_EVENTS.value()
                    || bytes >= LogsQuotas.SEARCHED_BYTES.value()) {
                return answer(found, place);
            }
            if (pattern.matches(event.message())) {
                if (!size.takes(event)) {
                    return answer(found, place);
                }
                found.add(shape(event));
            }
            searched++;
            bytes += event.message().length();
            place = search.position();
        }
        return answer(found, search.exhausted() ? search.position() : null);
    }

    private static FilteredLogEvent shape(StoredEvent event) {
        return FilteredLogEvent.builder()
                .logStreamName(event.streamName())
                .timestamp(event.timeMillis())
                .message(event.message())
                .ingestionTime(event.id().ingestedMillis())
                .eventId(event.id().text())
                .build();
    }

    private static FilterLogEventsResponse answer(
            List<FilteredLogEvent> found, @Nullable EventId next) {
        return FilterLogEventsResponse.builder()
                .events(found)
                .searchedLogStreams(List.of())
                .nextToken(next == null ? null : PageTokens.of(next.text()))
                .build();
    }
}
