package brume.services.kinesis.op;

import brume.api.kinesis.ResourceNotFoundException;
import brume.api.kinesis.SubscribeToShardEvent;
import brume.api.kinesis.SubscribeToShardEventStream;
import brume.base.Clock;
import brume.services.kinesis.domain.KinesisQuotas;
import brume.services.kinesis.domain.SequenceNumber;
import brume.services.kinesis.domain.Shard;
import brume.services.kinesis.domain.Stream;
import brume.services.kinesis.domain.StreamConsumer;
import brume.services.kinesis.domain.StreamRecord;
import brume.services.kinesis.store.RecordStore;
import brume.services.kinesis.store.StreamStore;
import brume.store.Reader;
import brume.store.Store;
import brume.wire.LiveEvents;
import java.io.InterruptedIOException;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The events of one subscription: records as they come, and now and then an event without any,
 * which tells how far it has come and finds out whether there is still a client.
 */
final class Subscription extends LiveEvents<SubscribeToShardEventStream> {

    private static final long HEARTBEAT_MILLIS = 5_000;

    /** The longest wait before the clock, which may be moved, is looked at again. */
    private static final long WAIT_MILLIS_MAX = 1_000;

    private static final int RECORDS_MAX = 1_000;
    private static final long BYTES_MAX = 2L << 20;

    private final StreamStore streams;
    private final RecordStore records;
    private final Clock clock;
    private final Stream stream;
    private final StreamConsumer consumer;
    private final int shard;
    private final long startedMillis;
    private final Semaphore changes = new Semaphore(0);
    private volatile Runnable whenOver = () -> {};
    private volatile boolean over;
    private volatile Store.@Nullable Watch watch;
    private long after;
    private long toldMillis;

    Subscription(
            StreamStore streams,
            RecordStore records,
            Clock clock,
            Stream stream,
            StreamConsumer consumer,
            int shard,
            long after) {
        this.streams = streams;
        this.records = records;
        this.clock = clock;
        this.stream = stream;
        this.consumer = consumer;
        this.shard = shard;
        this.after = after;
        this.startedMillis = clock.millis();
        this.toldMillis = startedMillis;
    }

    int shard() {
        return shard;
    }

    String consumerArn() {
        return consumer.arn();
    }

    long startedMillis() {
        return startedMillis;
    }

    boolean over() {
        return over;
    }

    void whenOver(Runnable action) {
        whenOver = action;
    }

    @Override
    public @Nullable SubscribeToShardEventStream next() throws InterruptedIOException {
        try {
            if (watch == null) {
                watch = records.watch(stream, shard, changes::release);
            }
            while (!over && clock.millis() < end()) {
                var ignored = changes.drainPermits();
                Optional<SubscribeToShardEventStream> event = streams.read(this::look);
                if (event.isPresent()) {
                    toldMillis = clock.millis();
                    return event.get();
                }
                await(toldMillis + HEARTBEAT_MILLIS - clock.millis());
            }
            return null;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("the server is stopping");
        }
    }

    private void await(long millis) throws InterruptedException {
        var ignored =
                changes.tryAcquire(Math.clamp(millis, 1, WAIT_MILLIS_MAX), TimeUnit.MILLISECONDS);
    }

    private long end() {
        return startedMillis + KinesisQuotas.SUBSCRIPTION_SECONDS.value() * 1000;
    }

    private Optional<SubscribeToShardEventStream> look(Reader reader) {
        Stream now =
                streams.find(reader, stream.scope(), stream.name())
                        .filter(found -> found.id().equals(stream.id()))
                        .orElse(null);
        boolean registered =
                now != null
                        && streams.findConsumer(reader, now, consumer.name())
                                .filter(found -> found.arn().equals(consumer.arn()))
                                .isPresent();
        Shard open = now == null ? null : Shards.find(now, Shard.id(shard)).orElse(null);
        if (now == null || open == null || !registered) {
            over = true;
            return Optional.of(gone());
        }
        long millis = clock.millis();
        RecordStore.Page page =
                records.read(reader, now, open, after, millis, RECORDS_MAX, BYTES_MAX);
        boolean ends = !page.more() && !open.isOpen();
        boolean silent = millis - toldMillis >= HEARTBEAT_MILLIS;
        if (page.records().isEmpty() && !ends && !silent) {
            return Optional.empty();
        }
        if (ends) {
            over = true;
        }
        return Optional.of(event(now, open, page, ends, millis));
    }

    private SubscribeToShardEventStream event(
            Stream now, Shard open, RecordStore.Page page, boolean ends, long millis) {
        long written = millis;
        if (!page.records().isEmpty()) {
            StreamRecord last = page.records().getLast();
            after = last.number();
            written = last.arrivalMillis();
        }
        return SubscribeToShardEventStream.builder()
                .subscribeToShardEvent(
                        SubscribeToShardEvent.builder()
                                .records(
                                        page.records().stream()
                                                .map(read -> Shapes.record(open, read))
                                                .toList())
                                .continuationSequenceNumber(
                                        ends
                                                ? null
                                                : SequenceNumber.of(open, after, written).text())
                                .millisBehindLatest(Reading.behind(page, millis))
                                .childShards(ends ? Shapes.children(now, open) : null)
                                .build())
                .build();
    }

    private SubscribeToShardEventStream gone() {
        return SubscribeToShardEventStream.builder()
                .resourceNotFoundException(
                        ResourceNotFoundException.builder()
                                .message(
                                        "Consumer "
                                                + consumer.name()
                                                + " or its shard "
                                                + Shard.id(shard)
                                                + " of stream "
                                                + stream.name()
                                                + " is gone.")
                                .build())
                .build();
    }

    /** Ends the subscription; whoever waits for its next event gets none. */
    @Override
    public void close() {
        over = true;
        changes.release();
        Store.Watch watching = watch;
        if (watching != null) {
            watching.close();
        }
        whenOver.run();
    }
}
