package brume.services.lambda.source;

import brume.base.Clock;
import brume.services.lambda.domain.EventFilter;
import brume.services.lambda.domain.EventSourceMapping;
import brume.services.lambda.domain.ShardPosition;
import brume.services.lambda.source.StreamSource.Page;
import brume.wire.ServiceException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads one shard of a stream to its end. How far it was read is stored when the batches up to
 * there are dealt with; a reader that was killed goes on from there.
 */
final class ShardReader {

    /** AWS polls each shard four times a second. */
    private static final Duration POLL = Duration.ofMillis(250);

    private static final int PAGE_MAX = 1_000;

    private final EventSourceMapping mapping;
    private final SourceFunction function;
    private final StreamSource stream;
    private final StreamShards shards;
    private final StreamLanes lanes;
    private final Clock clock;
    private final EventFilter filter;
    private final String shard;

    private ShardPosition saved;
    private @Nullable String iterator;
    private @Nullable String readUpTo;
    private boolean closed;
    private final List<StreamRecord> buffer = new ArrayList<>();
    private long bufferedSinceMillis;
    private long refreshedMillis;

    ShardReader(
            EventSourceMapping mapping,
            SourceFunction function,
            StreamSource stream,
            StreamShards shards,
            StreamLanes lanes,
            Clock clock,
            String shard) {
        this.mapping = mapping;
        this.function = function;
        this.stream = stream;
        this.shards = shards;
        this.lanes = lanes;
        this.clock = clock;
        this.filter = new EventFilter(mapping.settings().filters());
        this.shard = shard;
        this.saved = shards.position(shard);
        this.iterator = saved.iterator();
        this.readUpTo = saved.sequenceNumber();
        this.refreshedMillis = clock.millis();
    }

    /** Whether there are records that have been read and not dealt with. */
    boolean busy() {
        return !buffer.isEmpty();
    }

    /**
     * Reads once and delivers what there is, or waits for a while.
     *
     * @return whether there can be more
     */
    boolean poll(Poller poller) throws InterruptedException {
        if (!closed && buffer.size() < lanes.recordsMax()) {
            fetch();
        }
        if (!buffer.isEmpty()) {
            deliver(poller);
            return true;
        }
        String upTo = readUpTo;
        if (upTo != null && !upTo.equals(saved.sequenceNumber())) {
            save(ShardPosition.after(upTo)); // nothing that passes the filters
        }
        if (closed) {
            save(ShardPosition.DONE);
            return false;
        }
        refresh();
        poller.pause(POLL);
        return true;
    }

    private void fetch() {
        Page page;
        try {
            String known = iterator;
            String from =
                    known == null ? shards.iteratorAfter(shard, readUpTo, saved.since()) : known;
            page = stream.read(shard, from, PAGE_MAX, function.role());
        } catch (ServiceException e) {
            lost(e);
            return;
        }
        for (StreamRecord record : page.records()) {
            readUpTo = record.sequenceNumber();
            if (wanted(record)) {
                if (buffer.isEmpty()) {
                    bufferedSinceMillis = clock.millis();
                }
                buffer.add(record);
            }
        }
        iterator = page.next();
        closed = iterator == null;
    }

    private boolean wanted(StreamRecord record) {
        Instant since = saved.since();
        boolean tooEarly =
                saved.iterator() == null && since != null && record.time().isBefore(since);
        return !tooEarly && filter.matches(record.filtered());
    }

    /** Finds the way back to a shard if the way was lost. */
    private void lost(ServiceException e) {
        switch (stream.trouble(e)) {
            case EXPIRED -> {
                if (readUpTo == null) {
                    saved = new ShardPosition(null, null, saved.since(), false);
                }
                iterator = null;
            }
            case TRIMMED -> {
                iterator = null;
                readUpTo = null; // what is gone cannot be read
            }
            case THROTTLED -> {}
            case OTHER -> {
                iterator = null;
                throw e;
            }
        }
    }

    private void deliver(Poller poller) throws InterruptedException {
        long waitedMillis = clock.millis() - bufferedSinceMillis;
        long leftMillis = mapping.settings().windowSeconds() * 1000L - waitedMillis;
        if (!closed && leftMillis > 0 && !lanes.full(buffer)) {
            poller.pause(Duration.ofMillis(Math.min(leftMillis, POLL.toMillis())));
            return;
        }
        List<StreamRecord> taken = lanes.process(buffer, shard, poller);
        String last = taken.getLast().sequenceNumber();
        buffer.subList(0, taken.size()).clear();
        bufferedSinceMillis = clock.millis();
        String upTo = readUpTo;
        save(ShardPosition.after(buffer.isEmpty() && upTo != null ? upTo : last));
    }

    /** Stores a younger iterator while there is no sequence number to come back to. */
    private void refresh() {
        String young = iterator;
        Instant since = saved.since();
        if (saved.iterator() != null
                && since != null
                && young != null
                && clock.millis() - refreshedMillis > stream.refresh().toMillis()) {
            save(ShardPosition.at(young, since));
            refreshedMillis = clock.millis();
        }
    }

    private void save(ShardPosition position) {
        shards.save(shard, position);
        saved = position;
    }
}
