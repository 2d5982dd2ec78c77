package brume.services.lambda.source;

import brume.api.dynamodbstreams.DynamodbstreamsApi;
import brume.api.dynamodbstreams.DynamodbstreamsErrors;
import brume.api.dynamodbstreams.GetRecordsInput;
import brume.api.dynamodbstreams.GetRecordsOutput;
import brume.api.dynamodbstreams.RecordShape;
import brume.base.Clock;
import brume.services.lambda.domain.EventFilter;
import brume.services.lambda.domain.EventSourceMapping;
import brume.services.lambda.domain.ShardPosition;
import brume.spi.Calls;
import brume.wire.ServiceException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads the shards of a stream of DynamoDB, which has one open shard at a time, one after the
 * other. How far a shard was read is stored when the batches up to there are dealt with; a reader
 * that was killed goes on from there.
 */
final class StreamPoller implements Poller.Source {

    /** AWS polls each shard four times a second. */
    private static final Duration POLL = Duration.ofMillis(250);

    private static final Duration NO_SHARD_POLL = Duration.ofSeconds(2);

    /** Well before an iterator expires, after 15 minutes. */
    private static final Duration REFRESH = Duration.ofMinutes(5);

    private static final int PAGE_MAX = 1_000;

    private final EventSourceMapping mapping;
    private final SourceFunction function;
    private final StreamShards shards;
    private final StreamLanes lanes;
    private final Calls calls;
    private final Clock clock;
    private final EventFilter filter;

    private @Nullable String shard;
    private ShardPosition saved = ShardPosition.OLDEST;
    private @Nullable String iterator;
    private @Nullable String readUpTo;
    private boolean closed;
    private final List<StreamRecord> buffer = new ArrayList<>();
    private long bufferedSinceMillis;
    private long refreshedMillis;

    StreamPoller(
            EventSourceMapping mapping,
            SourceFunction function,
            StreamShards shards,
            StreamLanes lanes,
            Calls calls,
            Clock clock) {
        this.mapping = mapping;
        this.function = function;
        this.shards = shards;
        this.lanes = lanes;
        this.calls = calls;
        this.clock = clock;
        this.filter = new EventFilter(mapping.settings().filters());
    }

    @Override
    public void failed() {
        function.failed();
    }

    @Override
    public void poll(Poller poller) throws InterruptedException {
        String current = shard;
        if (current == null) {
            open(poller);
            return;
        }
        if (!closed && buffer.size() < lanes.recordsMax()) {
            fetch(current);
        }
        if (!buffer.isEmpty()) {
            deliver(current, poller);
            return;
        }
        String upTo = readUpTo;
        if (upTo != null && !upTo.equals(saved.sequenceNumber())) {
            save(current, ShardPosition.after(upTo)); // nothing that passes the filters
        }
        if (closed) {
            save(current, ShardPosition.DONE);
            shard = null;
            return;
        }
        refresh(current);
        poller.pause(POLL);
    }

    private void open(Poller poller) throws InterruptedException {
        shards.begin();
        var next = shards.next();
        if (next.isEmpty()) {
            poller.pause(NO_SHARD_POLL);
            return;
        }
        saved = shards.position(next.get());
        iterator = saved.iterator();
        readUpTo = saved.sequenceNumber();
        closed = false;
        refreshedMillis = clock.millis();
        shard = next.get();
    }

    private void fetch(String current) {
        GetRecordsOutput page;
        try {
            String known = iterator;
            String from = known == null ? shards.iteratorAfter(current, readUpTo) : known;
            page =
                    calls.invoke(
                            DynamodbstreamsApi.GET_RECORDS,
                            GetRecordsInput.builder().shardIterator(from).limit(PAGE_MAX).build(),
                            function.role(),
                            mapping.scope());
        } catch (ServiceException e) {
            lost(e);
            return;
        }
        List<RecordShape> records = page.records() == null ? List.of() : page.records();
        for (RecordShape shape : records) {
            StreamRecord record = StreamRecord.of(shape, mapping.sourceArn());
            readUpTo = record.sequenceNumber();
            if (wanted(record)) {
                if (buffer.isEmpty()) {
                    bufferedSinceMillis = clock.millis();
                }
                buffer.add(record);
            }
        }
        iterator = page.nextShardIterator();
        closed = iterator == null;
    }

    private boolean wanted(StreamRecord record) {
        Instant since = saved.since();
        boolean tooEarly =
                saved.iterator() == null && since != null && record.time().isBefore(since);
        return !tooEarly && filter.matches(record.event());
    }

    /** Finds the way back to a shard if the way was lost, or gives the shard up if it is gone. */
    private void lost(ServiceException e) {
        if (e.error().equals(DynamodbstreamsErrors.EXPIRED_ITERATOR_EXCEPTION)) {
            if (readUpTo == null) {
                saved = new ShardPosition(null, null, saved.since(), false);
            }
            iterator = null;
        } else if (e.error().equals(DynamodbstreamsErrors.TRIMMED_DATA_ACCESS_EXCEPTION)) {
            iterator = null;
            readUpTo = null; // what is gone cannot be read
        } else {
            iterator = null;
            if (buffer.isEmpty()) {
                shard = null;
            }
            throw e;
        }
    }

    private void deliver(String current, Poller poller) throws InterruptedException {
        long waitedMillis = clock.millis() - bufferedSinceMillis;
        long leftMillis = mapping.settings().windowSeconds() * 1000L - waitedMillis;
        if (!closed && leftMillis > 0 && !lanes.full(buffer)) {
            poller.pause(Duration.ofMillis(Math.min(leftMillis, POLL.toMillis())));
            return;
        }
        List<StreamRecord> taken = lanes.process(buffer, current, poller);
        String last = taken.getLast().sequenceNumber();
        buffer.subList(0, taken.size()).clear();
        bufferedSinceMillis = clock.millis();
        String upTo = readUpTo;
        save(current, ShardPosition.after(buffer.isEmpty() && upTo != null ? upTo : last));
    }

    /** Stores a younger iterator while there is no sequence number to come back to. */
    private void refresh(String current) {
        String young = iterator;
        Instant since = saved.since();
        if (saved.iterator() != null
                && since != null
                && young != null
                && clock.millis() - refreshedMillis > REFRESH.toMillis()) {
            save(current, ShardPosition.at(young, since));
            refreshedMillis = clock.millis();
        }
    }

    private void save(String current, ShardPosition position) {
        shards.save(current, position);
        saved = position;
    }
}
