package brume.services.lambda.worker;

import brume.api.events.EventsApi;
import brume.api.events.PutEventsRequest;
import brume.api.events.PutEventsRequestEntry;
import brume.api.events.PutEventsResponse;
import brume.api.lambda.InvocationRequest;
import brume.api.lambda.InvocationType;
import brume.api.lambda.LambdaApi;
import brume.api.sns.PublishInput;
import brume.api.sns.SnsApi;
import brume.api.sqs.SendMessageRequest;
import brume.api.sqs.SqsApi;
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
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Delivers records of asynchronous invocations to functions, event buses, queues and topics, with
 * the rights of the role of the function that was invoked.
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
            String document,
            @Nullable DeadLetter deadLetter) {

        Map<String, String> attributes() {
            return deadLetter == null ? Map.of() : deadLetter.attributes();
        }
    }

    /** What goes with an event that failed to a dead-letter target. */
    record DeadLetter(String requestId, String errorCode, String errorMessage) {

        private static final int MESSAGE_CHARS_MAX = 1024;

        Map<String, String> attributes() {
            String message =
                    errorMessage.substring(0, Math.min(MESSAGE_CHARS_MAX, errorMessage.length()));
            return Map.of("RequestID", requestId, "ErrorCode", errorCode, "ErrorMessage", message);
        }
    }

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
        send(transaction, destination, function, functionArn, condition == Condition.SUCCESS, text);
    }

    /**
     * Has a text delivered after the commit, with the rights of the function's role.
     *
     * @param functionArn the function as the invocation named it
     * @param success whether it tells of a success
     */
    public void send(
            Transaction transaction,
            String destination,
            LambdaFunction function,
            String functionArn,
            boolean success,
            String text) {
        append(transaction, destination, function, functionArn, success, text, null);
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
            DeadLetter letter) {
        append(
                transaction,
                target,
                function,
                functionArn,
                false,
                new String(event, StandardCharsets.UTF_8),
                letter);
    }

    private void append(
            Transaction transaction,
            String destination,
            LambdaFunction function,
            String functionArn,
            boolean success,
            String text,
            @Nullable DeadLetter letter) {
        Message message =
                new Message(
                        destination,
                        functionArn,
                        function.name(),
                        function.account(),
                        function.region(),
                        function.configuration().role(),
                        success,
                        text,
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
            switch (message.destination().split(":", 4)[2]) {
                case "events" -> putEvent(message, role, scope);
                case "sqs" -> sendMessage(message, role, scope);
                case "sns" -> publish(message, role, scope);
                default -> invoke(message, role, scope);
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

    private void sendMessage(Message message, Principal role, Scope scope) {
        Map<String, brume.api.sqs.MessageAttributeValue> attributes = new HashMap<>();
        message.attributes()
                .forEach((name, value) ->
                        attributes.put(
                                name,
                                brume.api.sqs.MessageAttributeValue.builder()
                                        .dataType(type(name))
                                        .stringValue(value)
                                        .build()));
        var ignored =
                calls.invoke(
                        SqsApi.SEND_MESSAGE,
                        SendMessageRequest.builder()
                                .queueUrl(QueueUrls.of(message.destination()))
                                .messageBody(message.document())
                                .messageAttributes(attributes.isEmpty() ? null : attributes)
                                .build(),
                        role,
                        scope);
    }

    private void publish(Message message, Principal role, Scope scope) {
        Map<String, brume.api.sns.MessageAttributeValue> attributes = new HashMap<>();
        message.attributes()
                .forEach((name, value) ->
                        attributes.put(
                                name,
                                brume.api.sns.MessageAttributeValue.builder()
                                        .dataType(type(name))
                                        .stringValue(value)
                                        .build()));
        var ignored =
                calls.invoke(
                        SnsApi.PUBLISH,
                        PublishInput.builder()
                                .topicArn(message.destination())
                                .message(message.document())
                                .messageAttributes(attributes.isEmpty() ? null : attributes)
                                .build(),
                        role,
                        scope);
    }

    private static String type(String attribute) {
        return attribute.equals("ErrorCode") ? "Number" : "String";
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
