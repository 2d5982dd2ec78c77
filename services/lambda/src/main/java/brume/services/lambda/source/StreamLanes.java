package brume.services.lambda.source;

import brume.services.lambda.domain.EventSourceMapping;
import brume.services.lambda.domain.LambdaQuotas;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * The batches of a shard that are under way at once: as many as the parallelization factor says,
 * the records of one key always in the same one.
 */
final class StreamLanes {

    /** Room for the rest of the event. */
    private static final long BATCH_BYTES_MAX =
            LambdaQuotas.SYNCHRONOUS_PAYLOAD_BYTES.value() - 1024;

    private final EventSourceMapping mapping;
    private final StreamBatches batches;

    StreamLanes(EventSourceMapping mapping, StreamBatches batches) {
        this.mapping = mapping;
        this.batches = batches;
    }

    /** Records that are given to the function in one round. */
    int recordsMax() {
        return mapping.settings().batchSize() * mapping.settings().parallelization();
    }

    /** Whether there is no reason to wait for more records. */
    boolean full(List<StreamRecord> records) {
        return records.size() >= mapping.settings().batchSize()
                || records.stream().mapToLong(StreamRecord::bytes).sum() >= BATCH_BYTES_MAX;
    }

    /**
     * Has the first of {@code records} handled or given up.
     *
     * @return which these were
     * @throws InterruptedException if the poller is to stop before that
     */
    List<StreamRecord> process(List<StreamRecord> records, String shard, Poller poller)
            throws InterruptedException {
        int lanes = mapping.settings().parallelization();
        if (lanes == 1) {
            List<StreamRecord> batch = batch(records);
            batches.process(batch, shard, poller);
            return batch;
        }
        List<StreamRecord> taken =
                List.copyOf(records.subList(0, Math.min(recordsMax(), records.size())));
        List<List<StreamRecord>> split = new ArrayList<>();
        for (int i = 0; i < lanes; i++) {
            split.add(new ArrayList<>());
        }
        taken.forEach(
                record -> split.get(Math.floorMod(record.key().hashCode(), lanes)).add(record));
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<?>> running = new ArrayList<>();
            for (List<StreamRecord> lane : split) {
                running.add(
                        threads.submit(() -> {
                            processAll(lane, shard, poller);
                            return null;
                        }));
            }
            for (Future<?> future : running) {
                var ignored = future.get();
            }
        } catch (ExecutionException e) {
            if (e.getCause() instanceof InterruptedException stopped) {
                throw stopped;
            }
            if (e.getCause() instanceof RuntimeException failure) {
                throw failure;
            }
            throw new IllegalStateException(e);
        }
        return taken;
    }

    private void processAll(List<StreamRecord> lane, String shard, Poller poller)
            throws InterruptedException {
        List<StreamRecord> left = lane;
        while (!left.isEmpty()) {
            List<StreamRecord> batch = batch(left);
            batches.process(batch, shard, poller);
            left = left.subList(batch.size(), left.size());
        }
    }

    /** The first records that fit into one event; at least one. */
    private List<StreamRecord> batch(List<StreamRecord> records) {
        int count = 0;
        long bytes = 0;
        for (StreamRecord record : records) {
            bytes += record.bytes() + 1;
            if (count == mapping.settings().batchSize() || (count > 0 && bytes > BATCH_BYTES_MAX)) {
                break;
            }
            count++;
        }
        return List.copyOf(records.subList(0, count));
    }
}
