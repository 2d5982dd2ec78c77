package brume.services.logs.op;

import brume.api.logs.GetLogEventsRequest;
import brume.api.logs.GetLogEventsResponse;
import brume.api.logs.LogsApi;
import brume.api.logs.OutputLogEvent;
import brume.base.Clock;
import brume.services.logs.LogsQuotas;
import brume.services.logs.domain.LogGroupEntry;
import brume.services.logs.domain.LogStreamEntry;
import brume.services.logs.domain.Position;
import brume.services.logs.domain.StoredEvent;
import brume.services.logs.store.LogStore;
import brume.spi.Call;
import brume.spi.Operation;
import brume.spi.Permission;
import brume.store.Reader;
import brume.wire.CommonErrors;
import brume.wire.OperationModel;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/**
 * Reads one stream, forwards or backwards. Both tokens are always answered; at the end of the stream
 * the token that was sent comes back, which is how clients see the end.
 */
public final class GetLogEvents implements Operation<GetLogEventsRequest, GetLogEventsResponse> {

    private static final long TIME_MAX = 253_402_300_799_999L; // the year 9999

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
        String group = LogAccess.groupName(input.logGroupName(), input.logGroupIdentifier());
        return LogAccess.onStream(model(), call, group, input.logStreamName());
    }

    @Override
    public GetLogEventsResponse handle(GetLogEventsRequest input, Call call) {
        requireMasked(input.unmask());
        String name = LogAccess.groupName(input.logGroupName(), input.logGroupIdentifier());
        return store.read(
                reader -> {
                    LogGroupEntry group = LogAccess.getGroup(store, reader, call, name);
                    LogStreamEntry stream =
                            LogAccess.getStream(store, reader, group, input.logStreamName());
                    return read(reader, group, stream, input);
                });
    }

    static void requireMasked(@org.jspecify.annotations.Nullable Boolean unmask) {
        if (Boolean.TRUE.equals(unmask)) {
            throw CommonErrors.notImplemented(LogsApi.MODEL, "the parameter unmask");
        }
    }

    private GetLogEventsResponse read(
            Reader reader, LogGroupEntry group, LogStreamEntry stream, GetLogEventsRequest input) {
        Optional<Position.Token> token =
                Optional.ofNullable(input.nextToken())
                        .map(
                                text ->
                                        Position.Token.parse(text)
                                                .orElseThrow(PageTokens::invalid));
        boolean forward =
                token.map(Position.Token::forward)
                        .orElse(Boolean.TRUE.equals(input.startFromHead()));
        Position after = start(input, group);
        Position before = end(input);
        if (token.isPresent() && forward) {
            after = later(after, token.get().position());
        } else if (token.isPresent()) {
            before = earlier(before, token.get().position());
        }
        List<StoredEvent> events = new ArrayList<>();
        int limit =
                input.limit() == null
                        ? Math.toIntExact(LogsQuotas.ANSWER_EVENTS.value())
                        : input.limit();
        AnswerSize size = new AnswerSize(limit);
        store.events(
                reader,
                group,
                stream,
                after,
                before,
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
        Position stayed = token.map(Position.Token::position).orElse(start(input, group));
        return answer(events, stayed);
    }

    private Position start(GetLogEventsRequest input, LogGroupEntry group) {
        long from = input.startTime() == null ? 0 : input.startTime();
        return new Position(
                Math.min(TIME_MAX, Math.max(from, group.expiredBefore(clock.millis()))), 0);
    }

    /** The end time is exclusive here (and inclusive in FilterLogEvents). */
    private static Position end(GetLogEventsRequest input) {
        return new Position(
                input.endTime() == null ? TIME_MAX : Math.min(TIME_MAX, input.endTime()), 0);
    }

    private static Position later(Position a, Position b) {
        return before(a, b) ? b : a;
    }

    private static Position earlier(Position a, Position b) {
        return before(a, b) ? a : b;
    }

    private static boolean before(Position a, Position b) {
        return a.timeMillis() < b.timeMillis()
                || a.timeMillis() == b.timeMillis() && a.number() < b.number();
    }

    private static GetLogEventsResponse answer(List<StoredEvent> events, Position stayed) {
        Position first = events.isEmpty() ? stayed : events.getFirst().position();
        Position last = events.isEmpty() ? stayed : events.getLast().position();
        return GetLogEventsResponse.builder()
                .events(
                        events.stream()
                                .map(
                                        event ->
                                                OutputLogEvent.builder()
                                                        .timestamp(event.position().timeMillis())
                                                        .message(event.message())
                                                        .ingestionTime(event.ingestionMillis())
                                                        .build())
                                .toList())
                .nextForwardToken(last.forwardToken())
                .nextBackwardToken(first.backwardToken())
                .build();
    }
}
