package brume.services.sns;

import static brume.testing.harness.ServiceHarness.assertError;
import static org.assertj.core.api.Assertions.assertThat;

import brume.api.lambda.InvocationRequest;
import brume.api.lambda.InvocationResponse;
import brume.api.sns.CreateTopicInput;
import brume.api.sns.DeleteTopicInput;
import brume.api.sns.GetSubscriptionAttributesInput;
import brume.api.sns.GetTopicAttributesInput;
import brume.api.sns.ListSubscriptionsInput;
import brume.api.sns.MessageAttributeValue;
import brume.api.sns.PublishBatchInput;
import brume.api.sns.PublishBatchRequestEntry;
import brume.api.sns.PublishInput;
import brume.api.sns.PublishResponse;
import brume.api.sns.SnsApi;
import brume.api.sns.SubscribeInput;
import brume.api.sns.UnsubscribeInput;
import brume.api.sqs.SendMessageRequest;
import brume.api.sqs.SendMessageResult;
import brume.api.sqs.SqsErrors;
import brume.base.Scope;
import brume.spi.Principal;
import brume.testing.harness.ServiceHarness;
import brume.testing.harness.Surroundings;
import brume.wire.Documents;
import brume.wire.OperationModel;
import brume.wire.Shape;
import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Facts are recorded from AWS by LocalStack's tests of SNS. */
class SnsServiceTest {

    private static final String QUEUE = "arn:aws:sqs:us-east-1:111122223333:q";
    private static final String FUNCTION = "arn:aws:lambda:us-east-1:111122223333:function:f";

    @TempDir Path folder = Path.of("");
    private final BlockingQueue<SendMessageRequest> sent = new LinkedBlockingQueue<>();
    private final BlockingQueue<InvocationRequest> invoked = new LinkedBlockingQueue<>();
    private ServiceHarness harness = null;

    /** A queue named "gone" does not exist. */
    private final class Others extends Surroundings.NoCalls {
        @Override
        @SuppressWarnings("unchecked") // The answers belong to the two operations that are called.
        public <I extends Shape, O extends Shape> O invoke(
                OperationModel<I, O> operation, I input, Principal principal, Scope scope) {
            assertThat(principal.arn()).isEqualTo("sns.amazonaws.com");
            if (input instanceof SendMessageRequest request) {
                if (request.queueUrl().endsWith("/gone")) {
                    throw SqsErrors.queueDoesNotExist("The specified queue does not exist.");
                }
                sent.add(request);
                return (O) SendMessageResult.builder().build();
            }
            invoked.add((InvocationRequest) input);
            return (O) InvocationResponse.builder().statusCode(202).build();
        }
    }

    @BeforeEach
    void start() {
        harness = new ServiceHarness(folder, Surroundings.NONE.with(new Others()), SnsService::new);
    }

    @AfterEach
    void stop() {
        harness.close();
    }

    private String topic(String name, Map<String, String> attributes) {
        return Objects.requireNonNull(
                harness.call(
                                SnsApi.CREATE_TOPIC,
                                CreateTopicInput.builder()
                                        .name(name)
                                        .attributes(attributes)
                                        .build())
                        .topicArn());
    }

    private String subscribe(
            String topic, String protocol, String endpoint, Map<String, String> attributes) {
        return Objects.requireNonNull(
                harness.call(
                                SnsApi.SUBSCRIBE,
                                SubscribeInput.builder()
                                        .topicArn(topic)
                                        .protocol(protocol)
                                        .endpoint(endpoint)
                                        .attributes(attributes)
                                        .build())
                        .subscriptionArn());
    }

    private PublishResponse publish(String topic, String message) {
        return harness.call(
                SnsApi.PUBLISH, PublishInput.builder().topicArn(topic).message(message).build());
    }

    private SendMessageRequest nextSent() throws InterruptedException {
        return Objects.requireNonNull(sent.poll(10, TimeUnit.SECONDS));
    }

    @Test
    void topicIsMadeOnceAndShowsItsAttributes() {
        String arn = topic("t", Map.of());
        assertThat(arn).isEqualTo("arn:aws:sns:us-east-1:111122223333:t");
        assertThat(topic("t", Map.of())).isEqualTo(arn);
        topic("rates", Map.of("SQSSuccessFeedbackSampleRate", "0"));
        assertError(
                () -> topic("x", Map.of("SQSSuccessFeedbackRoleArn", "arn:aws:iam::1:role/r")),
                "NotImplemented",
                "Brume does not implement the attribute SQSSuccessFeedbackRoleArn of SNS yet.");
        assertError(
                () -> topic("x", Map.of("Colour", "red")),
                "InvalidParameter",
                "Invalid parameter: AttributeName");
        assertThat(
                        harness.call(SnsApi.GET_TOPIC_ATTRIBUTES, new GetTopicAttributesInput(arn))
                                .attributes())
                .containsEntry("Owner", "111122223333")
                .containsEntry("SubscriptionsConfirmed", "0")
                .containsKey("Policy");
        harness.call(SnsApi.DELETE_TOPIC, new DeleteTopicInput(arn));
        assertError(
                () -> harness.call(SnsApi.GET_TOPIC_ATTRIBUTES, new GetTopicAttributesInput(arn)),
                "NotFound",
                "Topic does not exist");
        assertError(
                () -> publish("x", "m"),
                "InvalidParameter",
                "Invalid parameter: TopicArn Reason: An ARN must have at least 6 elements, not 1");
    }

    @Test
    void queueGetsTheEnvelopeOrTheMessageItself() throws Exception {
        String arn = topic("t", Map.of());
        String subscription = subscribe(arn, "sqs", QUEUE, Map.of());
        PublishResponse answer = publish(arn, "hello");
        JsonNode envelope = Documents.parse(nextSent().messageBody());
        assertThat(envelope.get("Type").asText()).isEqualTo("Notification");
        assertThat(envelope.get("Message").asText()).isEqualTo("hello");
        assertThat(envelope.get("MessageId").asText()).isEqualTo(answer.messageId());
        harness.call(SnsApi.UNSUBSCRIBE, new UnsubscribeInput(subscription));
        subscribe(arn, "sqs", QUEUE, Map.of("RawMessageDelivery", "true"));
        harness.call(
                SnsApi.PUBLISH,
                PublishInput.builder()
                        .topicArn(arn)
                        .message("raw")
                        .messageAttributes(
                                Map.of(
                                        "n",
                                        MessageAttributeValue.builder()
                                                .dataType("Number")
                                                .stringValue("1")
                                                .build()))
                        .build());
        SendMessageRequest raw = nextSent();
        assertThat(raw.messageBody()).isEqualTo("raw");
        assertThat(raw.messageAttributes()).containsOnlyKeys("n");
    }

    @Test
    void filterDecidesWhoGetsAMessage() throws Exception {
        String arn = topic("t", Map.of());
        subscribe(
                arn,
                "sqs",
                QUEUE,
                Map.of(
                        "FilterPolicy",
                        "{\"kind\": [\"a\"]}",
                        "FilterPolicyScope",
                        "MessageBody",
                        "RawMessageDelivery",
                        "true"));
        publish(arn, "{\"kind\": \"b\"}");
        publish(arn, "{\"kind\": \"a\"}");
        assertThat(nextSent().messageBody()).isEqualTo("{\"kind\": \"a\"}");
        assertThat(sent).isEmpty();
    }

    @Test
    void functionGetsRecords() throws Exception {
        String arn = topic("t", Map.of());
        subscribe(arn, "lambda", FUNCTION, Map.of());
        publish(arn, "hello");
        InvocationRequest request = Objects.requireNonNull(invoked.poll(10, TimeUnit.SECONDS));
        JsonNode event = Documents.parse(Objects.requireNonNull(request.payload()).text());
        assertThat(event.at("/Records/0/Sns/Message").asText()).isEqualTo("hello");
        assertThat(event.at("/Records/0/EventSource").asText()).isEqualTo("aws:sns");
    }

    @Test
    void messageThatAQueueRefusesGoesToTheDeadLetterQueue() throws Exception {
        String arn = topic("t", Map.of());
        subscribe(
                arn,
                "sqs",
                "arn:aws:sqs:us-east-1:111122223333:gone",
                Map.of("RedrivePolicy", "{\"deadLetterTargetArn\": \"" + QUEUE + "\"}"));
        publish(arn, "hello");
        assertThat(nextSent().queueUrl()).endsWith("/q");
    }

    @Test
    void fifoTopicNumbersAndDeduplicates() throws Exception {
        String arn =
                topic("t.fifo", Map.of("FifoTopic", "true", "ContentBasedDeduplication", "true"));
        subscribe(arn, "sqs", QUEUE + ".fifo", Map.of("RawMessageDelivery", "true"));
        for (String message : List.of("a", "b", "a", "c")) {
            harness.call(
                    SnsApi.PUBLISH,
                    PublishInput.builder()
                            .topicArn(arn)
                            .message(message)
                            .messageGroupId("g")
                            .build());
        }
        assertThat(
                        List.of(
                                nextSent().messageBody(),
                                nextSent().messageBody(),
                                nextSent().messageBody()))
                .containsExactly("a", "b", "c");
        assertError(
                () -> publish(arn, "d"),
                "InvalidParameter",
                "Invalid parameter: The MessageGroupId parameter is required for FIFO topics");
    }

    @Test
    void batchesAreChecked() {
        String arn = topic("t", Map.of());
        PublishBatchRequestEntry entry =
                PublishBatchRequestEntry.builder().id("1").message("m").build();
        assertError(
                () ->
                        harness.call(
                                SnsApi.PUBLISH_BATCH,
                                new PublishBatchInput(arn, List.of(entry, entry))),
                "BatchEntryIdsNotDistinct",
                "Two or more batch entries in the request have the same Id.");
        assertThat(
                        harness.call(
                                        SnsApi.PUBLISH_BATCH,
                                        new PublishBatchInput(arn, List.of(entry)))
                                .successful())
                .hasSize(1);
    }

    @Test
    void subscriptionsAreCheckedAndListed() {
        String arn = topic("t", Map.of());
        assertError(
                () -> subscribe(arn, "carrier-pigeon", "x", Map.of()),
                "InvalidParameter",
                "Invalid parameter: Amazon SNS does not support this protocol string:"
                        + " carrier-pigeon");
        assertError(
                () -> subscribe(arn, "email", "a@b", Map.of()),
                "NotImplemented",
                "Brume does not implement the protocol email of SNS yet.");
        assertThat(subscribe(arn, "https", "https://example.org/", Map.of()))
                .isEqualTo("pending confirmation");
        String first = subscribe(arn, "sqs", QUEUE, Map.of());
        assertThat(subscribe(arn, "sqs", QUEUE, Map.of())).isEqualTo(first);
        assertError(
                () -> subscribe(arn, "sqs", QUEUE, Map.of("RawMessageDelivery", "true")),
                "InvalidParameter",
                "Invalid parameter: Attributes Reason: Subscription already exists with different"
                        + " attributes");
        assertThat(
                        harness.call(SnsApi.LIST_SUBSCRIPTIONS, new ListSubscriptionsInput(null))
                                .subscriptions())
                .hasSize(2);
        assertThat(
                        harness.call(
                                        SnsApi.GET_SUBSCRIPTION_ATTRIBUTES,
                                        new GetSubscriptionAttributesInput(first))
                                .attributes())
                .containsEntry("PendingConfirmation", "false");
    }
}
