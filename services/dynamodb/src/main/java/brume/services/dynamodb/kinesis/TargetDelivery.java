package brume.services.dynamodb.kinesis;

import brume.api.kinesis.KinesisApi;
import brume.api.kinesis.KinesisErrors;
import brume.api.kinesis.PutRecordsInput;
import brume.api.kinesis.PutRecordsOutput;
import brume.api.kinesis.PutRecordsRequestEntry;
import brume.api.kinesis.PutRecordsResultEntry;
import brume.base.Clock;
import brume.base.Scope;
import brume.services.dynamodb.domain.ItemChange;
import brume.services.dynamodb.store.KinesisTargets;
import brume.spi.Calls;
import brume.spi.Principal;
import brume.store.Store;
import brume.wire.ServiceException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Puts the changes of one table into one Kinesis stream, in their order. Changes are removed when
 * they are put, so a server that was killed in between puts them again. It does what AWS's
 * service-linked role may do, so it acts as the account.
 *
 * <p>Source: Developer Guide, "Change data capture for Kinesis Data Streams with DynamoDB" (retries
 * for 24 hours).
 */
final class TargetDelivery {

    private static final Logger LOG = LoggerFactory.getLogger(TargetDelivery.class);
    private static final Duration RETENTION = Duration.ofHours(24);
    private static final Duration RETRY_MIN = Duration.ofMillis(100);
    private static final Duration RETRY_MAX = Duration.ofMinutes(1);
    private static final long IDLE_MILLIS_MAX = 60_000;
    private static final int PAGE_RECORDS = 500;

    /** An image twice and its JSON stay below what PutRecords takes. */
    private static final long PAGE_BYTES = 1 << 20;

    private final KinesisTargets targets;
    private final long number;
    private final Calls calls;
    private final Clock clock;
    private final Semaphore changes = new Semaphore(0);
    private volatile boolean stopping;
    private volatile @Nullable Thread thread;

    TargetDelivery(KinesisTargets targets, long number, Calls calls, Clock clock) {
        this.targets = targets;
        this.number = number;
        this.calls = calls;
        this.clock = clock;
    }

    void start() {
        thread = Thread.ofVirtual().name("dynamodb-kinesis-" + number).start(this::run);
    }

    boolean alive() {
        Thread running = thread;
        return running != null && running.isAlive();
    }

    void stop() {
        stopping = true;
        changes.release();
        Thread running = thread;
        if (running != null) {
            running.interrupt();
        }
    }

    void join(Duration patience) throws InterruptedException {
        Thread running = thread;
        if (running != null) {
            var ignored = running.join(patience);
        }
    }

    private void run() {
        Store.Watch records = targets.watch(number, changes::release);
        Store.Watch settings = targets.watch(changes::release);
        try {
            deliverAll();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            records.close();
            settings.close();
        }
    }

    private void deliverAll() throws InterruptedException {
        int failures = 0;
        boolean more = true;
        while (!stopping && more) {
            int ignored = changes.drainPermits();
            try {
                more = deliver();
                failures = 0;
            } catch (ServiceException e) {
                LOG.warn("Changes wait for a Kinesis stream: {}", e.getMessage());
                clock.sleep(pause(++failures));
            } catch (RuntimeException e) {
                LOG.error("Changes wait for a Kinesis stream", e);
                clock.sleep(pause(++failures));
            }
        }
    }

    private static Duration pause(int failures) {
        Duration pause = RETRY_MIN.multipliedBy(1L << Math.clamp(failures - 1L, 0, 20));
        return pause.compareTo(RETRY_MAX) > 0 ? RETRY_MAX : pause;
    }

    /** Delivers what there is, or waits for more; whether there can be more. */
    private boolean deliver() throws InterruptedException {
        KinesisTargets.Open open = targets.find(number).orElse(null);
        if (open == null) {
            return false;
        }
        List<ItemChange> page = targets.next(number, PAGE_RECORDS, PAGE_BYTES);
        if (page.isEmpty()) {
            if (targets.removeIfDone(number)) {
                return false;
            }
            var ignored = changes.tryAcquire(IDLE_MILLIS_MAX, TimeUnit.MILLISECONDS);
            return true;
        }
        long oldest = clock.millis() - RETENTION.toMillis();
        List<ItemChange> old = page.stream().filter(change -> change.millis() < oldest).toList();
        if (!old.isEmpty() && old.size() == page.size()) {
            LOG.warn("{} changes are too old for {}", old.size(), open.target().streamArn());
            targets.delivered(number, old);
            return true;
        }
        put(open, page);
        targets.delivered(number, page);
        return true;
    }

    private void put(KinesisTargets.Open open, List<ItemChange> page) throws InterruptedException {
        List<PutRecordsRequestEntry> records =
                page.stream().map(change -> ChangeRecord.of(open, change)).toList();
        try {
            send(open, records);
        } catch (ServiceException e) {
            if (!e.error().equals(KinesisErrors.VALIDATION_EXCEPTION)) {
                throw e;
            }
            for (PutRecordsRequestEntry one : records) {
                sendOrDrop(open, one);
            }
        }
    }

    /** Two large images can be more than one record of the stream may be. */
    private void sendOrDrop(KinesisTargets.Open open, PutRecordsRequestEntry one)
            throws InterruptedException {
        try {
            send(open, List.of(one));
        } catch (ServiceException e) {
            if (!e.error().equals(KinesisErrors.VALIDATION_EXCEPTION)) {
                throw e;
            }
            LOG.error(
                    "A change of {} of {} bytes is no record of {}: {}",
                    open.table().name(),
                    one.data().size(),
                    open.target().streamArn(),
                    e.getMessage());
        }
    }

    /** Returns when Kinesis has acknowledged every record. */
    private void send(KinesisTargets.Open open, List<PutRecordsRequestEntry> records)
            throws InterruptedException {
        List<PutRecordsRequestEntry> left = records;
        int failures = 0;
        while (!left.isEmpty()) {
            if (failures > 0) {
                clock.sleep(pause(failures));
            }
            Scope scope = open.table().scope();
            PutRecordsOutput output =
                    calls.invoke(
                            KinesisApi.PUT_RECORDS,
                            PutRecordsInput.builder()
                                    .streamARN(open.target().streamArn())
                                    .records(left)
                                    .build(),
                            new Principal.Root(scope.account()),
                            scope);
            left = failed(left, output.records());
            failures++;
        }
    }

    private static List<PutRecordsRequestEntry> failed(
            List<PutRecordsRequestEntry> sent, List<PutRecordsResultEntry> results) {
        List<PutRecordsRequestEntry> failed = new ArrayList<>();
        for (int i = 0; i < sent.size(); i++) {
            if (results.get(i).errorCode() != null) {
                failed.add(sent.get(i));
            }
        }
        return failed;
    }
}
