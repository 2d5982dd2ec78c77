package brume.sandbox;

import brume.base.Clock;
import brume.sandbox.Ending.Reason;
import brume.sandbox.InvocationResult.Outcome;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One execution environment: an isolated process tree that runs one function, one event at a time.
 * It initialises in the background from its creation on; the first invocation waits for that.
 */
public final class Sandbox implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Sandbox.class);

    /** https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtime-environment.html */
    private static final Duration INIT_MAX = Duration.ofSeconds(10);

    private static final int EXIT_SECONDS_MAX = 5;
    private static final long MEMORY_READING_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

    private sealed interface Init {
        record Ready() implements Init {}

        @SuppressWarnings("ArrayRecordComponent")
        record Failed(byte[] error, String type) implements Init {}

        record Exited(Zygote.Exit exit) implements Init {}
    }

    private final SandboxSpec spec;
    private final String id;
    private final Clock clock;
    private final Environment environment;
    private final long createdNanos;
    private final CompletableFuture<Init> init = new CompletableFuture<>();
    private final AtomicBoolean busy = new AtomicBoolean();
    private final Ending ending;
    private volatile double initMs;
    private volatile boolean initReported;
    private volatile boolean outOfMemory;
    private volatile Optional<PendingInvocation> pending = Optional.empty();
    private volatile int memoryUsedMb;
    private volatile long memoryReadNanos;

    /** What an environment needs of its surroundings. */
    interface Environment {
        /** The bytes that its launcher asks for. */
        byte[] description();

        Optional<Long> clockOffsetMs();

        /** Hands an event to the runtime. */
        void offer(PendingInvocation invocation);

        Extensions extensions();

        /** Ends the runtime's process, so that the environment ends with its extensions. */
        void endRuntime(boolean atOnce);

        void kill();

        /** Takes what was written so far. */
        void drainLog();

        void attributeLog(String requestId);

        Optional<Cgroups.Group> group();

        /** Frees everything; called once, after the end. */
        void release();
    }

    Sandbox(SandboxSpec spec, String id, Clock clock, Environment environment) {
        this.spec = spec;
        this.id = id;
        this.clock = clock;
        this.environment = environment;
        this.ending = new Ending(environment, clock);
        this.createdNanos = clock.nanos();
    }

    /** The specification that this environment was made from. */
    public SandboxSpec spec() {
        return spec;
    }

    /** Whether the environment can take (another) event, now or when its present one is done. */
    public boolean alive() {
        return !ending.begun();
    }

    /** Runs {@code listener} once, when initialisation is over in whatever way. */
    public void whenInitialised(Runnable listener) {
        var ignored = init.thenRun(listener);
    }

    /** Runs {@code listener} once, when the last process has ended. */
    public void whenEnded(Runnable listener) {
        var ignored = ending.exit().thenRun(listener);
    }

    /** Whether initialisation is over and the environment can take events. */
    public boolean ready() {
        return alive() && init.getNow(null) instanceof Init.Ready;
    }

    /** How long initialisation took, or 0 while it is under way. */
    public double initMs() {
        return initMs;
    }

    /**
     * Runs one event and waits for its result.
     *
     * @throws IllegalStateException if an event is running already, or the environment is gone
     * @throws InterruptedException if the waiting thread is interrupted; the environment is closed
     */
    public InvocationResult invoke(Invocation invocation) throws InterruptedException {
        if (!busy.compareAndSet(false, true)) {
            throw new IllegalStateException("one event at a time");
        }
        try {
            return initialised(invocation);
        } catch (InterruptedException e) {
            close();
            throw e;
        } finally {
            busy.set(false);
        }
    }

    private InvocationResult initialised(Invocation invocation) throws InterruptedException {
        boolean first = !initReported;
        initReported = true;
        Init state;
        Duration limit = spec.timeout().compareTo(INIT_MAX) > 0 ? spec.timeout() : INIT_MAX;
        try {
            long left = limit.toNanos() - (clock.nanos() - createdNanos);
            state = init.isDone() ? init.get() : init.get(left, TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            ending.begin(Reason.TIMEOUT);
            double elapsed = (clock.nanos() - createdNanos) / 1e6;
            return timedOut(invocation, limit, elapsed, 0);
        } catch (ExecutionException e) {
            throw new IllegalStateException(e);
        }
        double reportedInitMs = first ? initMs : 0;
        return switch (state) {
            case Init.Ready ready -> run(invocation, reportedInitMs);
            case Init.Failed failed -> {
                ending.begin(Reason.FAILURE);
                environment.drainLog();
                yield result(
                        Outcome.INIT_ERROR,
                        // As the runtime wrote it, without a request's id: AWS adds none either.
                        failed.error(),
                        failed.type(),
                        reportedInitMs,
                        0);
            }
            case Init.Exited exited -> exited(invocation, exited.exit(), reportedInitMs, 0);
        };
    }

    private InvocationResult run(Invocation invocation, double reportedInitMs)
            throws InterruptedException {
        environment.drainLog();
        environment.attributeLog(invocation.requestId());
        PendingInvocation running =
                new PendingInvocation(
                        invocation, clock.millis() + spec.timeout().toMillis(), clock);
        pending = Optional.of(running);
        try {
            offer(running);
            PendingInvocation.Answer answer =
                    running.answer().get(spec.timeout().toNanos(), TimeUnit.NANOSECONDS);
            environment.drainLog();
            double elapsed = running.elapsedMs();
            ending.beginUnlessIdle(running.deadlineMs());
            return switch (answer) {
                case PendingInvocation.Answer.Response response ->
                        result(Outcome.SUCCESS, response.payload(), "", reportedInitMs, elapsed);
                case PendingInvocation.Answer.Failure error ->
                        result(
                                Outcome.ERROR,
                                error.payload(),
                                error.type(),
                                reportedInitMs,
                                elapsed);
                case PendingInvocation.Answer.Exited exited ->
                        exited(invocation, exited.exit(), reportedInitMs, elapsed);
            };
        } catch (TimeoutException e) {
            ending.begin(Reason.TIMEOUT);
            return timedOut(invocation, spec.timeout(), running.elapsedMs(), reportedInitMs);
        } catch (ExecutionException e) {
            throw new IllegalStateException(e);
        } finally {
            pending = Optional.empty();
        }
    }

    private void offer(PendingInvocation running) {
        environment.offer(running);
        if (ending.exit().isDone()) {
            running.completeExit(ending.exit().join());
        }
    }

    private InvocationResult timedOut(
            Invocation invocation, Duration limit, double elapsedMs, double reportedInitMs)
            throws InterruptedException {
        awaitExit();
        environment.drainLog();
        return result(Failure.timeout(invocation.requestId(), limit), reportedInitMs, elapsedMs);
    }

    private InvocationResult exited(
            Invocation invocation, Zygote.Exit exited, double reportedInitMs, double elapsedMs) {
        environment.drainLog();
        if (!exited.failure().isEmpty()) {
            throw new SandboxException("the environment could not be made: " + exited.failure());
        }
        return result(
                Failure.exit(invocation.requestId(), exited, outOfMemory, environment.extensions()),
                reportedInitMs,
                elapsedMs);
    }

    private InvocationResult result(Failure failure, double reportedInitMs, double ms) {
        return result(failure.outcome(), failure.payload(), failure.type(), reportedInitMs, ms);
    }

    private InvocationResult result(
            Outcome outcome, byte[] payload, String type, double reportedInitMs, double ms) {
        return new InvocationResult(outcome, payload, type, reportedInitMs, ms, maxMemoryUsedMb());
    }

    /** The most memory that this environment has used so far, in MB; 0 where it is not known. */
    public int maxMemoryUsedMb() {
        long now = clock.nanos();
        if (!ending.exit().isDone()
                && (memoryUsedMb == 0 || now - memoryReadNanos > MEMORY_READING_NANOS)) {
            memoryReadNanos = now;
            environment
                    .group()
                    .ifPresent(g -> memoryUsedMb = Math.max(memoryUsedMb, g.memoryMaxUsedMb()));
        }
        return memoryUsedMb;
    }

    /** Waits, but not long, until a closed environment has ended. */
    void awaitEnd() {
        try {
            awaitExit();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void awaitExit() throws InterruptedException {
        try {
            Zygote.Exit ignored = ending.exit().get(EXIT_SECONDS_MAX, TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException e) {
            LOG.warn("environment {} of {} does not end", id, spec.functionName());
        }
    }

    // ---- what the launcher and the runtime report

    RuntimeApi.Owner owner() {
        return new RuntimeApi.Owner() {
            @Override
            public byte[] environment() {
                return environment.description();
            }

            @Override
            public void ready() {
                if (!init.isDone()) {
                    environment.extensions().closeRegistration();
                    var ignored =
                            environment
                                    .extensions()
                                    .idle()
                                    .thenRun(() -> initEnded(new Init.Ready()));
                }
            }

            @Override
            public void initError(byte[] error, String errorType) {
                initEnded(new Init.Failed(error, errorType));
            }

            @Override
            public Optional<Long> clockOffsetMs() {
                return environment.clockOffsetMs();
            }
        };
    }

    private void initEnded(Init state) {
        if (!init.isDone()) {
            initMs = (clock.nanos() - createdNanos) / 1e6;
            init.complete(state);
        }
    }

    void exited(Zygote.Exit exited) {
        environment
                .group()
                .ifPresent(group -> {
                    memoryUsedMb = Math.max(memoryUsedMb, group.memoryMaxUsedMb());
                    outOfMemory = group.outOfMemory();
                });
        if (ending.exit().complete(exited)) {
            initEnded(new Init.Exited(exited));
            pending.ifPresent(p -> p.completeExit(exited));
            Thread.ofVirtual().start(this::releaseWhenIdle);
        }
    }

    /** The log is read until the invocation that was running has its result. */
    private void releaseWhenIdle() {
        try {
            for (int i = 0; i < 100 && busy.get(); i++) {
                clock.sleep(Duration.ofMillis(20));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        environment.release();
    }

    /**
     * Runs {@code listener} once, when the environment can take another event or has ended. With
     * extensions that may be some time after the response.
     */
    public void whenIdle(Runnable listener) {
        var ignored = ending.idle().thenRun(listener);
    }

    /** What the extensions have come to. */
    public List<ExtensionStatus> extensions() {
        return environment.extensions().statuses();
    }

    /**
     * Ends the environment and returns at once. Every process is killed; extensions get two seconds
     * to end themselves.
     */
    @Override
    public void close() {
        ending.begin(Reason.SPINDOWN);
    }

    /** What this host's processes and files call the environment. */
    public String id() {
        return id;
    }
}
