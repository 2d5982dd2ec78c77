package brume.services.dynamodb.kinesis;

import brume.base.Clock;
import brume.services.dynamodb.store.KinesisTargets;
import brume.spi.Calls;
import brume.store.Store;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Runs a {@link TargetDelivery} for each Kinesis stream that has changes of a table to get. */
public final class KinesisDelivery {

    private static final Logger LOG = LoggerFactory.getLogger(KinesisDelivery.class);
    private static final Duration STOP_WAIT_MAX = Duration.ofSeconds(3);

    private final KinesisTargets targets;
    private final Calls calls;
    private final Clock clock;
    private final Map<Long, TargetDelivery> running = new HashMap<>();
    private final Semaphore changes = new Semaphore(1);
    private Store.@Nullable Watch watch;
    private @Nullable Thread thread;

    public KinesisDelivery(KinesisTargets targets, Calls calls, Clock clock) {
        this.targets = targets;
        this.calls = calls;
        this.clock = clock;
    }

    /** Begins with the targets that are there. */
    public void start() {
        watch = targets.watch(changes::release);
        thread = Thread.ofVirtual().name("dynamodb-kinesis").start(this::run);
    }

    public void stop() {
        if (watch != null) {
            watch.close();
        }
        Thread looking = thread;
        try {
            if (looking != null) {
                looking.interrupt();
                looking.join(STOP_WAIT_MAX);
            }
            for (TargetDelivery delivery : running.values()) {
                delivery.stop();
            }
            for (TargetDelivery delivery : running.values()) {
                delivery.join(STOP_WAIT_MAX);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        try {
            while (true) {
                changes.acquire();
                int ignored = changes.drainPermits();
                lookAfter();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void lookAfter() {
        try {
            running.values().removeIf(delivery -> !delivery.alive());
            for (KinesisTargets.Open open : targets.all()) {
                running.computeIfAbsent(
                        open.target().number(),
                        number -> {
                            TargetDelivery delivery =
                                    new TargetDelivery(targets, number, calls, clock);
                            delivery.start();
                            return delivery;
                        });
            }
        } catch (RuntimeException e) {
            LOG.error("The Kinesis streams of tables are not looked after", e);
        }
    }
}
