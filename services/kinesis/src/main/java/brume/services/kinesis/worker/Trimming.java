package brume.services.kinesis.worker;

import brume.base.Clock;
import brume.services.kinesis.domain.Shard;
import brume.services.kinesis.domain.Stream;
import brume.services.kinesis.store.RecordStore;
import brume.services.kinesis.store.StreamStore;
import brume.spi.RecurringWork;
import java.time.Duration;
import java.util.List;

/** Removes records after their retention period, and closed shards that have none left. */
public final class Trimming {

    private static final Duration PAUSE = Duration.ofMinutes(1);
    private static final int RECORDS_BATCH = 2_000;

    private final StreamStore streams;
    private final RecordStore records;
    private final Clock clock;
    private final RecurringWork recurring;

    public Trimming(StreamStore streams, RecordStore records, Clock clock) {
        this.streams = streams;
        this.records = records;
        this.clock = clock;
        this.recurring = new RecurringWork("kinesis-trimming", clock, PAUSE, this::work);
    }

    public void start() {
        recurring.start();
    }

    public void stop() {
        recurring.stop();
    }

    /** Looks after every stream once. */
    public void work() {
        streams.forEach(this::work);
    }

    private void work(Stream stream) {
        long horizon = stream.horizonMillis(clock.millis());
        for (Shard shard : stream.shards()) {
            int trimmed;
            do {
                trimmed = records.trim(stream, shard, horizon, RECORDS_BATCH);
            } while (trimmed == RECORDS_BATCH);
        }
        if (stream.shards().stream().anyMatch(shard -> isOver(shard, horizon))) {
            removeShards(stream, horizon);
        }
    }

    private static boolean isOver(Shard shard, long horizon) {
        Long closed = shard.closedMillis();
        return closed != null && closed < horizon;
    }

    private void removeShards(Stream known, long horizon) {
        streams.transact(transaction -> {
            Stream stream =
                    streams.find(transaction, known.scope(), known.name())
                            .filter(found -> found.id().equals(known.id()))
                            .orElse(null);
            if (stream == null) {
                return false;
            }
            stream.shards().stream()
                    .filter(shard -> isOver(shard, horizon))
                    .forEach(shard -> records.forget(transaction, stream, shard));
            List<Shard> left =
                    stream.shards().stream().filter(shard -> !isOver(shard, horizon)).toList();
            streams.put(transaction, stream.withShards(left, stream.nextShard()));
            return true;
        });
    }
}
