package brume.services.logs.op;

import brume.api.logs.InputLogEvent;
import brume.api.logs.LogsApi;
import brume.api.logs.LogsErrors;
import brume.api.logs.PutLogEventsRequest;
import brume.api.logs.PutLogEventsResponse;
import brume.api.logs.RejectedLogEventsInfo;
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
import brume.store.Transaction;
import brume.wire.OperationModel;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Appends a batch of events to a stream. */
public final class PutLogEvents implements Operation<PutLogEventsRequest, PutLogEventsResponse> {

    /** "The sequence token is now ignored in PutLogEvents actions": any one will do. */
    static final String SEQUENCE_TOKEN =
            "49039859611427600420000000000000000000000000000000000000";

    private final LogStore store;
    private final Clock clock;

    public PutLogEvents(LogStore store, Clock clock) {
        this.store = store;
        this.clock = clock;
    }

    @Override
    public OperationModel<PutLogEventsRequest, PutLogEventsResponse> model() {
        return LogsApi.PUT_LOG_EVENTS;
    }

    @Override
    public List<Permission> permissions(PutLogEventsRequest input, Call call) {
        return LogAccess.onStream(model(), call, input.logGroupName(), input.logStreamName());
    }

    /**
     * The part of a batch that is taken, and why the rest is not.
     *
     * @param expired events before this index are older than the retention
     * @param tooOld events before this index are older than 14 days
     * @param end events from this index on are in the future
     */
    private record Accepted(int expired, int tooOld, int end, int size) {

        int start() {
            return Math.max(expired, tooOld);
        }

        @Nullable RejectedLogEventsInfo rejected() {
            if (start() == 0 && end == size) {
                return null;
            }
            return RejectedLogEventsInfo.builder()
                    .expiredLogEventEndIndex(expired == 0 ? null : expired)
                    .tooOldLogEventEndIndex(tooOld == 0 ? null : tooOld)
                    .tooNewLogEventStartIndex(end == size ? null : end)
                    .build();
        }
    }

    @Override
    public PutLogEventsResponse handle(PutLogEventsRequest input, Call call) {
        List<InputLogEvent> events = input.logEvents();
        checkBatch(events);
        long now = clock.millis();
        Accepted accepted =
                store.transact(
                        tx -> {
                            LogGroupEntry group =
                                    LogAccess.getGroup(store, tx, call, input.logGroupName());
                            LogStreamEntry stream =
                                    LogAccess.getStream(store, tx, group, input.logStreamName());
                            Accepted range = accepted(events, group, now);
                            if (range.start() < range.end()) {
                                append(tx, group, stream, events, range, now);
                            }
                            return range;
                        });
        return PutLogEventsResponse.builder()
                .nextSequenceToken(SEQUENCE_TOKEN)
                .rejectedLogEventsInfo(accepted.rejected())
                .build();
    }

    private static void checkBatch(List<InputLogEvent> events) {
        long bytes = 0;
        long last = Long.MIN_VALUE;
        for (InputLogEvent event : events) {
            if (event.timestamp() < last) {
                throw LogsErrors.invalidParameterException(
                        "Log events in a single PutLogEvents request must be in chronological"
                                + " order.");
            }
            last = event.timestamp();
            bytes += size(event);
        }
        if (last - events.getFirst().timestamp() > LogsQuotas.BATCH_SPAN_MILLIS.value()) {
            throw LogsErrors.invalidParameterException(
                    "The batch of log events in a single PutLogEvents request cannot span more"
                            + " than 24 hours.");
        }
        if (bytes > LogsQuotas.BATCH_BYTES.value()) {
            throw LogsErrors.invalidParameterException(
                    "Upload too large: "
                            + bytes
                            + " bytes exceeds limit of "
                            + LogsQuotas.BATCH_BYTES.value());
        }
    }

    private static long size(InputLogEvent event) {
        return event.message().getBytes(StandardCharsets.UTF_8).length
                + (long) StoredEvent.OVERHEAD_BYTES;
    }

    private static Accepted accepted(List<InputLogEvent> events, LogGroupEntry group, long now) {
        int expired = countBefore(events, group.expiredBefore(now));
        int tooOld = countBefore(events, now - LogsQuotas.AGE_MILLIS.value());
        int end = countBefore(events, now + LogsQuotas.FUTURE_MILLIS.value() + 1);
        return new Accepted(expired, tooOld, end, events.size());
    }

    private static int countBefore(List<InputLogEvent> events, long millis) {
        int count = 0;
        while (count < events.size() && events.get(count).timestamp() < millis) {
            count++;
        }
        return count;
    }

    private void append(
            Transaction transaction,
            LogGroupEntry group,
            LogStreamEntry stream,
            List<InputLogEvent> events,
            Accepted range,
            long now) {
        long number = stream.appended();
        long bytes = 0;
        for (InputLogEvent event : events.subList(range.start(), range.end())) {
            number++;
            bytes += size(event);
            store.putEvent(
                    transaction,
                    group,
                    stream,
                    new Position(event.timestamp(), number),
                    now,
                    event.message());
        }
        LogStreamEntry.Batch batch =
                new LogStreamEntry.Batch(
                        range.end() - range.start(),
                        bytes,
                        events.get(range.start()).timestamp(),
                        events.get(range.end() - 1).timestamp());
        store.putStream(transaction, group, stream.withBatch(batch, now));
    }
}
