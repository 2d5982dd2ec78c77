package brume.services.lambda.worker;

import brume.base.Clock;
import brume.base.Scope;
import brume.events.Delivery;
import brume.events.Outcome;
import brume.events.QueueHandler;
import brume.events.QueueSpec;
import brume.events.Queues;
import brume.services.lambda.domain.FunctionReference;
import brume.services.lambda.domain.LambdaFunction;
import brume.services.lambda.domain.LambdaQuotas;
import brume.spi.Calls;
import brume.spi.Principal;
import brume.store.Transaction;
import brume.wire.Documents;
import brume.wire.ServiceException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Delivers records of asynchronous invocations to functions, event buses, queues, topics and
 * buckets, with the rights of the role of the function that was invoked.
 *
 * @see <a href="https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-retain-records.html">
 *     Capturing records of Lambda asynchronous invocations</a>
 */
public final class Destinations implements QueueHandler {

    private static final Logger LOG = LoggerFactory.getLogger(Destinations.class);
    private static final String QUEUE = "lambda-destinations";

    /** A bucket gets whole batches and whole responses, 6 MB at most before they are quoted. */
    private static final int RECORD_BYTES_MAX = 16 << 20;

    private final Queues queues;
    private final Calls calls;
    private final DestinationTargets targets;
    private final Clock clock;

    /** How an event ended, in AWS's words. */
    enum Condition {
        SUCCESS("Success"),
        RETRIES_EXHAUSTED("RetriesExhausted"),
        EVENT_AGE_EXCEEDED("EventAgeExceeded");

        private final String text;

        Condition(String text) {
            this.text = text;
        }
    }

    public Destinations(Queues queues, Calls calls, Clock clock) {
        this.queues = queues;
        this.calls = calls;
        this.targets = new DestinationTargets(calls, clock);
        this.clock = clock;
    }

    /** Declares the queue; before the server starts. */
    public void register() {
        QueueSpec usual = QueueSpec.named(QUEUE);
        queues.register(
                new QueueSpec(
                        QUEUE,
                        usual.concurrencyMax(),
                        usual.attemptsMax(),
                        usual.backoffMin(),
                        usual.backoffMax(),
                        RECORD_BYTES_MAX),
                this);
    }

    /**
     * Has a record delivered after the commit.
     *
     * @param requestPayload the event
     * @param answer what the function made of it, at last; empty if it never ran
     */
    void schedule(
            Transaction transaction,
            String destination,
            LambdaFunction function,
            String functionArn,
            String requestId,
            byte[] requestPayload,
            Condition condition,
            int invocations,
            Optional<Invoker.Answer> answer) {
        ObjectNode document = Documents.object();
        document.put("version", "1.0");
        document.put("timestamp", clock.now().truncatedTo(ChronoUnit.MILLIS).toString());
        ObjectNode context = document.putObject("requestContext");
        context.put("requestId", requestId);
        context.put("functionArn", functionArn);
        context.put("condition", condition.text);
        context.put("approximateInvokeCount", invocations);
        document.set("requestPayload", tree(requestPayload));
        answer.ifPresent(last -> {
            ObjectNode response = document.putObject("responseContext");
            response.put("statusCode", 200);
            response.put("executedVersion", function.version());
            last.functionError().ifPresent(error -> response.put("functionError", error));
            document.set("responsePayload", tree(last.payload()));
        });
        String text = Documents.text(document);
        if (text.length() > LambdaQuotas.ASYNCHRONOUS_PAYLOAD_BYTES.value()
                && !DestinationTargets.isBucket(destination)) {
            LOG.warn("the record of {} is too large for {}", requestId, destination);
            return;
        }
        send(
                transaction,
                destination,
                function,
                functionArn,
                condition == Condition.SUCCESS,
                text,
                "aws/lambda/async/" + function.name());
    }

    /**
     * Has a text delivered after the commit, with the rights of the function's role.
     *
     * @param functionArn the function as the invocation named it
     * @param success whether it tells of a success
     * @param folder what the key of an object begins with, up to and without the date
     */
    public void send(
            Transaction transaction,
            String destination,
            LambdaFunction function,
            String functionArn,
            boolean success,
            String text,
            String folder) {
        append(transaction, destination, function, functionArn, success, text, folder, null);
    }

    /**
     * Has an event that failed delivered to the dead-letter target of its function.
     *
     * @see <a
     *     href="https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-retain-records.html">
     *     Adding a dead-letter queue</a>
     */
    void sendDeadLetter(
            Transaction transaction,
            String target,
            LambdaFunction function,
            String functionArn,
            byte[] event,
            DestinationMessage.DeadLetter letter) {
        append(
                transaction,
                target,
                function,
                functionArn,
                false,
                new String(event, StandardCharsets.UTF_8),
                "",
                letter);
    }

    private void append(
            Transaction transaction,
            String destination,
            LambdaFunction function,
            String functionArn,
            boolean success,
            String text,
            String folder,
            DestinationMessage.@Nullable DeadLetter letter) {
        DestinationMessage message =
                new DestinationMessage(
                        destination,
                        functionArn,
                        function.name(),
                        function.account(),
                        function.region(),
                        function.configuration().role(),
                        success,
                        text,
                        folder,
                        letter);
        var ignored = queues.append(transaction, QUEUE, clock.now(), Documents.write(message));
    }

    private static JsonNode tree(byte[] payload) {
        try {
            return Documents.parse(payload);
        } catch (IllegalArgumentException e) { // a custom runtime may answer anything
            return Documents.object().textNode(new String(payload, StandardCharsets.UTF_8));
        }
    }

    @Override
    public Outcome handle(Delivery delivery) {
        DestinationMessage message = Documents.read(delivery.payload(), DestinationMessage.class);
        Scope scope = message.scope();
        try {
            Principal role =
                    calls.assume(
                            message.roleArn(),
                            new Principal.ServicePrincipal(
                                    "lambda.amazonaws.com",
                                    FunctionReference.arn(scope, message.name()),
                                    scope.account()),
                            message.name());
            targets.deliver(message, role);
            return Outcome.DONE;
        } catch (ServiceException e) {
            if (e.error().sender() && e.error().httpStatus() != 429) {
                return new Outcome.Dead(String.valueOf(e.getMessage()));
            }
            throw e;
        }
    }

    @Override
    public void dead(Delivery delivery, String reason) {
        DestinationMessage message = Documents.read(delivery.payload(), DestinationMessage.class);
        LOG.warn(
                "a record of {} does not reach {}: {}",
                message.functionArn(),
                message.destination(),
                reason);
    }
}
