package brume.services.states.worker;

import brume.base.Clock;
import brume.services.states.domain.engine.Interpreter.ActivityTask;
import brume.services.states.store.Activities;
import brume.store.Store;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** Workers that wait for tasks of their activities. */
public final class ActivityPolls {

    private static final Duration LONGEST_POLL = Duration.ofSeconds(60);

    /** The workers of one activity, who take its tasks one after the other. */
    private static final class Workers {

        private final ReentrantLock turn = new ReentrantLock();
        private int count;
    }

    private final Store store;
    private final Clock clock;
    private final TaskReports reports;
    private final int workersMax;
    private final Map<Activities.Id, Workers> polled = new ConcurrentHashMap<>();
    private final Set<Semaphore> waiting = ConcurrentHashMap.newKeySet();
    private volatile boolean released;

    /**
     * @param workersMax of one activity
     */
    public ActivityPolls(Store store, Clock clock, TaskReports reports, int workersMax) {
        this.store = store;
        this.clock = clock;
        this.reports = reports;
        this.workersMax = workersMax;
    }

    /** What came of a poll. */
    public sealed interface Poll {

        record Taken(ActivityTask task) implements Poll {}

        /** Nothing was to be done for a minute. */
        record Nothing() implements Poll {}

        record TooManyWorkers() implements Poll {}
    }

    /** Waits for a task, a minute at most. */
    public Poll poll(Activities.Id activity, @Nullable String workerName)
            throws InterruptedException {
        Workers workers =
                polled.compute(
                        activity,
                        (id, present) -> {
                            Workers all = present == null ? new Workers() : present;
                            all.count++;
                            return all;
                        });
        try {
            if (workers.count > workersMax) {
                return new Poll.TooManyWorkers();
            }
            Optional<ActivityTask> task = await(activity, workers, workerName);
            return task.isPresent() ? new Poll.Taken(task.get()) : new Poll.Nothing();
        } finally {
            polled.compute(activity, (id, present) -> --workers.count == 0 ? null : workers);
        }
    }

    private Optional<ActivityTask> await(
            Activities.Id activity, Workers workers, @Nullable String workerName)
            throws InterruptedException {
        long end = clock.nanos() + LONGEST_POLL.toNanos();
        Semaphore changes = new Semaphore(0);
        waiting.add(changes);
        try (Store.Watch _ = store.watch(Activities.offers(activity), changes::release)) {
            while (!released) {
                Optional<ActivityTask> task = take(activity, workers, workerName);
                long left = end - clock.nanos();
                if (task.isPresent()
                        || left <= 0
                        || !changes.tryAcquire(left, TimeUnit.NANOSECONDS)) {
                    return task;
                }
                changes.drainPermits();
            }
            return Optional.empty();
        } finally {
            waiting.remove(changes);
        }
    }

    private Optional<ActivityTask> take(
            Activities.Id activity, Workers workers, @Nullable String workerName) {
        workers.turn.lock();
        try {
            return reports.take(activity, workerName);
        } finally {
            workers.turn.unlock();
        }
    }

    /** Answers the polls that wait, and all later ones at once. */
    public void release() {
        released = true;
        waiting.forEach(Semaphore::release);
    }
}
