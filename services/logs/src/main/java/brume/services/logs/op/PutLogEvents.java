package brume.services.logs.op;

import brume.api.logs.LogsApi;
import brume.api.logs.PutLogEventsRequest;
import brume.api.logs.PutLogEventsResponse;
import brume.base.Clock;
import brume.services.logs.domain.Batch;
import brume.services.logs.domain.LogGroupEntry;
import brume.services.logs.domain.LogStreamEntry;
import brume.services.logs.store.LogStore;
import brume.spi.Call;
import brume.spi.Operation;
import brume.spi.Permission;
import brume.wire.OperationModel;
import java.util.List;

/** Appends a batch of events to a stream. */
public final class PutLogEvents implements Operation<PutLogEventsRequest, PutLogEventsResponse> {

    /** "The sequence token is now ignored in PutLogEvents actions": any one will do. */
    static final String SEQUENCE_TOKEN = "49039859611427600420000000000000000000000000000000000000";

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

    @Override
    public PutLogEventsResponse handle(PutLogEventsRequest input, Call call) {
        Batch batch = Batch.of(input.logEvents());
        long now = clock.millis();
        Batch.Accepted accepted =
                store.transact(tx -> {
                    LogGroupEntry group = LogAccess.getGroup(store, tx, call, input.logGroupName());
                    LogStreamEntry stream =
                            LogAccess.getStream(store, tx, group, input.logStreamName());
                    Batch.Accepted part = batch.accepted(group, now);
                    if (!part.isEmpty()) {
                        store.events().append(tx, group, stream, batch, part, now);
                    }
                    return part;
                });
        return PutLogEventsResponse.builder()
                .nextSequenceToken(SEQUENCE_TOKEN)
                .rejectedLogEventsInfo(accepted.rejected())
                .build();
    }
}
