package brume.services.lambda.worker;

import brume.base.Clock;
import brume.sandbox.HostLoad;
import brume.sandbox.Sandboxes;
import brume.services.lambda.domain.LambdaFunction;
import brume.services.lambda.worker.WaitingLine.Grant;
import brume.services.lambda.worker.WaitingLine.Idle;
import brume.services.lambda.worker.WaitingLine.Waiter;
import brume.spi.Calls;
import brume.spi.Sessions;
import brume.wire.ServiceException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/**
 * The execution environments of all functions: one event at a time in each, kept warm while they
 * are used, bounded by AWS's limits and by what this machine can hold.
 */
public final class EnvironmentPool implements AutoCloseable {

    private static final Duration IDLE_MAX = Duration.ofMinutes(10);
    private static final Duration REAP_EVERY = Duration.ofSeconds(15);
    private static final Duration LOOK_EVERY = Duration.ofMillis(10);

    /** Longer than any environment takes to start, shorter than clients wait. */
    private static final Duration WAIT_MAX = Duration.ofSeconds(30);

    /** As long as an initialisation may take with provisioned concurrency: 15 minutes on AWS. */
    private static final Duration PROVISION_MAX = Duration.ofSeconds(60);

    static final String NO_ROOM = "This machine has no room for more environments.";

    private final EnvironmentFactory factory;
    private final ColdStarts coldStarts;
    private final Clock clock;
    private final ConcurrencyLimits limits = new ConcurrencyLimits();
    private final Map<String, WaitingLine> lines = new LinkedHashMap<>();
    private boolean looking;
    private long evictedNanos;
    private volatile boolean closed;

    /**
     * The pool of this machine.
     *
     * @param environmentsMax how many environments {@code sandboxes} allows
     */
    public EnvironmentPool(
            Sandboxes sandboxes,
            CodeCache code,
            Calls calls,
            Sessions sessions,
            Clock clock,
            int environmentsMax) {
        this(
                new EnvironmentFactory(sandboxes, code, calls, sessions, clock),
                new ColdStarts(
                        HostLoad.ofThisMachine(clock),
                        sandboxes::count,
                        environmentsMax,
                        Runtime.getRuntime().availableProcessors()),
                clock);
    }

    EnvironmentPool(EnvironmentFactory factory, ColdStarts coldStarts, Clock clock) {
        this.factory = factory;
        this.coldStarts = coldStarts;
        this.clock = clock;
    }

    /** Begins to remove environments that nobody uses. */
    public void start() {
        Thread.ofVirtual().name("lambda-environments").start(this::reapLoop);
    }

    /**
     * An environment for one event; give it back with {@link #release}.
     *
     * @throws ServiceException TooManyRequestsException beyond the function's or the account's
     *     limit, or if this machine had no room for too long
     */
    Environment acquire(LambdaFunction function) throws InterruptedException {
        limits.enter(function);
        boolean acquired = false;
        try {
            Environment environment = take(function);
            acquired = true;
            return environment;
        } finally {
            if (!acquired) {
                limits.leave(function.arn());
            }
        }
    }

    private Environment take(LambdaFunction function) throws InterruptedException {
        Waiter waiter;
        synchronized (this) {
            WaitingLine line =
                    lines.computeIfAbsent(function.qualifiedArn(), arn -> new WaitingLine());
            if (line.waiters().isEmpty()) {
                Optional<Environment> warm = takeIdle(line, function);
                if (warm.isPresent()) {
                    return warm.get();
                }
            }
            waiter = line.join(function, clock.nanos());
            startWhereWorthwhile();
            if (!waiter.grant().isDone() && !looking) {
                looking = true;
                Thread.ofVirtual().name("lambda-waiting").start(this::lookLoop);
            }
        }
        return switch (await(waiter)) {
            case Grant.Warm warm -> warm.environment();
            case Grant.Start start -> create(function, start.permit(), false);
        };
    }

    private Grant await(Waiter waiter) throws InterruptedException {
        try {
            return waiter.grant().get();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof ServiceException refused) {
                throw refused;
            }
            throw new IllegalStateException(e);
        } catch (InterruptedException e) {
            abandon(waiter);
            throw e;
        }
    }

    private void abandon(Waiter waiter) {
        synchronized (this) {
            WaitingLine line = lines.get(waiter.function().qualifiedArn());
            if (line == null || line.waiters().remove(waiter)) {
                return;
            }
            if (waiter.grant().isCompletedExceptionally()) {
                return;
            }
        }
        switch (waiter.grant().join()) {
            case Grant.Warm warm -> takeBack(warm.environment());
            case Grant.Start start -> ended(waiter.function().qualifiedArn(), start.permit());
        }
    }

    private Environment create(
            LambdaFunction function, ColdStarts.Permit permit, boolean provisioned)
            throws InterruptedException {
        boolean created = false;
        try {
            Environment environment = factory.create(function, provisioned);
            created = true;
            environment.sandbox().whenInitialised(() -> initialised(permit));
            environment.sandbox().whenEnded(() -> ended(environment, permit));
            return environment;
        } finally {
            if (!created) {
                ended(function.qualifiedArn(), permit);
            }
        }
    }

    private synchronized void initialised(ColdStarts.Permit permit) {
        coldStarts.end(permit);
        startWhereWorthwhile();
    }

    private synchronized void ended(String qualifiedArn, ColdStarts.Permit permit) {
        coldStarts.end(permit);
        WaitingLine line = lines.get(qualifiedArn);
        if (line != null) {
            line.ended();
            forgetIfEmpty(qualifiedArn, line);
        }
        startWhereWorthwhile();
    }

    private synchronized void ended(Environment environment, ColdStarts.Permit permit) {
        WaitingLine line = lines.get(environment.qualifiedArn());
        if (line != null) {
            line.forgetProvisioned(environment);
        }
        ended(environment.qualifiedArn(), permit);
    }

    private void forgetIfEmpty(String qualifiedArn, WaitingLine line) {
        if (line.empty()) {
            lines.remove(qualifiedArn);
        }
    }

    /** One start for each line in turn, as long as there are any that may. */
    private void startWhereWorthwhile() {
        boolean started = true;
        while (started && !closed) {
            started = false;
            for (WaitingLine line : lines.values()) {
                started |= !line.waiters().isEmpty() && startOne(line);
            }
        }
    }

    private boolean startOne(WaitingLine line) {
        long now = clock.nanos();
        return switch (coldStarts.ask(line, now)) {
            case START -> {
                line.start(coldStarts.begin(line, now));
                yield true;
            }
            case WAIT -> false;
            case FULL -> {
                evictOne(now);
                yield false;
            }
        };
    }

    /** Looks after the lines while somebody waits. */
    private void lookLoop() {
        try {
            boolean go = true;
            while (go) {
                clock.sleep(LOOK_EVERY);
                go = look();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private synchronized boolean look() {
        startWhereWorthwhile();
        long oldest = clock.nanos() - WAIT_MAX.toNanos();
        boolean waiting = false;
        for (WaitingLine line : lines.values()) {
            while (!line.waiters().isEmpty()
                    && (closed || line.waiters().peek().sinceNanos() < oldest)) {
                boolean ignored =
                        line.waiters()
                                .remove()
                                .grant()
                                .completeExceptionally(
                                        ConcurrencyLimits.throttled(
                                                "ConcurrentInvocationLimitExceeded"));
            }
            waiting |= !line.waiters().isEmpty();
        }
        looking = waiting;
        return waiting;
    }

    /** Environments that are kept anyway come first. */
    private Optional<Environment> takeIdle(WaitingLine line, LambdaFunction function) {
        while (!line.idle().isEmpty()) {
            Environment environment = line.popIdle();
            if (usable(environment, function)) {
                return Optional.of(environment);
            }
            environment.sandbox().close();
        }
        return Optional.empty();
    }

    private boolean usable(Environment environment, LambdaFunction function) {
        return environment.sandbox().alive()
                && environment.environmentId().equals(function.environmentId())
                && environment.renewAt().isAfter(clock.now());
    }

    /** Ends the environment that has been idle for longest; not too many before that shows. */
    private void evictOne(long nowNanos) {
        if (nowNanos - evictedNanos < LOOK_EVERY.toNanos() * 5) {
            return;
        }
        lines.values().stream()
                .flatMap(line -> line.idle().stream())
                .filter(idle -> !idle.environment().provisioned())
                .min(Comparator.comparingLong(Idle::sinceNanos))
                .ifPresent(oldest -> {
                    evictedNanos = nowNanos;
                    lines.values().forEach(line -> closeIdle(line, oldest::equals));
                });
    }

    /** Takes an environment back when its extensions are done; one that is dead is forgotten. */
    void release(Environment environment) {
        environment
                .sandbox()
                .whenIdle(() -> {
                    limits.leave(environment.functionArn());
                    takeBack(environment);
                });
    }

    private synchronized void takeBack(Environment environment) {
        WaitingLine line = lines.get(environment.qualifiedArn());
        if (closed || line == null || !environment.sandbox().alive()) {
            environment.sandbox().close();
            return;
        }
        if (environment.provisioned()) {
            line.addProvisioned(environment);
        }
        long now = clock.nanos();
        boolean renewed = environment.renewAt().isAfter(clock.now());
        if (!renewed || !line.serve(environment, now)) {
            line.idle().push(new Idle(environment, now));
        }
    }

    /**
     * Ends the idle environments of a version that was changed or deleted.
     *
     * @param qualifiedArn the ARN with the version, also for $LATEST
     */
    public synchronized void invalidate(String qualifiedArn) {
        WaitingLine line = lines.get(qualifiedArn);
        if (line != null) {
            closeIdle(line, idle -> true);
        }
    }

    private static void closeIdle(WaitingLine line, Predicate<Idle> which) {
        List<Idle> over = new ArrayList<>();
        line.idle().stream().filter(which).forEach(over::add);
        line.idle().removeAll(over);
        over.forEach(idle -> idle.environment().sandbox().close());
    }

    /**
     * Makes one more environment that is kept, and waits until it has initialised.
     *
     * @return why that failed, or empty
     */
    Optional<String> provision(LambdaFunction function) throws InterruptedException {
        ColdStarts.Permit permit;
        synchronized (this) {
            WaitingLine line =
                    lines.computeIfAbsent(function.qualifiedArn(), arn -> new WaitingLine());
            if (closed || !coldStarts.room()) {
                forgetIfEmpty(function.qualifiedArn(), line);
                return Optional.of(NO_ROOM);
            }
            permit = coldStarts.begin(line, clock.nanos());
            line.began();
        }
        Environment environment;
        try {
            environment = create(function, permit, true);
        } catch (ServiceException e) {
            return Optional.of(String.valueOf(e.getMessage()));
        }
        CountDownLatch initialised = new CountDownLatch(1);
        environment.sandbox().whenInitialised(initialised::countDown);
        boolean over = initialised.await(PROVISION_MAX.toSeconds(), TimeUnit.SECONDS);
        if (over && environment.sandbox().ready()) {
            takeBack(environment);
            return Optional.empty();
        }
        environment.sandbox().close();
        return Optional.of("FUNCTION_ERROR_INIT_FAILURE");
    }

    /** The environments of a version that are kept, idle or not. */
    synchronized int provisioned(String qualifiedArn) {
        WaitingLine line = lines.get(qualifiedArn);
        return line == null ? 0 : line.provisioned();
    }

    /** Ends idle environments that were kept, until there are {@code most} at most. */
    synchronized void releaseProvisioned(String qualifiedArn, int most) {
        WaitingLine line = lines.get(qualifiedArn);
        if (line != null) {
            int[] over = {line.provisioned() - most};
            closeIdle(line, idle -> idle.environment().provisioned() && over[0]-- > 0);
        }
    }

    /** How many events of a function are being handled. */
    public int running(String arn) {
        return limits.running(arn);
    }

    private void reapLoop() {
        try {
            while (!closed) {
                clock.sleep(REAP_EVERY);
                reap();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private synchronized void reap() {
        long oldest = clock.nanos() - IDLE_MAX.toNanos();
        for (Iterator<WaitingLine> i = lines.values().iterator(); i.hasNext(); ) {
            WaitingLine line = i.next();
            closeIdle(
                    line,
                    idle ->
                            (idle.sinceNanos() < oldest && !idle.environment().provisioned())
                                    || !idle.environment().sandbox().alive()
                                    || !idle.environment().renewAt().isAfter(clock.now()));
            if (line.empty()) {
                i.remove();
            }
        }
        factory.forgetDelivered();
    }

    /** Ends all environments and delivers what they have written. */
    @Override
    public void close() {
        synchronized (this) {
            closed = true;
            lines.values().forEach(line -> closeIdle(line, idle -> true));
        }
        factory.close();
    }
}
