package brume.services.lambda.worker;

import brume.services.lambda.domain.LambdaFunction;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/**
 * The environments of one version that are idle, and the events that wait for one, oldest first.
 * Guarded by the pool.
 */
final class WaitingLine {

    /** What an event that waited is given. */
    sealed interface Grant {
        /** A warm environment. */
        record Warm(Environment environment) implements Grant {}

        /** The right to start one. */
        record Start(ColdStarts.Permit permit) implements Grant {}
    }

    /** An environment without an event. */
    record Idle(Environment environment, long sinceNanos) {}

    /** One event that waits. */
    record Waiter(LambdaFunction function, long sinceNanos, CompletableFuture<Grant> grant) {}

    private final Deque<Idle> idle = new ArrayDeque<>();
    private final Set<Environment> provisioned = new HashSet<>();
    private final Deque<Waiter> waiters = new ArrayDeque<>();
    private int alive;
    private int initialising;
    private int budget;
    private long movedNanos;

    /** The environments that were used last come first. */
    Deque<Idle> idle() {
        return idle;
    }

    Deque<Waiter> waiters() {
        return waiters;
    }

    /** Takes an idle environment, one that is provisioned if there is any. */
    Environment popIdle() {
        Idle chosen =
                provisioned.isEmpty()
                        ? idle.element()
                        : idle.stream()
                                .filter(i -> i.environment().provisioned())
                                .findFirst()
                                .orElseGet(idle::element);
        boolean removed = idle.remove(chosen);
        assert removed;
        return chosen.environment();
    }

    /** How many provisioned environments have initialised and exist. */
    int provisioned() {
        return provisioned.size();
    }

    void addProvisioned(Environment environment) {
        provisioned.add(environment);
    }

    void forgetProvisioned(Environment environment) {
        provisioned.remove(environment);
    }

    void began() {
        alive++;
    }

    /** How many environments exist or are being made. */
    int alive() {
        return alive;
    }

    /** How many of them have not initialised yet. */
    int initialising() {
        return initialising;
    }

    void initialising(int more) {
        initialising += more;
    }

    void ended() {
        alive--;
    }

    boolean empty() {
        return alive == 0 && idle.isEmpty() && waiters.isEmpty();
    }

    Waiter join(LambdaFunction function, long nowNanos) {
        Waiter waiter = new Waiter(function, nowNanos, new CompletableFuture<>());
        if (waiters.isEmpty()) {
            movedNanos = nowNanos;
        }
        waiters.add(waiter);
        return waiter;
    }

    /** Gives a warm environment to the event that has waited longest and can use it. */
    boolean serve(Environment environment, long nowNanos) {
        Optional<Waiter> next =
                waiters.stream()
                        .filter(w ->
                                w.function().environmentId().equals(environment.environmentId()))
                        .findFirst();
        next.ifPresent(waiter -> {
            boolean removed = waiters.remove(waiter);
            assert removed;
            movedNanos = nowNanos;
            budget = 0;
            waiter.grant().complete(new Grant.Warm(environment));
        });
        return next.isPresent();
    }

    /** How long nobody here was given an environment. */
    long stoodNanos(long nowNanos) {
        return nowNanos - movedNanos;
    }

    /** How long the first in line has waited. */
    long waitedNanos(long nowNanos) {
        return waiters.isEmpty() ? 0 : nowNanos - waiters.element().sinceNanos();
    }

    /** How many environments may be started without standing still again. */
    int budget() {
        return budget;
    }

    void allow(int starts, long nowNanos) {
        budget = starts;
        movedNanos = nowNanos;
    }

    /** Lets the first in line start an environment. */
    void start(ColdStarts.Permit permit) {
        budget = Math.max(0, budget - 1);
        alive++;
        waiters.remove().grant().complete(new Grant.Start(permit));
    }
}
