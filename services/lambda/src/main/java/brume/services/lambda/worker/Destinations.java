package brume.services.lambda.worker;

import brume.api.events.EventsApi;
import brume.api.events.PutEventsRequest;
import brume.api.events.PutEventsRequestEntry;
import brume.api.events.PutEventsResponse;
import brume.api.lambda.InvocationRequest;
import brume.api.lambda.InvocationType;
import brume.api.lambda.LambdaApi;
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
import brume.wire.Blob;
import brume.wire.Documents;
import brume.wire.ServiceException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Delivers records of asynchronous invocations to functions and event buses, with the rights of the
 * role of the function that was invoked.
 *
 * @see <a href="https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-retain-records.html">
 *     Capturing records of Lambda asynchronous invocations</a>
 */
public final class Destinations implements QueueHandler {

    private static final Logger LOG = LoggerFactory.getLogger(Destinations.class);
    private static final String QUEUE = "lambda-destinations";

    private final Queues queues;
    private final Calls calls;
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

    private record Message(
            String destination,
            String functionArn,
            String name,
            String account,
            String region,
            String roleArn,
            boolean success,
            String document) {}

    public Destinations(Queues queues, Calls calls, Clock clock) {
        this.queues = queues;
        this.calls = calls;
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
                        4 * (int) LambdaQuotas.ASYNCHRONOUS_PAYLOAD_BYTES.value()),
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
        if (text.length() > LambdaQuotas.ASYNCHRONOUS_PAYLOAD_BYTES.value()) {
            LOG.warn("the record of {} is too large for {}", requestId, destination);
            return;
        }
        Message message =
                new Message(
                        destination,
                        functionArn,
                        function.name(),
                        function.account(),
                        function.region(),
                        function.configuration().role(),
                        condition == Condition.SUCCESS,
                        text);
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
        Message message = Documents.read(delivery.payload(), Message.class);
        Scope scope =
                new Scope(
                        new brume.base.AccountId(message.account()),
                        new brume.base.Region(message.region()));
        try {
            Principal role =
                    calls.assume(
                            message.roleArn(),
                            new Principal.ServicePrincipal(
                                    "lambda.amazonaws.com",
                                    FunctionReference.arn(scope, message.name()),
                                    scope.account()),
                            message.name());
            if (message.destination().split(":", 4)[2].equals("events")) {
                putEvent(message, role, scope);
            } else {
                invoke(message, role, scope);
            }
            return Outcome.DONE;
        } catch (ServiceException e) {
            if (e.error().sender() && e.error().httpStatus() != 429) {
                return new Outcome.Dead(String.valueOf(e.getMessage()));
            }
            throw e;
        }
    }

    private void invoke(Message message, Principal role, Scope scope) {
        var ignored =
                calls.invoke(
                        LambdaApi.INVOKE,
                        InvocationRequest.builder()
                                .functionName(message.destination())
                                .invocationType(InvocationType.EVENT)
                                .payload(Blob.ofText(message.document()))
                                .build(),
                        role,
                        scope);
    }

    private void putEvent(Message message, Principal role, Scope scope) {
        PutEventsResponse response =
                calls.invoke(
                        EventsApi.PUT_EVENTS,
                        PutEventsRequest.builder()
                                .entries(
                                        List.of(
                                                PutEventsRequestEntry.builder()
                                                        .time(clock.now())
                                                        .source("lambda")
                                                        .detailType(
                                                                "Lambda Function Invocation Result"
                                                                        + " - "
                                                                        + (message.success()
                                                                                ? "Success"
                                                                                : "Failure"))
                                                        .detail(message.document())
                                                        .resources(
                                                                List.of(
                                                                        message.destination(),
                                                                        message.functionArn()))
                                                        .eventBusName(message.destination())
                                                        .build()))
                                .build(),
                        role,
                        scope);
        Integer failed = response.failedEntryCount();
        if (failed != null && failed > 0) {
            LOG.warn("{} refuses a record: {}", message.destination(), response.entries());
        }
    }

    @Override
    public void dead(Delivery delivery, String reason) {
        Message message = Documents.read(delivery.payload(), Message.class);
        LOG.warn(
                "a record of {} does not reach {}: {}",
                message.functionArn(),
                message.destination(),
                reason);
    }
}
