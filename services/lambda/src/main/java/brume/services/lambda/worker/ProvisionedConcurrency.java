package brume.services.lambda.worker;

import brume.base.Clock;
import brume.services.lambda.domain.Alias;
import brume.services.lambda.domain.FunctionReference;
import brume.services.lambda.domain.LambdaFunction;
import brume.services.lambda.domain.ProvisionedConfig;
import brume.services.lambda.store.FunctionStore;
import brume.spi.RecurringWork;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps as many environments of versions initialised as is configured. What is configured is in the
 * store; the environments are made anew after a restart.
 *
 * @see <a href="https://docs.aws.amazon.com/lambda/latest/dg/provisioned-concurrency.html">
 *     Configuring provisioned concurrency for a function</a>
 */
public final class ProvisionedConcurrency {

    private static final Logger LOG = LoggerFactory.getLogger(ProvisionedConcurrency.class);
    private static final Duration LOOK_EVERY = Duration.ofMillis(250);
    private static final long RETRY_NANOS = Duration.ofMinutes(1).toNanos();

    /** How many of one version are made at a time. */
    private static final int AT_A_TIME = 4;

    private final FunctionStore functions;
    private final EnvironmentPool pool;
    private final Clock clock;
    private final RecurringWork work;
    private final Set<FunctionReference> known = new HashSet<>();
    private final Map<String, Integer> underWay = new ConcurrentHashMap<>();
    private final Map<String, Failure> failures = new ConcurrentHashMap<>();

    private record Failure(String reason, long atNanos, int target) {}

    /**
     * What has become of a configuration.
     *
     * @param allocated environments that have initialised
     * @param failure why there are fewer than requested, if that is not going to change by itself
     */
    public record Status(int allocated, Optional<String> failure) {}

    public ProvisionedConcurrency(FunctionStore functions, EnvironmentPool pool, Clock clock) {
        this.functions = functions;
        this.pool = pool;
        this.clock = clock;
        this.work = new RecurringWork("lambda-provisioned", clock, LOOK_EVERY, this::reconcile);
    }

    public void start() {
        work.start();
    }

    public void stop() {
        work.stop();
    }

    /** What has become of {@code config}. */
    public Status status(ProvisionedConfig config) {
        int allocated = 0;
        Optional<String> failure = Optional.empty();
        for (Map.Entry<String, Integer> share : shares(config).entrySet()) {
            String arn = config.reference().withQualifier(share.getKey()).qualifiedArn();
            allocated += Math.min(share.getValue(), pool.provisioned(arn));
            Failure failed = failures.get(arn);
            if (failed != null && failed.target == share.getValue()) {
                failure = Optional.of(failed.reason);
            }
        }
        return new Status(allocated, failure);
    }

    private Map<String, Integer> shares(ProvisionedConfig config) {
        FunctionReference reference = config.reference();
        if (reference.versionNumber().isPresent()) {
            return config.shares(null);
        }
        Optional<Alias> alias =
                functions.read(reader -> functions.aliases().find(reader, reference));
        return alias.isPresent() ? config.shares(alias.get()) : Map.of();
    }

    private void reconcile() {
        List<ProvisionedConfig> configs =
                functions.read(reader -> functions.provisioned().all(reader));
        Map<FunctionReference, Integer> wanted = new HashMap<>();
        for (ProvisionedConfig config : configs) {
            shares(config)
                    .forEach((version, count) -> {
                        int ignored =
                                wanted.merge(
                                        config.reference().withQualifier(version),
                                        count,
                                        Integer::sum);
                    });
        }
        Set<FunctionReference> gone = new HashSet<>(known);
        gone.removeAll(wanted.keySet());
        known.addAll(wanted.keySet());
        gone.forEach(this::release);
        wanted.forEach((version, target) -> {
            pool.releaseProvisioned(version.qualifiedArn(), target);
            functions.find(version, 1).ifPresent(f -> fill(f, version.qualifiedArn(), target));
        });
    }

    private void release(FunctionReference version) {
        String arn = version.qualifiedArn();
        pool.releaseProvisioned(arn, 0);
        failures.remove(arn);
        if (pool.provisioned(arn) == 0) {
            known.remove(version);
        }
    }

    private void fill(LambdaFunction function, String arn, int target) {
        Failure failed = failures.get(arn);
        if (failed != null
                && failed.target == target
                && clock.nanos() - failed.atNanos < RETRY_NANOS) {
            return;
        }
        int missing = target - pool.provisioned(arn) - underWay.getOrDefault(arn, 0);
        for (int i = 0; i < missing && underWay.getOrDefault(arn, 0) < AT_A_TIME; i++) {
            int ignored = underWay.merge(arn, 1, Integer::sum);
            Thread.ofVirtual()
                    .name("lambda-provision-" + function.name())
                    .start(() -> provision(function, arn, target));
        }
    }

    private void provision(LambdaFunction function, String arn, int target) {
        String reason = "InternalError";
        try {
            Optional<String> failure = pool.provision(function);
            if (failure.isEmpty()) {
                failures.remove(arn);
                return;
            }
            reason = failure.get();
            LOG.info("{} has no further provisioned environment: {}", arn, reason);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException e) {
            LOG.warn("{} could not be provisioned", arn, e);
        } finally {
            Integer ignored = underWay.computeIfPresent(arn, (key, n) -> n == 1 ? null : n - 1);
        }
        failures.put(arn, new Failure(reason, clock.nanos(), target));
    }
}
