package brume.services.sns.worker;

import brume.api.lambda.InvocationRequest;
import brume.api.lambda.InvocationType;
import brume.api.lambda.LambdaApi;
import brume.api.sqs.MessageAttributeValue;
import brume.api.sqs.SendMessageRequest;
import brume.api.sqs.SqsApi;
import brume.base.AccountId;
import brume.base.Arn;
import brume.base.Clock;
import brume.base.Ids;
import brume.base.Region;
import brume.base.Scope;
import brume.events.Delivery;
import brume.events.Outcome;
import brume.events.QueueHandler;
import brume.events.QueueSpec;
import brume.events.Queues;
import brume.services.sns.domain.MessageAttribute;
import brume.services.sns.domain.Publication;
import brume.services.sns.domain.Subscriber;
import brume.services.sns.domain.Topic;
import brume.services.sns.store.TopicStore;
import brume.spi.Call;
import brume.spi.Calls;
import brume.spi.HttpSender;
import brume.spi.Principal;
import brume.spi.ServerEndpoint;
import brume.store.Transaction;
import brume.wire.Blob;
import brume.wire.Documents;
import brume.wire.HttpHeaders;
import brume.wire.OutboundRequest;
import brume.wire.ServiceException;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings messages to subscribers: one message of a durable queue for each. Those of FIFO topics go
 * through a queue with one worker, so that they arrive in order. What a subscriber refuses for good
 * goes to the subscription's dead-letter queue, if it has one. Source: SNS Developer Guide, "Amazon
 * SNS message delivery retries".
 */
public final class Deliveries implements QueueHandler {

    private static final Logger LOG = LoggerFactory.getLogger(Deliveries.class);
    private static final String QUEUE = "sns.deliver";
    private static final String FIFO_QUEUE = "sns.deliver-fifo";
    private static final String SERVICE = "sns.amazonaws.com";
    private static final int ATTEMPTS_MAX = 50;
    private static final int HTTP_RETRIES_MAX = 3;
    private static final Duration HTTP_RETRY_DELAY = Duration.ofSeconds(20);
    private static final Duration HTTP_TIMEOUT = Duration.ofSeconds(15);
    private static final int ANSWER_BYTES_MAX = 64 * 1024;
    private static final int PAYLOAD_BYTES_MAX = 4 * 1024 * 1024;
    private static final int TOO_MANY_REQUESTS = 429;
    private static final int NOT_IMPLEMENTED = 501;

    private final TopicStore topics;
    private final Queues queues;
    private final Calls calls;
    private final HttpSender http;
    private final ServerEndpoint endpoint;
    private final Clock clock;

    public Deliveries(
            TopicStore topics,
            Queues queues,
            Calls calls,
            HttpSender http,
            ServerEndpoint endpoint,
            Clock clock) {
        this.topics = topics;
        this.queues = queues;
        this.calls = calls;
        this.http = http;
        this.endpoint = endpoint;
        this.clock = clock;
    }

    /** Declares the queues; before the server starts. */
    public void register() {
        queues.register(spec(QUEUE, QueueSpec.named(QUEUE).concurrencyMax()), this);
        queues.register(spec(FIFO_QUEUE, 1), this);
    }

    private static QueueSpec spec(String name, int concurrency) {
        return new QueueSpec(
                name,
                concurrency,
                ATTEMPTS_MAX,
                Duration.ofSeconds(1),
                Duration.ofMinutes(20),
                PAYLOAD_BYTES_MAX);
    }

    /** Appends a delivery in the transaction of the publication. */
    public void append(Transaction transaction, Topic topic, Publication publication) {
        var ignored =
                queues.append(
                        transaction,
                        topic.fifo() ? FIFO_QUEUE : QUEUE,
                        clock.now(),
                        Documents.write(publication));
    }

    /** Asks a web endpoint whether it wants the messages of a topic. */
    public void askToConfirm(Transaction transaction, Topic topic, Subscriber subscriber) {
        append(
                transaction,
                topic,
                new Publication(
                        topic.arn(),
                        subscriber.id(),
                        Ids.uuid(),
                        Publication.CONFIRMATION,
                        "You have chosen to subscribe to the topic "
                                + topic.arn()
                                + ".\nTo confirm the subscription, visit the SubscribeURL included"
                                + " in this message.",
                        new TreeMap<>(),
                        null,
                        List.of(),
                        null,
                        null,
                        null,
                        subscriber.token(),
                        clock.now().truncatedTo(ChronoUnit.MILLIS).toString(),
                        endpoint.url()));
    }

    /** Where the links in messages lead. */
    public String server(Call call) {
        return call.host().equals("localhost")
                ? endpoint.url()
                : endpoint.scheme() + "://" + call.host();
    }

    @Override
    public Outcome handle(Delivery delivery) {
        Publication publication = Documents.read(delivery.payload(), Publication.class);
        Optional<Subscriber> found = find(publication);
        if (found.isEmpty()) {
            return Outcome.DONE;
        }
        Subscriber subscriber = found.get();
        try {
            return switch (subscriber.protocol()) {
                case "sqs" -> toQueue(publication, subscriber);
                case "lambda" -> toFunction(publication, subscriber);
                default -> toWeb(publication, subscriber, delivery.attempt());
            };
        } catch (ServiceException e) {
            int status = e.error().httpStatus();
            boolean temporary =
                    status == TOO_MANY_REQUESTS || (status >= 500 && status != NOT_IMPLEMENTED);
            if (temporary) {
                throw e;
            }
            return new Outcome.Dead(e.error().code() + ": " + e.getMessage());
        }
    }

    private Optional<Subscriber> find(Publication publication) {
        Arn topic = Arn.find(publication.topicArn()).orElseThrow();
        return topics.read(reader -> topics.find(reader, topic, publication.subscription()));
    }

    private Outcome toQueue(Publication publication, Subscriber subscriber) {
        String text = subscriber.raw() ? publication.textFor("sqs") : publication.envelope("sqs");
        sendToQueue(
                publication, Arn.find(subscriber.endpoint()).orElseThrow(), text, subscriber.raw());
        return Outcome.DONE;
    }

    private void sendToQueue(Publication publication, Arn queue, String text, boolean raw) {
        boolean fifo = queue.resource().endsWith(".fifo");
        var ignored =
                calls.invoke(
                        SqsApi.SEND_MESSAGE,
                        SendMessageRequest.builder()
                                .queueUrl(
                                        endpoint.url()
                                                + '/'
                                                + queue.account()
                                                + '/'
                                                + queue.resource())
                                .messageBody(text)
                                .messageAttributes(raw ? attributes(publication) : null)
                                .messageGroupId(publication.groupId())
                                .messageDeduplicationId(fifo ? publication.deduplicationId() : null)
                                .build(),
                        principal(publication),
                        scope(queue));
    }

    private static Map<String, MessageAttributeValue> attributes(Publication publication) {
        Map<String, MessageAttributeValue> all = new TreeMap<>();
        for (MessageAttribute attribute : publication.attributes()) {
            MessageAttributeValue.Builder value =
                    MessageAttributeValue.builder().dataType(attribute.type());
            all.put(
                    attribute.name(),
                    attribute.binary()
                            ? value.binaryValue(
                                            Blob.of(Base64.getDecoder().decode(attribute.value())))
                                    .build()
                            : value.stringValue(attribute.value()).build());
        }
        return all;
    }

    private Outcome toFunction(Publication publication, Subscriber subscriber) {
        var ignored =
                calls.invoke(
                        LambdaApi.INVOKE,
                        InvocationRequest.builder()
                                .functionName(subscriber.endpoint())
                                .invocationType(InvocationType.EVENT)
                                .payload(Blob.ofText(publication.event()))
                                .build(),
                        principal(publication),
                        scope(Arn.find(subscriber.endpoint()).orElseThrow()));
        return Outcome.DONE;
    }

    private Outcome toWeb(Publication publication, Subscriber subscriber, int attempt) {
        boolean raw = subscriber.raw() && publication.type().equals(Publication.NOTIFICATION);
        HttpHeaders headers =
                new HttpHeaders()
                        .add("Content-Type", "text/plain; charset=UTF-8")
                        .add("User-Agent", "Amazon Simple Notification Service Agent")
                        .add("x-amz-sns-message-type", publication.type())
                        .add("x-amz-sns-message-id", publication.messageId())
                        .add("x-amz-sns-topic-arn", publication.topicArn());
        if (publication.type().equals(Publication.NOTIFICATION)) {
            headers.add("x-amz-sns-subscription-arn", publication.subscriptionArn());
        }
        if (raw) {
            headers.add("x-amz-sns-rawdelivery", "true");
        }
        String protocol = subscriber.protocol();
        String text = raw ? publication.textFor(protocol) : publication.envelope(protocol);
        String failure;
        try {
            int status =
                    http.send(
                                    new OutboundRequest(
                                            "POST",
                                            URI.create(subscriber.endpoint()),
                                            headers,
                                            text.getBytes(StandardCharsets.UTF_8),
                                            HTTP_TIMEOUT,
                                            ANSWER_BYTES_MAX))
                            .status();
            if (status >= 200 && status < 300) {
                return Outcome.DONE;
            }
            failure = "the endpoint answers " + status;
            if (status >= 400 && status < 500 && status != TOO_MANY_REQUESTS) {
                return new Outcome.Dead(failure);
            }
        } catch (IOException | IllegalArgumentException e) {
            failure = String.valueOf(e.getMessage());
        }
        return attempt > HTTP_RETRIES_MAX
                ? new Outcome.Dead(failure)
                : new Outcome.Retry(HTTP_RETRY_DELAY);
    }

    private static Principal.ServicePrincipal principal(Publication publication) {
        Arn topic = Arn.find(publication.topicArn()).orElseThrow();
        return new Principal.ServicePrincipal(
                SERVICE, publication.topicArn(), new AccountId(topic.account()));
    }

    private static Scope scope(Arn arn) {
        return new Scope(new AccountId(arn.account()), new Region(arn.region()));
    }

    @Override
    public void dead(Delivery delivery, String reason) {
        Publication publication = Documents.read(delivery.payload(), Publication.class);
        LOG.warn(
                "Message {} does not reach {}: {}",
                publication.messageId(),
                publication.subscriptionArn(),
                reason);
        find(publication)
                .map(subscriber -> subscriber.attributes().get("RedrivePolicy"))
                .flatMap(policy ->
                        Arn.find(Documents.parse(policy).path("deadLetterTargetArn").asText()))
                .ifPresent(queue -> bury(publication, queue));
    }

    private void bury(Publication publication, Arn queue) {
        try {
            boolean raw = find(publication).map(Subscriber::raw).orElse(false);
            String text = raw ? publication.textFor("sqs") : publication.envelope("sqs");
            sendToQueue(publication, queue, text, raw);
        } catch (ServiceException e) {
            LOG.warn(
                    "Message {} does not reach the dead-letter queue {}: {}",
                    publication.messageId(),
                    queue,
                    e.getMessage());
        }
    }
}
