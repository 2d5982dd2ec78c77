package brume.services.lambda.worker;

import brume.api.events.EventsApi;
import brume.api.events.PutEventsRequest;
import brume.api.events.PutEventsRequestEntry;
import brume.api.events.PutEventsResponse;
import brume.api.lambda.InvocationRequest;
import brume.api.lambda.InvocationType;
import brume.api.lambda.LambdaApi;
import brume.api.s3.PutObjectRequest;
import brume.api.s3.S3Api;
import brume.api.sns.PublishInput;
import brume.api.sns.SnsApi;
import brume.api.sqs.SendMessageRequest;
import brume.api.sqs.SqsApi;
import brume.base.Clock;
import brume.base.Ids;
import brume.base.Scope;
import brume.spi.Calls;
import brume.spi.Principal;
import brume.wire.Blob;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** How each kind of destination takes a record. */
public final class DestinationTargets {

    private static final Logger LOG = LoggerFactory.getLogger(DestinationTargets.class);
    private static final DateTimeFormatter DAY =
            DateTimeFormatter.ofPattern("uuuu/MM/dd").withZone(ZoneOffset.UTC);
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH.mm.ss").withZone(ZoneOffset.UTC);

    private final Calls calls;
    private final Clock clock;

    DestinationTargets(Calls calls, Clock clock) {
        this.calls = calls;
        this.clock = clock;
    }

    /** Whether a destination takes records with all that they are about, as objects. */
    public static boolean isBucket(String destination) {
        return destination.split(":", 4)[2].equals("s3");
    }

    /**
     * Delivers a record.
     *
     * @throws brume.wire.ServiceException as the destination's service answers
     */
    void deliver(DestinationMessage message, Principal role) {
        Scope scope = message.scope();
        switch (message.destination().split(":", 4)[2]) {
            case "events" -> putEvent(message, role, scope);
            case "sqs" -> sendMessage(message, role, scope);
            case "sns" -> publish(message, role, scope);
            case "s3" -> putObject(message, role, scope);
            default -> invoke(message, role, scope);
        }
    }

    /**
     * Keys as AWS documents them.
     *
     * @see <a
     *     href="https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-retain-records.html#invocation-async-destinations">
     *     Adding a destination</a>
     */
    private void putObject(DestinationMessage message, Principal role, Scope scope) {
        String bucket = message.destination().substring(message.destination().lastIndexOf(':') + 1);
        Instant now = clock.now();
        String key =
                String.join("/", message.folder(), DAY.format(now), TIME.format(now))
                        + '-'
                        + Ids.uuid();
        var ignored =
                calls.invoke(
                        S3Api.PUT_OBJECT,
                        PutObjectRequest.builder()
                                .bucket(bucket)
                                .key(key)
                                .body(Blob.ofText(message.document()))
                                .build(),
                        role,
                        scope);
    }

    private void invoke(DestinationMessage message, Principal role, Scope scope) {
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

    private void sendMessage(DestinationMessage message, Principal role, Scope scope) {
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

    private void publish(DestinationMessage message, Principal role, Scope scope) {
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

    private void putEvent(DestinationMessage message, Principal role, Scope scope) {
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
}
