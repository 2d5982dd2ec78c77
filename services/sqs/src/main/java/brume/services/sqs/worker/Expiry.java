package brume.services.sqs.worker;

import brume.base.Clock;
import brume.services.sqs.domain.Queue;
import brume.services.sqs.store.MessageStore;
import brume.services.sqs.store.QueueStore;
import brume.spi.RecurringWork;
import java.time.Duration;

/** Removes messages that nobody has fetched in time, and deduplication ids that are over. */
public final class Expiry {

    private static final Duration PAUSE = Duration.ofMinutes(1);
    private static final int ROWS_PER_COMMIT = 100;
    private static final int COMMITS_PER_QUEUE = 1_000;

    private final QueueStore queues;
    private final MessageStore messages;
    private final Clock clock;
    private final RecurringWork work;

    public Expiry(QueueStore queues, MessageStore messages, Clock clock) {
        this.queues = queues;
        this.messages = messages;
        this.clock = clock;
        this.work = new RecurringWork("sqs-expiry", clock, PAUSE, this::run);
    }

    public void start() {
        work.start();
    }

    public void stop() {
        work.stop();
    }

    /** One round over all queues. */
    public void run() {
        queues.forEach(this::expire);
    }

    private void expire(Queue queue) {
        int commits = 0;
        boolean more = true;
        while (more && commits++ < COMMITS_PER_QUEUE) {
            more = messages.expire(queue, clock.millis(), ROWS_PER_COMMIT);
        }
    }
}
