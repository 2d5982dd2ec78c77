package brume.services.sqs;

import static brume.testing.harness.ServiceHarness.assertError;
import static org.assertj.core.api.Assertions.assertThat;

import brume.api.sqs.ChangeMessageVisibilityRequest;
import brume.api.sqs.CreateQueueRequest;
import brume.api.sqs.DeleteMessageRequest;
import brume.api.sqs.DeleteQueueRequest;
import brume.api.sqs.GetQueueAttributesRequest;
import brume.api.sqs.ListDeadLetterSourceQueuesRequest;
import brume.api.sqs.ListQueuesRequest;
import brume.api.sqs.ListQueuesResult;
import brume.api.sqs.Message;
import brume.api.sqs.MessageAttributeValue;
import brume.api.sqs.PurgeQueueRequest;
import brume.api.sqs.ReceiveMessageRequest;
import brume.api.sqs.SendMessageBatchRequest;
import brume.api.sqs.SendMessageBatchRequestEntry;
import brume.api.sqs.SendMessageRequest;
import brume.api.sqs.SendMessageResult;
import brume.api.sqs.SetQueueAttributesRequest;
import brume.api.sqs.SqsApi;
import brume.testing.harness.ServiceHarness;
import brume.testing.harness.Surroundings;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Facts are recorded from AWS by LocalStack's tests of SQS, unless the test says otherwise. */
class SqsServiceTest {

    private static final String ARN = "arn:aws:sqs:us-east-1:111122223333:";

    @TempDir Path folder = Path.of("");
    private ServiceHarness harness = null;

    @BeforeEach
    void start() {
        harness = new ServiceHarness(folder, Surroundings.NONE, SqsService::new);
    }

    @AfterEach
    void stop() {
        harness.close();
    }

    private String create(String name, Map<String, String> attributes) {
        String url =
                harness.call(
                                SqsApi.CREATE_QUEUE,
                                CreateQueueRequest.builder()
                                        .queueName(name)
                                        .attributes(attributes)
                                        .build())
                        .queueUrl();
        return url == null ? "" : url;
    }

    private String fifo(String name) {
        return create(
                name + ".fifo", Map.of("FifoQueue", "true", "ContentBasedDeduplication", "true"));
    }

    private SendMessageResult send(String url, String body) {
        return harness.call(
                SqsApi.SEND_MESSAGE,
                SendMessageRequest.builder().queueUrl(url).messageBody(body).build());
    }

    private SendMessageResult send(String url, String group, String body) {
        return harness.call(
                SqsApi.SEND_MESSAGE,
                SendMessageRequest.builder()
                        .queueUrl(url)
                        .messageBody(body)
                        .messageGroupId(group)
                        .build());
    }

    private List<Message> receive(String url, int max) {
        return receive(
                ReceiveMessageRequest.builder()
                        .queueUrl(url)
                        .maxNumberOfMessages(max)
                        .messageSystemAttributeNames(List.of("All"))
                        .messageAttributeNames(List.of("All"))
                        .build());
    }

    private List<Message> receive(ReceiveMessageRequest request) {
        List<Message> messages = harness.call(SqsApi.RECEIVE_MESSAGE, request).messages();
        return messages == null ? List.of() : messages;
    }

    private static List<String> bodies(List<Message> messages) {
        return messages.stream().map(message -> String.valueOf(message.body())).toList();
    }

    private void delete(String url, Message message) {
        harness.call(SqsApi.DELETE_MESSAGE, new DeleteMessageRequest(url, handle(message)));
    }

    private static String handle(Message message) {
        return String.valueOf(message.receiptHandle());
    }

    private Map<String, String> attributes(String url) {
        Map<String, String> all =
                harness.call(
                                SqsApi.GET_QUEUE_ATTRIBUTES,
                                new GetQueueAttributesRequest(url, List.of("All")))
                        .attributes();
        return all == null ? Map.of() : all;
    }

    private void advance(int seconds) {
        harness.clock().advance(Duration.ofSeconds(seconds));
    }

    @Test
    void queueIsMadeOnceAndOnlyWithTheSameAttributes() {
        String url = create("q", Map.of("DelaySeconds", "1"));
        assertThat(url).isEqualTo("http://127.0.0.1:4566/111122223333/q");
        assertThat(create("q", Map.of())).isEqualTo(url);
        assertError(
                () -> create("q", Map.of("DelaySeconds", "2")),
                "QueueAlreadyExists",
                "A queue already exists with the same name and a different value for attribute"
                        + " DelaySeconds");
        assertThat(attributes(url))
                .containsEntry("QueueArn", ARN + "q")
                .containsEntry("VisibilityTimeout", "30")
                .containsEntry("MaximumMessageSize", "1048576")
                .doesNotContainKey("FifoQueue");
        assertError(
                () -> create("x", Map.of("FifoQueue", "false")),
                "InvalidAttributeName",
                "Unknown Attribute FifoQueue.");
    }

    @Test
    void digestsAreThoseOfAws() {
        String url = create("q", Map.of());
        SendMessageResult sent =
                harness.call(
                        SqsApi.SEND_MESSAGE,
                        SendMessageRequest.builder()
                                .queueUrl(url)
                                .messageBody("foobar")
                                .messageAttributes(
                                        Map.of(
                                                "MyAttribute",
                                                MessageAttributeValue.builder()
                                                        .dataType("String")
                                                        .stringValue("foobar")
                                                        .build()))
                                .build());
        assertThat(sent.md5OfMessageBody()).isEqualTo("3858f62230ac3c915f300c664312c63f");
        assertThat(sent.md5OfMessageAttributes()).isEqualTo("adb59cd4678ea5a855436b949cd07ab6");
        Message received = receive(url, 1).getFirst();
        assertThat(received.md5OfMessageAttributes()).isEqualTo("adb59cd4678ea5a855436b949cd07ab6");
        assertThat(received.attributes())
                .containsEntry("ApproximateReceiveCount", "1")
                .containsKeys("SenderId", "SentTimestamp", "ApproximateFirstReceiveTimestamp");
    }

    @Test
    void messageIsHiddenUntilItsTimeoutOrDeleted() {
        String url = create("q", Map.of());
        send(url, "a");
        Message first = receive(url, 10).getFirst();
        assertThat(receive(url, 10)).isEmpty();
        assertThat(attributes(url)).containsEntry("ApproximateNumberOfMessagesNotVisible", "1");
        advance(31);
        Message second = receive(url, 10).getFirst();
        delete(url, first);
        advance(31);
        Message third = receive(url, 10).getFirst();
        assertThat(third.attributes()).containsEntry("ApproximateReceiveCount", "3");
        assertThat(second.messageId()).isEqualTo(third.messageId());
        delete(url, third);
        advance(31);
        assertThat(receive(url, 10)).isEmpty();
        assertError(
                () ->
                        harness.call(
                                SqsApi.CHANGE_MESSAGE_VISIBILITY,
                                new ChangeMessageVisibilityRequest(url, handle(third), 5)),
                "InvalidParameterValue",
                "Value "
                        + handle(third)
                        + " for parameter ReceiptHandle is invalid. Reason: Message does not exist"
                        + " or is not available for visibility timeout change.");
    }

    @Test
    void changedVisibilityTakesEffect() {
        String url = create("q", Map.of());
        send(url, "a");
        Message message = receive(url, 1).getFirst();
        harness.call(
                SqsApi.CHANGE_MESSAGE_VISIBILITY,
                new ChangeMessageVisibilityRequest(url, handle(message), 0));
        assertThat(receive(url, 1)).hasSize(1);
    }

    @Test
    void longPollEndsWhenAMessageComesOrTheDelayIsOver() throws Exception {
        String url = create("q", Map.of());
        ReceiveMessageRequest poll =
                ReceiveMessageRequest.builder().queueUrl(url).waitTimeSeconds(20).build();
        CompletableFuture<List<Message>> waiting =
                CompletableFuture.supplyAsync(() -> receive(poll));
        send(url, "a");
        assertThat(bodies(waiting.get(10, TimeUnit.SECONDS))).containsExactly("a");
        CompletableFuture<List<Message>> empty = CompletableFuture.supplyAsync(() -> receive(poll));
        while (!empty.isDone()) {
            advance(21);
            Thread.onSpinWait();
        }
        assertThat(empty.get(10, TimeUnit.SECONDS).size()).isLessThan(2);
    }

    @Test
    void delayedMessageIsNotSeenBefore() {
        String url = create("q", Map.of("DelaySeconds", "60"));
        send(url, "a");
        assertThat(receive(url, 1)).isEmpty();
        assertThat(attributes(url)).containsEntry("ApproximateNumberOfMessagesDelayed", "1");
        advance(61);
        assertThat(receive(url, 1)).hasSize(1);
    }

    @Test
    void deadLettersKeepTheirIdsAndCounts() {
        String target = create("dlq", Map.of());
        String url =
                create(
                        "q",
                        Map.of(
                                "RedrivePolicy",
                                "{\"deadLetterTargetArn\":\""
                                        + ARN
                                        + "dlq\",\"maxReceiveCount\":1}"));
        String id = String.valueOf(send(url, "a").messageId());
        assertThat(receive(url, 1)).hasSize(1);
        advance(31);
        assertThat(receive(url, 1)).isEmpty();
        Message dead = receive(target, 1).getFirst();
        assertThat(dead.messageId()).isEqualTo(id);
        assertThat(dead.attributes())
                .containsEntry("ApproximateReceiveCount", "2")
                .containsEntry("DeadLetterQueueSourceArn", ARN + "q");
        assertThat(
                        harness.call(
                                        SqsApi.LIST_DEAD_LETTER_SOURCE_QUEUES,
                                        new ListDeadLetterSourceQueuesRequest(target, null, null))
                                .queueUrls())
                .containsExactly(url);
    }

    @Test
    void fifoKeepsOrderAndBlocksAGroupInFlight() {
        String url = fifo("q");
        send(url, "g1", "a");
        send(url, "g1", "b");
        send(url, "g2", "c");
        Message a = receive(url, 1).getFirst();
        assertThat(a.body()).isEqualTo("a");
        Message c = receive(url, 10).getFirst();
        assertThat(c.body()).isEqualTo("c");
        assertThat(receive(url, 10)).isEmpty();
        delete(url, a);
        Message b = receive(url, 10).getFirst();
        assertThat(b.body()).isEqualTo("b");
        assertThat(String.valueOf(b.attributes())).contains("SequenceNumber=188");
        advance(31);
        assertError(
                () -> delete(url, b),
                "InvalidParameterValue",
                "Value "
                        + handle(b)
                        + " for parameter ReceiptHandle is invalid. Reason: The receipt handle has"
                        + " expired.");
        assertThat(bodies(receive(url, 10))).containsExactlyInAnyOrder("b", "c");
    }

    @Test
    void extendedMessageBlocksThoseBehindItOnly() {
        String url = fifo("q");
        send(url, "g", "foo");
        send(url, "g", "bar");
        send(url, "g", "baz");
        List<Message> all = receive(url, 5);
        assertThat(bodies(all)).containsExactly("foo", "bar", "baz");
        harness.call(
                SqsApi.CHANGE_MESSAGE_VISIBILITY,
                new ChangeMessageVisibilityRequest(url, handle(all.get(1)), 600));
        advance(31);
        assertThat(bodies(receive(url, 5))).containsExactly("foo");
    }

    @Test
    void fifoSendsOnceInFiveMinutes() {
        String url = fifo("q");
        SendMessageResult first = send(url, "g", "a");
        SendMessageResult again = send(url, "h", "a");
        assertThat(again.messageId()).isEqualTo(first.messageId());
        assertThat(again.sequenceNumber()).isEqualTo(first.sequenceNumber());
        delete(url, receive(url, 10).getFirst());
        send(url, "g", "a");
        assertThat(receive(url, 10)).isEmpty();
        advance(301);
        send(url, "g", "a");
        assertThat(receive(url, 10)).hasSize(1);
        assertError(
                () -> send(url, "a"),
                "MissingParameter",
                "The request must contain the parameter MessageGroupId.");
    }

    @Test
    void batchesFailAsAWholeOrEntryByEntry() {
        String url = create("q", Map.of("MaximumMessageSize", "1024"));
        SendMessageBatchRequestEntry large =
                SendMessageBatchRequestEntry.builder()
                        .id("1")
                        .messageBody("a".repeat(1025))
                        .build();
        SendMessageBatchRequestEntry small =
                SendMessageBatchRequestEntry.builder().id("2").messageBody("a").build();
        var result =
                harness.call(
                        SqsApi.SEND_MESSAGE_BATCH,
                        new SendMessageBatchRequest(url, List.of(large, small)));
        assertThat(result.successful()).hasSize(1);
        assertThat(result.failed().getFirst().message())
                .isEqualTo(
                        "One or more parameters cannot be validated. Reason: Message must be"
                                + " shorter than 1024 bytes.");
        assertError(
                () ->
                        harness.call(
                                SqsApi.SEND_MESSAGE_BATCH,
                                new SendMessageBatchRequest(url, List.of(small, small))),
                "BatchEntryIdsNotDistinct",
                "Id 2 repeated.");
    }

    @Test
    void everyMessageIsReceivedOnceByManyReceiversAlsoAfterARestart() throws Exception {
        String url = create("q", Map.of());
        for (int i = 0; i < 100; i++) {
            send(url, "m" + i);
        }
        harness.restart();
        List<CompletableFuture<List<String>>> receivers = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            receivers.add(
                    CompletableFuture.supplyAsync(() -> {
                        List<String> mine = new ArrayList<>();
                        List<Message> some = receive(url, 7);
                        while (!some.isEmpty()) {
                            mine.addAll(bodies(some));
                            some = receive(url, 7);
                        }
                        return mine;
                    }));
        }
        List<String> all = new ArrayList<>();
        for (CompletableFuture<List<String>> receiver : receivers) {
            all.addAll(receiver.get(60, TimeUnit.SECONDS));
        }
        Set<String> distinct = new TreeSet<>(all);
        assertThat(all).hasSameSizeAs(distinct);
        all.addAll(bodies(receive(url, 10)));
        assertThat(new TreeSet<>(all)).hasSize(100);
    }

    @Test
    void oldMessagesAndPurgedOnesAreGone() {
        String url = create("q", Map.of("MessageRetentionPeriod", "60"));
        send(url, "a");
        advance(61);
        assertThat(receive(url, 1)).isEmpty();
        send(url, "b");
        harness.call(SqsApi.PURGE_QUEUE, new PurgeQueueRequest(url));
        assertThat(receive(url, 1)).isEmpty();
        assertError(
                () -> harness.call(SqsApi.PURGE_QUEUE, new PurgeQueueRequest(url)),
                "AWS.SimpleQueueService.PurgeQueueInProgress",
                "Only one PurgeQueue operation on q is allowed every 60 seconds.");
        send(url, "c");
        assertThat(bodies(receive(url, 1))).containsExactly("c");
    }

    @Test
    void deletedQueueIsGoneAndANewOneEmpty() {
        String url = create("q", Map.of());
        send(url, "a");
        harness.call(SqsApi.DELETE_QUEUE, new DeleteQueueRequest(url));
        assertError(
                () -> send(url, "b"),
                "AWS.SimpleQueueService.NonExistentQueue",
                "The specified queue does not exist.");
        create("q", Map.of());
        assertThat(receive(url, 1)).isEmpty();
    }

    @Test
    void queuesAreListedInPagesAndByPrefix() {
        for (int i = 0; i < 5; i++) {
            create("list-" + i, Map.of());
        }
        create("other", Map.of());
        ListQueuesResult page =
                harness.call(SqsApi.LIST_QUEUES, new ListQueuesRequest("list-", null, 3));
        assertThat(page.queueUrls()).hasSize(3);
        ListQueuesResult rest =
                harness.call(
                        SqsApi.LIST_QUEUES, new ListQueuesRequest("list-", page.nextToken(), 3));
        assertThat(rest.queueUrls()).hasSize(2);
        assertThat(rest.nextToken()).isNull();
    }

    @Test
    void brokenSettingsAreRefused() {
        String url = create("q", Map.of());
        assertError(
                () ->
                        harness.call(
                                SqsApi.SET_QUEUE_ATTRIBUTES,
                                new SetQueueAttributesRequest(
                                        url, Map.of("VisibilityTimeout", "43201"))),
                "InvalidAttributeValue",
                "Invalid value for the parameter VisibilityTimeout.");
        assertError(
                () -> create("k", Map.of("KmsMasterKeyId", "alias/aws/sqs")),
                "NotImplemented",
                "Brume does not implement encryption with keys of KMS of SQS yet.");
    }
}
