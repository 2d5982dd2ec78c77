package brume.services.lambda.worker;

import brume.api.lambda.LambdaErrors;
import brume.api.lambda.TooManyRequestsException;
import brume.base.Clock;
import brume.base.Ids;
import brume.sandbox.Network;
import brume.sandbox.Sandbox;
import brume.sandbox.SandboxLimitException;
import brume.sandbox.SandboxSpec;
import brume.sandbox.Sandboxes;
import brume.sandbox.UnsupportedRuntimeException;
import brume.services.lambda.domain.LambdaFunction;
import brume.services.lambda.domain.LambdaQuotas;
import brume.services.lambda.domain.Runtimes;
import brume.spi.Calls;
import brume.spi.Principal;
import brume.spi.Sessions;
import brume.wire.ServiceException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The execution environments of all functions: one event at a time in each, kept warm while they
 * are used, bounded in number.
 */
public final class EnvironmentPool implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(EnvironmentPool.class);
    private static final Duration IDLE_MAX = Duration.ofMinutes(10);
    private static final Duration REAP_EVERY = Duration.ofSeconds(15);
    private static final Duration CREDENTIALS = Duration.ofHours(12);
    private static final DateTimeFormatter DAY =
            DateTimeFormatter.ofPattern("uuuu/MM/dd").withZone(ZoneOffset.UTC);

    private final Sandboxes sandboxes;
    private final CodeCache code;
    private final Calls calls;
    private final Sessions sessions;
    private final Clock clock;
    private final Map<String, Deque<Idle>> idle = new HashMap<>();
    private final Map<String, Integer> running = new HashMap<>();
    private final List<LogStream> draining = new ArrayList<>();
    private int runningTotal;
    private volatile boolean closed;

    private record Idle(Environment environment, long sinceNanos) {}

    public EnvironmentPool(
            Sandboxes sandboxes, CodeCache code, Calls calls, Sessions sessions, Clock clock) {
        this.sandboxes = sandboxes;
        this.code = code;
        this.calls = calls;
        this.sessions = sessions;
        this.clock = clock;
    }

    /** Begins to remove environments that nobody uses. */
    public void start() {
        Thread.ofVirtual().name("lambda-environments").start(this::reapLoop);
    }

    /**
     * An environment for one event; give it back with {@link #release}.
     *
     * @throws ServiceException TooManyRequestsException beyond the function's or the host's limit
     */
    Environment acquire(LambdaFunction function) throws InterruptedException {
        Optional<Environment> warm;
        synchronized (this) {
            count(function);
            warm = takeIdle(function);
        }
        if (warm.isPresent()) {
            return warm.get();
        }
        boolean started = false;
        try {
            Environment environment = create(function);
            started = true;
            return environment;
        } finally {
            if (!started) {
                uncount(function.arn());
            }
        }
    }

    private void count(LambdaFunction function) {
        int present = running.getOrDefault(function.arn(), 0);
        Integer reserved = function.reservedConcurrency();
        if (reserved != null && present >= reserved) {
            throw throttled("ReservedFunctionConcurrentInvocationLimitExceeded");
        }
        if (runningTotal >= LambdaQuotas.CONCURRENT_EXECUTIONS.value()) {
            throw throttled("ConcurrentInvocationLimitExceeded");
        }
        running.put(function.arn(), present + 1);
        runningTotal++;
    }

    private synchronized void uncount(String arn) {
        runningTotal--;
        int left = running.getOrDefault(arn, 1) - 1;
        if (left == 0) {
            running.remove(arn);
        } else {
            running.put(arn, left);
        }
    }

    private static ServiceException throttled(String reason) {
        return LambdaErrors.tooManyRequestsException(
                "Rate Exceeded.",
                TooManyRequestsException.builder()
                        .message("Rate Exceeded.")
                        .reason(reason)
                        .type("User")
                        .build());
    }

    private Optional<Environment> takeIdle(LambdaFunction function) {
        Deque<Idle> waiting = idle.get(function.qualifiedArn());
        while (waiting != null && !waiting.isEmpty()) {
            Environment environment = waiting.pop().environment();
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

    private Environment create(LambdaFunction function) throws InterruptedException {
        Principal.RoleSession role = assume(function);
        Sessions.Credentials credentials = sessions.issue(role, CREDENTIALS);
        LambdaFunction.Configuration configuration = function.configuration();
        String stream = DAY.format(clock.now()) + "/[" + function.version() + "]" + Ids.hex(32);
        LogStream delivery =
                new LogStream(
                        calls, clock, role, function.scope(), configuration.logGroup(), stream);
        synchronized (this) {
            draining.removeIf(LogStream::idle);
            draining.add(delivery);
        }
        FunctionLog log =
                new FunctionLog(
                        delivery,
                        configuration.memoryMb(),
                        configuration.runtime(),
                        Runtimes.versionArn(
                                configuration.runtime(),
                                function.region(),
                                function.scope().region().partition()),
                        Optional.ofNullable(configuration.jsonLog())
                                .map(json -> new PlatformEvents(json, clock)));
        SandboxSpec spec =
                new SandboxSpec(
                        function.name(),
                        function.version(),
                        configuration.runtime(),
                        configuration.handler(),
                        code.folder(function),
                        code.layers(function),
                        variables(function, credentials),
                        configuration.memoryMb(),
                        Duration.ofSeconds(configuration.timeoutSeconds()),
                        configuration.tmpMb(),
                        Network.NONE,
                        configuration.logGroup(),
                        stream,
                        log);
        Instant renewAt = clock.now().plus(CREDENTIALS.dividedBy(2));
        return new Environment(
                function.arn(),
                function.version(),
                function.environmentId(),
                startSandbox(spec),
                log,
                renewAt);
    }

    private Principal.RoleSession assume(LambdaFunction function) {
        try {
            return calls.assume(
                    function.configuration().role(),
                    new Principal.ServicePrincipal(
                            "lambda.amazonaws.com", function.arn(), function.scope().account()),
                    function.name());
        } catch (ServiceException e) {
            // https://docs.aws.amazon.com/lambda/latest/dg/troubleshooting-invocation.html
            throw new ServiceException(
                    brume.wire.ErrorModel.sender("AccessDeniedException", 403),
                    "The role defined for the function cannot be assumed by Lambda.");
        }
    }

    private static Map<String, String> variables(
            LambdaFunction function, Sessions.Credentials credentials) {
        Map<String, String> own = function.configuration().environment();
        Map<String, String> all = new HashMap<>(own == null ? Map.of() : own);
        LambdaFunction.JsonLog json = function.configuration().jsonLog();
        if (json != null) {
            all.put("AWS_LAMBDA_LOG_FORMAT", "JSON");
            all.put("AWS_LAMBDA_LOG_LEVEL", json.applicationLevel());
        }
        all.put("AWS_REGION", function.region());
        all.put("AWS_DEFAULT_REGION", function.region());
        all.put("AWS_ACCESS_KEY_ID", credentials.accessKeyId());
        all.put("AWS_SECRET_ACCESS_KEY", credentials.secretAccessKey());
        all.put("AWS_SESSION_TOKEN", credentials.sessionToken());
        return all;
    }

    private Sandbox startSandbox(SandboxSpec spec) throws InterruptedException {
        try {
            return sandboxes.start(spec);
        } catch (UnsupportedRuntimeException e) {
            throw LambdaErrors.invalidRuntimeException(String.valueOf(e.getMessage()));
        } catch (SandboxLimitException full) {
            if (!evictOne()) {
                LOG.warn("no execution environment: {}", full.getMessage());
                throw throttled("ConcurrentInvocationLimitExceeded");
            }
            for (int i = 0; i < 50; i++) {
                try {
                    clock.sleep(Duration.ofMillis(20));
                    return sandboxes.start(spec);
                } catch (SandboxLimitException e) {
                    LOG.trace("still full", e);
                }
            }
            throw throttled("ConcurrentInvocationLimitExceeded");
        }
    }

    /** Ends the environment that has been idle for longest. */
    private synchronized boolean evictOne() {
        Deque<Idle> oldest = null;
        for (Deque<Idle> waiting : idle.values()) {
            if (!waiting.isEmpty()
                    && (oldest == null
                            || waiting.getLast().sinceNanos() < oldest.getLast().sinceNanos())) {
                oldest = waiting;
            }
        }
        if (oldest == null) {
            return false;
        }
        oldest.removeLast().environment().sandbox().close();
        return true;
    }

    /** Takes an environment back; one that is dead is forgotten. */
    void release(Environment environment) {
        uncount(environment.functionArn());
        synchronized (this) {
            if (closed || !environment.sandbox().alive()) {
                return;
            }
            idle.computeIfAbsent(environment.qualifiedArn(), ignored -> new ArrayDeque<>())
                    .push(new Idle(environment, clock.nanos()));
        }
    }

    /**
     * Ends the idle environments of a version that was changed or deleted.
     *
     * @param qualifiedArn the ARN with the version, also for $LATEST
     */
    public synchronized void invalidate(String qualifiedArn) {
        Deque<Idle> waiting = idle.remove(qualifiedArn);
        if (waiting != null) {
            waiting.forEach(i -> i.environment().sandbox().close());
        }
    }

    /** How many events of a function are being handled. */
    public synchronized int running(String arn) {
        return running.getOrDefault(arn, 0);
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
        for (Iterator<Deque<Idle>> i = idle.values().iterator(); i.hasNext(); ) {
            Deque<Idle> waiting = i.next();
            waiting.removeIf(entry -> {
                boolean over =
                        entry.sinceNanos() < oldest
                                || !entry.environment().sandbox().alive()
                                || !entry.environment().renewAt().isAfter(clock.now());
                if (over) {
                    entry.environment().sandbox().close();
                }
                return over;
            });
            if (waiting.isEmpty()) {
                i.remove();
            }
        }
        draining.removeIf(LogStream::idle);
    }

    /** Ends all environments and delivers what they have written. */
    @Override
    public void close() {
        List<LogStream> open;
        synchronized (this) {
            closed = true;
            List.copyOf(idle.keySet()).forEach(this::invalidate);
            open = List.copyOf(draining);
        }
        try {
            for (int i = 0; i < 100 && !open.stream().allMatch(LogStream::idle); i++) {
                clock.sleep(Duration.ofMillis(20));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        sandboxes.close();
    }
}
