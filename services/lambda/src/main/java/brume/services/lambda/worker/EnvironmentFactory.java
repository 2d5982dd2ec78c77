package brume.services.lambda.worker;

import brume.api.lambda.LambdaErrors;
import brume.base.Clock;
import brume.base.Ids;
import brume.sandbox.Network;
import brume.sandbox.Sandbox;
import brume.sandbox.SandboxLimitException;
import brume.sandbox.SandboxSpec;
import brume.sandbox.Sandboxes;
import brume.sandbox.UnsupportedRuntimeException;
import brume.services.lambda.domain.LambdaFunction;
import brume.services.lambda.domain.Runtimes;
import brume.spi.Calls;
import brume.spi.Principal;
import brume.spi.Sessions;
import brume.wire.ErrorModel;
import brume.wire.ServiceException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Makes execution environments: the role's credentials, the log stream and the sandbox. */
final class EnvironmentFactory {

    private static final Logger LOG = LoggerFactory.getLogger(EnvironmentFactory.class);
    private static final Duration CREDENTIALS = Duration.ofHours(12);
    private static final DateTimeFormatter DAY =
            DateTimeFormatter.ofPattern("uuuu/MM/dd").withZone(ZoneOffset.UTC);

    private final Sandboxes sandboxes;
    private final CodeCache code;
    private final Calls calls;
    private final Sessions sessions;
    private final Clock clock;
    private final List<LogStream> draining = new ArrayList<>();

    EnvironmentFactory(
            Sandboxes sandboxes, CodeCache code, Calls calls, Sessions sessions, Clock clock) {
        this.sandboxes = sandboxes;
        this.code = code;
        this.calls = calls;
        this.sessions = sessions;
        this.clock = clock;
    }

    /**
     * A new environment, which initialises while this returns.
     *
     * @param provisioned whether it belongs to provisioned concurrency
     * @throws ServiceException if the role cannot be assumed or the host cannot run the function
     */
    Environment create(LambdaFunction function, boolean provisioned) throws InterruptedException {
        Principal.RoleSession role = assume(function);
        Sessions.Credentials credentials = sessions.issue(role, CREDENTIALS);
        LambdaFunction.Configuration configuration = function.configuration();
        String stream = DAY.format(clock.now()) + "/[" + function.version() + "]" + Ids.hex(32);
        String initialization = provisioned ? "provisioned-concurrency" : "on-demand";
        FunctionLog log = log(function, delivery(function, role, stream), initialization);
        SandboxSpec spec =
                new SandboxSpec(
                        function.name(),
                        function.version(),
                        function.scope().account().value(),
                        configuration.runtime(),
                        configuration.handler(),
                        code.folder(function),
                        code.layers(function),
                        variables(function, credentials, initialization),
                        configuration.memoryMb(),
                        Duration.ofSeconds(configuration.timeoutSeconds()),
                        configuration.tmpMb(),
                        Network.NONE,
                        configuration.logGroup(),
                        stream,
                        log);
        Sandbox sandbox = startSandbox(spec);
        sandbox.whenInitialised(() -> log.extensions(sandbox.extensions()));
        Instant renewAt = clock.now().plus(CREDENTIALS.dividedBy(2));
        return new Environment(
                function.arn(),
                function.version(),
                function.environmentId(),
                sandbox,
                log,
                renewAt,
                provisioned);
    }

    private LogStream delivery(LambdaFunction function, Principal.RoleSession role, String stream) {
        LogStream delivery =
                new LogStream(
                        calls,
                        clock,
                        role,
                        function.scope(),
                        function.configuration().logGroup(),
                        stream);
        synchronized (draining) {
            draining.removeIf(LogStream::idle);
            draining.add(delivery);
        }
        return delivery;
    }

    private FunctionLog log(LambdaFunction function, LogStream delivery, String initialization) {
        LambdaFunction.Configuration configuration = function.configuration();
        return new FunctionLog(
                delivery,
                configuration.memoryMb(),
                configuration.runtime(),
                Runtimes.versionArn(
                        configuration.runtime(),
                        function.region(),
                        function.scope().region().partition()),
                Optional.ofNullable(configuration.jsonLog())
                        .map(json -> new PlatformEvents(json, clock, initialization)));
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
                    ErrorModel.sender("AccessDeniedException", 403),
                    "The role defined for the function cannot be assumed by Lambda.");
        }
    }

    private static Map<String, String> variables(
            LambdaFunction function, Sessions.Credentials credentials, String initialization) {
        Map<String, String> own = function.configuration().environment();
        Map<String, String> all = new HashMap<>(own == null ? Map.of() : own);
        LambdaFunction.JsonLog json = function.configuration().jsonLog();
        if (json != null) {
            all.put("AWS_LAMBDA_LOG_FORMAT", "JSON");
            all.put("AWS_LAMBDA_LOG_LEVEL", json.applicationLevel());
        }
        all.put("AWS_LAMBDA_INITIALIZATION_TYPE", initialization);
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
        } catch (SandboxLimitException e) {
            LOG.warn("no execution environment: {}", e.getMessage());
            throw ConcurrencyLimits.throttled("ConcurrentInvocationLimitExceeded");
        }
    }

    /** Forgets the log streams that have nothing left to deliver. */
    void forgetDelivered() {
        synchronized (draining) {
            draining.removeIf(LogStream::idle);
        }
    }

    /** Waits, but not long, until the logs are delivered; ends all environments. */
    void close() {
        List<LogStream> open;
        synchronized (draining) {
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
