package brume.services.lambda.worker;

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
import brume.services.lambda.domain.EventInvokeConfig;
import brume.services.lambda.domain.FunctionReference;
import brume.services.lambda.domain.LambdaFunction;
import brume.services.lambda.domain.LambdaQuotas;
import brume.services.lambda.store.FunctionStore;
import brume.services.lambda.worker.Destinations.Condition;
import brume.store.Transaction;
import brume.wire.Documents;
import brume.wire.ServiceException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Events that wait for their function: retried after errors of the function, twice if nothing else
 * is set, and for six hours when it is throttled.
 *
 * @see <a href="https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-error-handling.html">
 *     How Lambda handles errors and retries with asynchronous invocation</a>
 */
public final class AsynchronousInvocations implements QueueHandler {

    private static final Logger LOG = LoggerFactory.getLogger(AsynchronousInvocations.class);
    private static final String QUEUE = "lambda-asynchronous";
    private static final int CONCURRENCY_MAX = 100;

    /** More deliveries than six hours of throttling can need. */
    private static final int DELIVERIES_MAX = 1000;

    private static final Duration FIRST_RETRY = Duration.ofMinutes(1);
    private static final Duration SECOND_RETRY = Duration.ofMinutes(2);

    private final Queues queues;
    private final FunctionStore functions;
    private final Invoker invoker;
    private final Destinations destinations;
    private final Clock clock;

    @SuppressWarnings("ArrayRecordComponent")
    private record Event(
            String account,
            String region,
            String name,
            @Nullable String qualifier,
            String requestId,
            byte[] payload,
            @Nullable String clientContext,
            @Nullable String traceId,
            Instant sentAt,
            int errors) {

        FunctionReference function() {
            return new FunctionReference(
                    new Scope(new AccountId(account), new Region(region)),
                    name,
                    Optional.ofNullable(qualifier));
        }

        Event afterError() {
            return new Event(
                    account,
                    region,
                    name,
                    qualifier,
                    requestId,
                    payload,
                    clientContext,
                    traceId,
                    sentAt,
                    errors + 1);
        }
    }

    public AsynchronousInvocations(
            Queues queues,
            FunctionStore functions,
            Invoker invoker,
            Destinations destinations,
            Clock clock) {
        this.queues = queues;
        this.functions = functions;
        this.invoker = invoker;
        this.destinations = destinations;
        this.clock = clock;
    }

    /** Declares the queue; before the server starts. */
    public void register() {
        queues.register(
                new QueueSpec(
                        QUEUE,
                        CONCURRENCY_MAX,
                        DELIVERIES_MAX,
                        Duration.ofSeconds(1),
                        Duration.ofMinutes(5),
                        4 * (int) LambdaQuotas.ASYNCHRONOUS_PAYLOAD_BYTES.value()),
                this);
    }

    /** Makes an event durable; it is delivered after the commit. */
    public void send(
            FunctionReference function,
            String requestId,
            byte[] payload,
            Optional<String> clientContext) {
        Event event =
                new Event(
                        function.scope().account().value(),
                        function.region().value(),
                        function.name(),
                        function.qualifier().orElse(null),
                        requestId,
                        payload,
                        clientContext.orElse(null),
                        null,
                        clock.now(),
                        0);
        var ignored = functions.transact(transaction -> append(transaction, event, clock.now()));
    }

    private boolean append(Transaction transaction, Event event, Instant due) {
        var ignored = queues.append(transaction, QUEUE, due, Documents.write(event));
        return true;
    }

    @Override
    public Outcome handle(Delivery delivery) {
        Event event = Documents.read(delivery.payload(), Event.class);
        Optional<LambdaFunction> function = functions.find(event.function(), Ids.fraction());
        if (function.isEmpty()) {
            return new Outcome.Dead("the function was deleted");
        }
        EventInvokeConfig config =
                functions
                        .read(reader -> functions.eventInvokes().find(reader, event.function()))
                        .orElseGet(() -> EventInvokeConfig.of(event.function()));
        Ending ending = new Ending(delivery, event, function.get(), config);
        if (delivery.attempt() > 1 && tooOld(event, config, Duration.ZERO)) {
            return end(ending, Condition.EVENT_AGE_EXCEEDED, event.errors(), Optional.empty());
        }
        try {
            Invoker.Answer answer =
                    invoker.invoke(
                            function.get(),
                            event.function().qualifiedArn(),
                            event.requestId(),
                            event.payload(),
                            Optional.ofNullable(event.clientContext()),
                            Optional.ofNullable(event.traceId()));
            return answer.functionError().isEmpty()
                    ? end(ending, Condition.SUCCESS, event.errors() + 1, Optional.of(answer))
                    : failed(ending, answer);
        } catch (ServiceException e) {
            LOG.debug("{} waits: {}", event.function().qualifiedArn(), e.getMessage());
            long seconds = Math.min(300, 1L << Math.min(9, delivery.attempt() - 1));
            return new Outcome.Retry(Duration.ofSeconds(seconds));
        }
    }

    /** What is needed to end, or to repeat, an event. */
    private record Ending(
            Delivery delivery, Event event, LambdaFunction function, EventInvokeConfig config) {}

    private boolean tooOld(Event event, EventInvokeConfig config, Duration delay) {
        Duration age = Duration.between(event.sentAt(), clock.now()).plus(delay);
        return age.compareTo(Duration.ofSeconds(config.ageSeconds())) >= 0;
    }

    private Outcome failed(Ending ending, Invoker.Answer answer) {
        Event event = ending.event();
        int invocations = event.errors() + 1;
        if (event.errors() >= ending.config().retries()) {
            return end(ending, Condition.RETRIES_EXHAUSTED, invocations, Optional.of(answer));
        }
        Duration delay = event.errors() == 0 ? FIRST_RETRY : SECOND_RETRY;
        if (tooOld(event, ending.config(), delay)) {
            return end(ending, Condition.EVENT_AGE_EXCEEDED, invocations, Optional.of(answer));
        }
        return functions.transact(transaction -> {
            ending.delivery().acknowledge(transaction);
            boolean ignored = append(transaction, event.afterError(), clock.now().plus(delay));
            return Outcome.DONE;
        });
    }

    /** The end of an event and the record of it are one commit. */
    private Outcome end(
            Ending ending, Condition condition, int invocations, Optional<Invoker.Answer> answer) {
        Event event = ending.event();
        boolean success = condition == Condition.SUCCESS;
        String destination = success ? ending.config().onSuccess() : ending.config().onFailure();
        String deadLetterArn = success ? null : ending.function().configuration().deadLetterArn();
        if (destination == null && deadLetterArn == null) {
            return success
                    ? Outcome.DONE
                    : new Outcome.Dead(condition + " after " + invocations + " invocations");
        }
        return functions.transact(transaction -> {
            ending.delivery().acknowledge(transaction);
            String arn = ending.config().reference().qualifiedArn();
            if (deadLetterArn != null) {
                destinations.sendDeadLetter(
                        transaction,
                        deadLetterArn,
                        ending.function(),
                        arn,
                        event.payload(),
                        new DestinationMessage.DeadLetter(
                                event.requestId(), "200", errorMessage(answer)));
            }
            if (destination != null) {
                destinations.schedule(
                        transaction,
                        destination,
                        ending.function(),
                        arn,
                        event.requestId(),
                        event.payload(),
                        condition,
                        invocations,
                        answer);
            }
            return Outcome.DONE;
        });
    }

    /** What the function said, as the message of a dead letter has it; it may not be empty. */
    private static String errorMessage(Optional<Invoker.Answer> answer) {
        String none = "unknown";
        if (answer.isEmpty()) {
            return none;
        }
        try {
            String text = Documents.parse(answer.get().payload()).path("errorMessage").asText(none);
            return text.isEmpty() ? none : text;
        } catch (IllegalArgumentException e) {
            return none;
        }
    }

    @Override
    public void dead(Delivery delivery, String reason) {
        Event event = Documents.read(delivery.payload(), Event.class);
        LOG.warn(
                "event {} of {} is dropped: {}",
                event.requestId(),
                event.function().qualifiedArn(),
                reason);
    }
}
