package brume.services.lambda.source;

import brume.base.Clock;
import brume.services.lambda.domain.EventSourceMapping;
import brume.wire.ServiceException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads the shards of a stream side by side, each on a virtual thread of its own, but those that
 * took the place of others only when these were read to their end.
 */
final class StreamPoller implements Poller.Source {

    private static final Logger LOG = LoggerFactory.getLogger(StreamPoller.class);
    private static final Duration LOOK = Duration.ofMillis(250);
    private static final Duration LIST = Duration.ofSeconds(2);
    private static final Duration TROUBLE_PAUSE_MIN = Duration.ofMillis(500);
    private static final Duration TROUBLE_PAUSE_MAX = Duration.ofMinutes(1);

    private final EventSourceMapping mapping;
    private final SourceFunction function;
    private final StreamSource stream;
    private final StreamShards shards;
    private final StreamLanes lanes;
    private final Clock clock;
    private final Map<String, Thread> readers = new HashMap<>();
    private long listedMillis = Long.MIN_VALUE;

    /** Set when a shard was read to its end, so that its children are looked for at once. */
    private volatile boolean shardEnded;

    StreamPoller(
            EventSourceMapping mapping,
            SourceFunction function,
            StreamSource stream,
            StreamShards shards,
            StreamLanes lanes,
            Clock clock) {
        this.mapping = mapping;
        this.function = function;
        this.stream = stream;
        this.shards = shards;
        this.lanes = lanes;
        this.clock = clock;
    }

    @Override
    public void failed() {
        function.failed();
    }

    @Override
    public void poll(Poller poller) throws InterruptedException {
        boolean ended = shardEnded;
        if (ended || listedMillis + LIST.toMillis() <= clock.millis()) {
            shardEnded = false;
            shards.begin();
            readers.values().removeIf(reader -> !reader.isAlive());
            for (String shard : shards.readable()) {
                readers.computeIfAbsent(shard, id -> begin(id, poller));
            }
            listedMillis = clock.millis();
        }
        poller.pause(LOOK);
    }

    private Thread begin(String shard, Poller poller) {
        ShardReader reader =
                new ShardReader(mapping, function, stream, shards, lanes, clock, shard);
        return Thread.ofVirtual()
                .name("lambda-source-" + mapping.uuid() + '-' + shard)
                .start(() -> read(reader, shard, poller));
    }

    private void read(ShardReader reader, String shard, Poller poller) {
        try {
            int failures = 0;
            while (!poller.stopping()) {
                try {
                    if (!reader.poll(poller)) {
                        shardEnded = true;
                        return;
                    }
                    failures = 0;
                } catch (RuntimeException e) {
                    tell(shard, e);
                    function.failed();
                    if (!reader.busy()) {
                        return; // begun again if the shard is still there
                    }
                    failures++;
                    poller.pause(Poller.backoff(TROUBLE_PAUSE_MIN, failures, TROUBLE_PAUSE_MAX));
                }
            }
        } catch (InterruptedException e) {
            LOG.trace("{} stops reading {}", mapping.arn(), shard, e);
        }
    }

    private void tell(String shard, RuntimeException e) {
        if (e instanceof ServiceException) {
            LOG.warn("{} of {} cannot be read: {}", shard, mapping.sourceArn(), e.getMessage());
        } else {
            LOG.error("{} of {} cannot be read", shard, mapping.sourceArn(), e);
        }
    }

    /** Waits for the batches that are under way. */
    @Override
    public void end() throws InterruptedException {
        List<Thread> running = new ArrayList<>(readers.values());
        try {
            for (Thread reader : running) {
                reader.join();
            }
        } catch (InterruptedException e) {
            running.forEach(Thread::interrupt);
            throw e;
        }
    }
}
