package brume.services.logs.op;

import brume.api.logs.GetLogEventsRequest;
import brume.api.logs.GetLogEventsResponse;
import brume.api.logs.LogsApi;
import brume.api.logs.OutputLogEvent;
import brume.base.Clock;
import brume.services.logs.domain.EventId;
import brume.services.logs.domain.LogGroupEntry;
import brume.services.logs.domain.LogStreamEntry;
import brume.services.logs.domain.StoredEvent;
import brume.services.logs.store.LogStore;
import brume.spi.Call;
import brume.spi.Operation;
import brume.spi.Permission;
import brume.store.Reader;
import brume.wire.OperationModel;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/**
 * Reads one stream, forwards or backwards. Both tokens are always answered; at the end of the
 * stream the token that was sent comes back, which is how clients see the end.
 */
public final class GetLogEvents implements Operation<GetLogEventsRequest, GetLogEventsResponse> {

    private final LogStore store;
    private final Clock clock;

    public GetLogEvents(LogStore store, Clock clock) {
        this.store = store;
        this.clock = clock;
    }

    @Override
    public OperationModel<GetLogEventsRequest, GetLogEventsResponse> model() {
        return LogsApi.GET_LOG_EVENTS;
    }

    @Override
    public List<Permission> permissions(GetLogEventsRequest input, Call call) {
        String group = LogAccess.groupName(call, input.logGroupName(), input.logGroupIdentifier());
        return LogAccess.onStream(model(), call, group, input.logStreamName());
    }

    @Override
    public GetLogEventsResponse handle(GetLogEventsRequest input, Call call) {
        LogAccess.requireMasked(input.unmask());
        String name = LogAccess.groupName(call, input.logGroupName(), input.logGroupIdentifier());
        Optional<StreamToken> token =
                Optional.ofNullable(input.nextToken()).map(StreamToken::parse);
        return store.read(reader -> {
            LogGroupEntry group = LogAccess.getGroup(store, reader, call, name);
            LogStreamEntry stream =
                    LogAccess.getStream(store, reader, group, input.logStreamName());
            return read(reader, group, stream, input, token);
        });
    }

    private GetLogEventsResponse read(
            Reader reader,
            LogGroupEntry group,
            LogStreamEntry stream,
            GetLogEventsRequest input,
            Optional<StreamToken> token) {
        boolean forward =
                token.map(StreamToken::forward).orElse(Boolean.TRUE.equals(input.startFromHead()));
        EventId from = start(input, group);
        EventId to =
                input.endTime() == null
                        ? EventId.at(EventId.TIME_MAX)
                        : EventId.at(input.endTime());
        if (token.isPresent() && forward) {
            from = Collections.max(List.of(from, token.get().place()));
        } else if (token.isPresent()) {
            to = Collections.min(List.of(to, token.get().place()));
        }
        List<StoredEvent> events = new ArrayList<>();
        AnswerSize size = new AnswerSize(input.limit());
        store.events()
                .scan(
                        reader,
                        group,
                        stream,
                        from,
                        to,
                        !forward,
                        event -> {
                            if (!size.takes(event)) {
                                return false;
                            }
                            events.add(event);
                            return size.hasRoom();
                        });
        if (!forward) {
            Collections.reverse(events);
        }
        return answer(events, token.map(StreamToken::place).orElse(from));
    }

    private EventId start(GetLogEventsRequest input, LogGroupEntry group) {
        long from = input.startTime() == null ? 0 : input.startTime();
        return EventId.at(Math.max(from, group.expiredBefore(clock.millis())));
    }

    /** The end time is exclusive here (and inclusive in FilterLogEvents). */
    private static GetLogEventsResponse answer(List<StoredEvent> events, EventId stayed) {
        EventId before = events.isEmpty() ? stayed : events.getFirst().id();
        EventId after = events.isEmpty() ? stayed : events.getLast().id().next();
        return GetLogEventsResponse.builder()
                .events(
                        events.stream()
                                .map(event ->
                                        OutputLogEvent.builder()
                                                .timestamp(event.timeMillis())
                                                .message(event.message())
                                                .ingestionTime(event.id().ingestedMillis())
                                                .build())
                                .toList())
                .nextForwardToken(new StreamToken(true, after).text())
                .nextBackwardToken(new StreamToken(false, before).text())
                .build();
    }
}
