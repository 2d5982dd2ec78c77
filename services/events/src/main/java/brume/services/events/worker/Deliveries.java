package brume.services.events.worker;

import brume.api.events.InputTransformer;
import brume.api.events.RetryPolicy;
import brume.api.events.Target;
import brume.base.AccountId;
import brume.base.Clock;
import brume.base.Ids;
import brume.base.Region;
import brume.base.Scope;
import brume.events.Delivery;
import brume.events.Outcome;
import brume.events.QueueHandler;
import brume.events.QueueSpec;
import brume.events.Queues;
import brume.services.events.domain.EventPath;
import brume.services.events.domain.EventRule;
import brume.services.events.domain.EventsQuotas;
import brume.services.events.domain.InputTemplate;
import brume.services.events.store.EventStore;
import brume.spi.Calls;
import brume.store.Transaction;
import brume.wire.Documents;
import brume.wire.ServiceException;
import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings events to targets: one message of a durable queue for each event and target, tried again
 * as the target's retry policy says.
 */
public final class Deliveries implements QueueHandler {

    private static final Logger LOG = LoggerFactory.getLogger(Deliveries.class);
    private static final String QUEUE = "events.deliver";
    private static final Duration BACKOFF_MIN = Duration.ofSeconds(1);
    private static final Duration BACKOFF_MAX = Duration.ofMinutes(10);
    private static final int TOO_MANY_REQUESTS = 429;
    private static final int NOT_IMPLEMENTED = 501;

    private final EventStore store;
    private final Queues queues;
    private final TargetCalls targets;
    private final Clock clock;

    public Deliveries(EventStore store, Queues queues, Calls calls, Clock clock) {
        this.store = store;
        this.queues = queues;
        this.targets = new TargetCalls(calls);
        this.clock = clock;
    }

    public void register() {
        QueueSpec usual = QueueSpec.named(QUEUE);
        int attempts = Math.toIntExact(EventsQuotas.RETRIES.value()) + 1;
        queues.register(
                new QueueSpec(
                        QUEUE,
                        usual.concurrencyMax(),
                        attempts,
                        BACKOFF_MIN,
                        BACKOFF_MAX,
                        usual.payloadBytesMax()),
                this);
    }

    /** One event for one target. The target is looked up when its turn comes. */
    private record Message(
            String account,
            String region,
            String bus,
            String rule,
            String targetId,
            Instant ingested,
            String event) {

        Scope scope() {
            return new Scope(new AccountId(account), new Region(region));
        }
    }

    /** Appends an event for every target of a rule, in the transaction that causes it. */
    public void append(Transaction transaction, Scope scope, EventRule rule, JsonNode event) {
        Instant now = clock.now();
        for (Target target : store.targets(transaction, scope, rule.bus(), rule.name())) {
            Message message =
                    new Message(
                            scope.account().value(),
                            scope.region().value(),
                            rule.bus(),
                            rule.name(),
                            target.id(),
                            now,
                            Documents.text(event));
            queues.append(transaction, QUEUE, now, Documents.write(message));
        }
    }

    @Override
    public Outcome handle(Delivery delivery) {
        Message message = Documents.read(delivery.payload(), Message.class);
        Scope scope = message.scope();
        Optional<EventRule> rule =
                store.read(reader -> store.findRule(reader, scope, message.bus(), message.rule()));
        Optional<Target> target =
                store.read(reader ->
                        store.findTarget(
                                reader, scope, message.bus(), message.rule(), message.targetId()));
        if (rule.isEmpty() || target.isEmpty()) {
            return Outcome.DONE;
        }
        if (Duration.between(message.ingested(), clock.now()).toSeconds()
                > ageSecondsMax(target.get())) {
            return new Outcome.Dead("the event is older than its retry policy allows");
        }
        Optional<String> input = input(message, rule.get(), target.get());
        if (input.isEmpty()) {
            return new Outcome.Dead("the transformed input is not JSON");
        }
        try {
            targets.send(scope, rule.get(), target.get(), input.get(), message.event());
            return Outcome.DONE;
        } catch (ServiceException e) {
            return failed(delivery, target.get(), e);
        }
    }

    /**
     * "Some events fail to be delivered because of ... lack of permissions to a target, or a target
     * resource that no longer exists. EventBridge does not retry them" (EventBridge User Guide).
     */
    private static Outcome failed(Delivery delivery, Target target, ServiceException error) {
        int status = error.error().httpStatus();
        boolean temporary =
                status == TOO_MANY_REQUESTS || (status >= 500 && status != NOT_IMPLEMENTED);
        String reason = error.error().code() + ": " + error.getMessage();
        if (!temporary) {
            return new Outcome.Dead(reason);
        }
        if (delivery.attempt() > retriesMax(target)) {
            return new Outcome.Dead("no retries are left after " + reason);
        }
        return new Outcome.Retry(backoff(delivery.attempt()));
    }

    /** Twice as long after each attempt, and a random part of it, so that retries spread. */
    private static Duration backoff(int attempt) {
        long seconds = BACKOFF_MIN.toSeconds() << Math.min(attempt - 1, 20);
        long capped = Math.min(seconds, BACKOFF_MAX.toSeconds());
        return Duration.ofMillis(Math.round(capped * 1000 * (0.5 + 0.5 * Ids.fraction())));
    }

    private static int retriesMax(Target target) {
        RetryPolicy policy = target.retryPolicy();
        return policy == null || policy.maximumRetryAttempts() == null
                ? Math.toIntExact(EventsQuotas.RETRIES.value())
                : policy.maximumRetryAttempts();
    }

    private static long ageSecondsMax(Target target) {
        RetryPolicy policy = target.retryPolicy();
        return policy == null || policy.maximumEventAgeInSeconds() == null
                ? EventsQuotas.AGE_SECONDS.value()
                : policy.maximumEventAgeInSeconds();
    }

    /** What the target is sent; empty if a template made something that is not JSON. */
    private static Optional<String> input(Message message, EventRule rule, Target target) {
        if (target.input() != null) {
            return Optional.of(target.input());
        }
        if (target.inputPath() != null) {
            return Optional.of(
                    EventPath.parse(target.inputPath())
                            .flatMap(path -> path.find(Documents.parse(message.event())))
                            .map(Documents::text)
                            .orElse("null"));
        }
        InputTransformer transformer = target.inputTransformer();
        if (transformer == null) {
            return Optional.of(message.event());
        }
        String filled =
                template(transformer)
                        .fill(
                                Documents.parse(message.event()),
                                new InputTemplate.Occasion(
                                        rule.arn(message.scope()),
                                        rule.name(),
                                        message.ingested()));
        try {
            return Optional.of(Documents.text(Documents.parse(filled)));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /** The template of a transformer whose paths were checked when it was stored. */
    public static InputTemplate template(InputTransformer transformer) {
        Map<String, EventPath> paths = new HashMap<>();
        if (transformer.inputPathsMap() != null) {
            transformer
                    .inputPathsMap()
                    .forEach((name, text) ->
                            EventPath.parse(text).ifPresent(p -> paths.put(name, p)));
        }
        return new InputTemplate(paths, transformer.inputTemplate());
    }

    @Override
    public void dead(Delivery delivery, String reason) {
        Message message = Documents.read(delivery.payload(), Message.class);
        LOG.warn(
                "An event for target {} of rule {} was not delivered: {}",
                message.targetId(),
                message.rule(),
                reason);
    }
}
