package brume.services.dynamodb.worker;

import brume.events.Delivery;
import brume.events.Outcome;
import brume.events.QueueSpec;
import brume.events.Queues;
import brume.services.dynamodb.domain.Job;
import brume.services.dynamodb.domain.TableRef;
import brume.services.dynamodb.store.ItemStore;
import brume.services.dynamodb.store.Jobs;
import brume.store.Transaction;
import brume.wire.Documents;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Carries on exports, or imports, one message each, from where they were stored last: after a
 * restart too.
 */
final class JobQueue<J extends Job> {

    private static final Logger LOG = LoggerFactory.getLogger(JobQueue.class);

    /** How often a job is tried that fails for a reason of ours. */
    private static final int ATTEMPTS_MAX = 10;

    private record Message(TableRef table, String id) {}

    /** A part of a job's work. */
    interface Step<J> {
        /**
         * Does the next part of an unfinished job.
         *
         * @return when to go on; null if the job is done
         */
        @Nullable Instant run(J job);
    }

    /** How a job ends that failed for a reason of ours. */
    interface Abandonment<J> {
        void run(J job);
    }

    private final String name;
    private final Jobs<J> jobs;
    private final ItemStore items;
    private final Queues queues;
    private final Step<J> step;
    private final Abandonment<J> abandonment;

    JobQueue(
            String name,
            Jobs<J> jobs,
            ItemStore items,
            Queues queues,
            Step<J> step,
            Abandonment<J> abandonment) {
        this.name = name;
        this.jobs = jobs;
        this.items = items;
        this.queues = queues;
        this.step = step;
        this.abandonment = abandonment;
        queues.register(
                QueueSpec.named(name).concurrency(2).attempts(ATTEMPTS_MAX + 1), this::handle);
    }

    void append(Transaction transaction, J job, Instant due) {
        queues.append(transaction, name, due, Documents.write(new Message(job.table(), job.id())));
    }

    private Outcome handle(Delivery delivery) {
        Message message = Documents.read(delivery.payload(), Message.class);
        Optional<J> job =
                items.read(reader -> jobs.find(reader, message.table().scope(), message.id()))
                        .filter(Job::inProgress);
        if (job.isEmpty()) {
            return Outcome.DONE;
        }
        if (delivery.attempt() > ATTEMPTS_MAX) {
            LOG.error("{}: {} failed {} times", name, message.id(), ATTEMPTS_MAX);
            abandonment.run(job.get());
            return Outcome.DONE;
        }
        Instant due = step.run(job.get());
        if (due == null) {
            return Outcome.DONE;
        }
        items.transact(transaction -> {
            delivery.acknowledge(transaction);
            append(transaction, job.get(), due);
            return true;
        });
        return Outcome.DONE;
    }
}
