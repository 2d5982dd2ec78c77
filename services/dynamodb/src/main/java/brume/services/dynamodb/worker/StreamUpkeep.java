package brume.services.dynamodb.worker;

import brume.base.Clock;
import brume.services.dynamodb.domain.ItemStream;
import brume.services.dynamodb.store.Streams;
import brume.spi.RecurringWork;
import java.time.Duration;
import java.util.List;

/**
 * What happens to streams with time: a shard is closed about every four hours and followed by its
 * child; records, closed shards and streams that were switched off are removed after 24 hours.
 *
 * <p>Source: Amazon DynamoDB Developer Guide, "Change data capture for DynamoDB Streams".
 */
public final class StreamUpkeep {

    /** How long records can be read. */
    public static final Duration RETENTION = Duration.ofHours(24);

    /** How long a shard is open. */
    public static final Duration SHARD_OPEN = Duration.ofHours(4);

    private static final Duration PAUSE = Duration.ofMinutes(1);
    private static final int STREAMS_PAGE = 100;
    private static final int RECORDS_BATCH = 2_000;

    private final Streams streams;
    private final Clock clock;
    private final RecurringWork recurring;

    public StreamUpkeep(Streams streams, Clock clock) {
        this.streams = streams;
        this.clock = clock;
        this.recurring = new RecurringWork("dynamodb-streams", clock, PAUSE, this::work);
    }

    public void start() {
        recurring.start();
    }

    public void stop() {
        recurring.stop();
    }

    /** Looks after every stream once. */
    public void work() {
        ItemStream last = null;
        while (true) {
            List<ItemStream> page = streams.page(last, STREAMS_PAGE);
            page.forEach(this::work);
            if (page.size() < STREAMS_PAGE) {
                return;
            }
            last = page.getLast();
        }
    }

    private void work(ItemStream stream) {
        long now = clock.millis();
        long tooOld = now - RETENTION.toMillis();
        Long disabled = stream.disabledMillis();
        if (disabled != null && disabled < tooOld) {
            streams.remove(stream);
            return;
        }
        streams.rotate(stream, now - SHARD_OPEN.toMillis(), now);
        int trimmed;
        do {
            trimmed = streams.trim(stream, tooOld, RECORDS_BATCH);
        } while (trimmed == RECORDS_BATCH);
    }
}
