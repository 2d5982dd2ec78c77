package brume.services.sns.op;

import brume.api.sns.ConfirmSubscriptionInput;
import brume.api.sns.ConfirmSubscriptionResponse;
import brume.api.sns.GetSubscriptionAttributesInput;
import brume.api.sns.GetSubscriptionAttributesResponse;
import brume.api.sns.ListSubscriptionsByTopicInput;
import brume.api.sns.ListSubscriptionsByTopicResponse;
import brume.api.sns.ListSubscriptionsInput;
import brume.api.sns.ListSubscriptionsResponse;
import brume.api.sns.SetSubscriptionAttributesInput;
import brume.api.sns.SnsApi;
import brume.api.sns.SnsErrors;
import brume.api.sns.SubscribeInput;
import brume.api.sns.SubscribeResponse;
import brume.api.sns.Subscription;
import brume.api.sns.UnsubscribeInput;
import brume.base.Arn;
import brume.base.Ids;
import brume.services.sns.domain.FilterPolicy;
import brume.services.sns.domain.SnsQuotas;
import brume.services.sns.domain.Subscriber;
import brume.services.sns.domain.Topic;
import brume.services.sns.store.TopicStore;
import brume.services.sns.worker.Deliveries;
import brume.spi.Call;
import brume.spi.Operation;
import brume.spi.Permission;
import brume.store.Transaction;
import brume.wire.CommonErrors;
import brume.wire.Documents;
import brume.wire.ServiceException;
import brume.wire.Unit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Who gets the messages of topics. */
public final class Subscriptions {

    private static final int SECRET_CHARACTERS = 64;
    private static final List<String> NOT_BUILT =
            List.of("email", "email-json", "sms", "application", "firehose");

    private final TopicStore topics;
    private final TopicAccess on;
    private final Deliveries deliveries;

    public Subscriptions(TopicStore topics, TopicAccess on, Deliveries deliveries) {
        this.topics = topics;
        this.on = on;
        this.deliveries = deliveries;
    }

    public List<Operation<?, ?>> all() {
        return List.of(
                on.topic(SnsApi.SUBSCRIBE, SubscribeInput::topicArn, this::subscribe),
                on.topic(
                        SnsApi.CONFIRM_SUBSCRIPTION,
                        ConfirmSubscriptionInput::topicArn,
                        this::confirm),
                on.subscription(
                        SnsApi.UNSUBSCRIBE,
                        UnsubscribeInput::subscriptionArn,
                        (input, arn, call) -> unsubscribe(arn)),
                Operation.of(
                        SnsApi.LIST_SUBSCRIPTIONS,
                        (input, call) ->
                                List.of(Permission.of(SnsApi.LIST_SUBSCRIPTIONS.action(), "*")),
                        this::list),
                on.topic(
                        SnsApi.LIST_SUBSCRIPTIONS_BY_TOPIC,
                        ListSubscriptionsByTopicInput::topicArn,
                        this::listByTopic),
                on.subscription(
                        SnsApi.GET_SUBSCRIPTION_ATTRIBUTES,
                        GetSubscriptionAttributesInput::subscriptionArn,
                        this::getAttributes),
                on.subscription(
                        SnsApi.SET_SUBSCRIPTION_ATTRIBUTES,
                        SetSubscriptionAttributesInput::subscriptionArn,
                        this::setAttribute));
    }

    private SubscribeResponse subscribe(SubscribeInput input, Arn arn, Call call) {
        String endpoint = input.endpoint() == null ? "" : input.endpoint();
        checkEndpoint(input.protocol(), endpoint, arn.resource().endsWith(".fifo"));
        SortedMap<String, String> attributes =
                new TreeMap<>(input.attributes() == null ? Map.of() : input.attributes());
        attributes.forEach((name, value) -> {
            try {
                check(name, value);
            } catch (IllegalArgumentException e) {
                throw TopicAccess.invalid("Attributes", String.valueOf(e.getMessage()));
            }
        });
        attributes.values().removeIf(String::isEmpty);
        boolean returnArn = Boolean.TRUE.equals(input.returnSubscriptionArn());
        return topics.transact(transaction -> {
            Topic topic = topics.get(transaction, arn);
            List<Subscriber> all = topics.subscribers(transaction, arn);
            Subscriber subscriber =
                    all.stream()
                            .filter(s ->
                                    s.protocol().equals(input.protocol())
                                            && s.endpoint().equals(endpoint))
                            .findFirst()
                            .map(present -> same(present, attributes))
                            .orElseGet(() -> {
                                checkRoom(all);
                                return make(topic, input.protocol(), endpoint, attributes, call);
                            });
            topics.put(transaction, arn, subscriber);
            if (subscriber.pending()) {
                deliveries.askToConfirm(transaction, topic, subscriber);
            }
            return SubscribeResponse.builder()
                    .subscriptionArn(
                            subscriber.pending() && !returnArn
                                    ? "pending confirmation"
                                    : subscriber.arn())
                    .build();
        });
    }

    private static void checkRoom(List<Subscriber> all) {
        if (all.size() >= SnsQuotas.SUBSCRIPTIONS.value()) {
            throw SnsErrors.subscriptionLimitExceededException(
                    "The topic has as many subscriptions as are possible.");
        }
    }

    private static Subscriber same(Subscriber present, SortedMap<String, String> attributes) {
        attributes.forEach((name, value) -> {
            if (!value.equals(present.attributes().getOrDefault(name, ""))) {
                throw TopicAccess.invalid(
                        "Attributes", "Subscription already exists with different attributes");
            }
        });
        return present;
    }

    private static Subscriber make(
            Topic topic,
            String protocol,
            String endpoint,
            SortedMap<String, String> attributes,
            Call call) {
        String id = Ids.uuid();
        boolean pending = protocol.startsWith("http");
        return new Subscriber(
                topic.arn(),
                id,
                protocol,
                endpoint,
                call.account().value(),
                call.principal().arn(),
                pending ? id.replace("-", "") + Ids.secret(SECRET_CHARACTERS) : null,
                attributes);
    }

    private static void checkEndpoint(String protocol, String endpoint, boolean fifo) {
        switch (protocol) {
            case "sqs" -> {
                Optional<Arn> queue = Arn.find(endpoint).filter(a -> a.service().equals("sqs"));
                if (queue.isEmpty()) {
                    throw SnsErrors.invalidParameterException(
                            "Invalid parameter: SQS endpoint ARN");
                }
                if (!fifo && queue.get().resource().endsWith(".fifo")) {
                    throw SnsErrors.invalidParameterException(
                            "Invalid parameter: Invalid parameter: Endpoint Reason: FIFO SQS Queues"
                                    + " can not be subscribed to standard SNS topics");
                }
            }
            case "lambda" -> {
                if (Arn.find(endpoint).filter(a -> a.service().equals("lambda")).isEmpty()) {
                    throw SnsErrors.invalidParameterException(
                            "Invalid parameter: Lambda endpoint ARN");
                }
                refuseFifo(fifo);
            }
            case "http", "https" -> {
                if (!endpoint.startsWith(protocol + "://")) {
                    throw SnsErrors.invalidParameterException(
                            "Invalid parameter: Endpoint must match the specified protocol");
                }
                refuseFifo(fifo);
            }
            default -> {
                if (NOT_BUILT.contains(protocol)) {
                    throw CommonErrors.notImplemented(SnsApi.MODEL, "the protocol " + protocol);
                }
                throw SnsErrors.invalidParameterException(
                        "Invalid parameter: Amazon SNS does not support this protocol string: "
                                + protocol);
            }
        }
    }

    private static void refuseFifo(boolean fifo) {
        if (fifo) {
            throw SnsErrors.invalidParameterException(
                    "Invalid parameter: Invalid parameter: Endpoint Reason: Please use FIFO SQS"
                            + " queue");
        }
    }

    /**
     * Checks an attribute.
     *
     * @throws IllegalArgumentException with SNS's reason
     */
    private static void check(String name, String value) {
        switch (name) {
            case "RawMessageDelivery" -> {
                if (!List.of("true", "false").contains(value)) {
                    throw new IllegalArgumentException(
                            "RawMessageDelivery: Invalid value ["
                                    + value
                                    + "]. Must be true or false.");
                }
            }
            case "FilterPolicyScope" -> {
                if (!List.of("MessageAttributes", "MessageBody").contains(value)) {
                    throw new IllegalArgumentException(
                            "FilterPolicyScope: Invalid value ["
                                    + value
                                    + "]. Please use either MessageBody or MessageAttributes");
                }
            }
            case "FilterPolicy" -> checkFilter(value);
            case "RedrivePolicy" -> checkRedrive(value);
            case "DeliveryPolicy", "SubscriptionRoleArn", "ReplayPolicy" -> {
                if (!value.isEmpty()) {
                    throw CommonErrors.notImplemented(SnsApi.MODEL, "the attribute " + name);
                }
            }
            default -> throw new IllegalArgumentException(name);
        }
    }

    private static void checkFilter(String value) {
        if (value.isEmpty() || value.equals("{}")) {
            return;
        }
        try {
            var ignored = FilterPolicy.parse(value);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("FilterPolicy: " + e.getMessage(), e);
        }
    }

    private static void checkRedrive(String value) {
        if (value.isEmpty()) {
            return;
        }
        String target;
        try {
            target = Documents.parse(value).path("deadLetterTargetArn").asText();
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    "RedrivePolicy: failed to parse JSON. " + e.getMessage(), e);
        }
        if (Arn.find(target).filter(arn -> arn.service().equals("sqs")).isEmpty()) {
            throw new IllegalArgumentException(
                    "RedrivePolicy: deadLetterTargetArn is an invalid arn");
        }
    }

    private ConfirmSubscriptionResponse confirm(
            ConfirmSubscriptionInput input, Arn topic, Call call) {
        if ("true".equals(input.authenticateOnUnsubscribe())) {
            throw CommonErrors.notImplemented(SnsApi.MODEL, "AuthenticateOnUnsubscribe");
        }
        return confirm(topic, input.token());
    }

    /** Confirms a subscription, for whoever has its token. */
    public ConfirmSubscriptionResponse confirm(Arn topic, String token) {
        return topics.transact(transaction -> {
            if (token.length() < SECRET_CHARACTERS || topics.find(transaction, topic).isEmpty()) {
                throw SnsErrors.invalidParameterException("Invalid parameter: Token");
            }
            Subscriber subscriber =
                    topics.subscribers(transaction, topic).stream()
                            .filter(s -> token.equals(s.token()))
                            .findFirst()
                            .orElseThrow(
                                    () -> SnsErrors.invalidParameterException("Invalid token"));
            topics.put(transaction, topic, subscriber.confirmed());
            return ConfirmSubscriptionResponse.builder().subscriptionArn(subscriber.arn()).build();
        });
    }

    /** Ends a subscription, or nothing if it is gone. */
    public Unit unsubscribe(Arn arn) {
        return topics.transact(transaction -> {
            topics.delete(transaction, TopicAccess.topicOf(arn), TopicAccess.idOf(arn));
            return Unit.INSTANCE;
        });
    }

    // Lists

    private record Page(List<Subscription> subscriptions, @Nullable String nextToken) {}

    private Page page(Call call, Optional<Arn> topic, @Nullable String token) {
        String after = TopicAccess.after(token);
        List<Subscriber> found =
                topics.read(reader -> {
                    topic.ifPresent(arn -> topics.get(reader, arn));
                    return topics.subscriptions(reader, call.scope(), topic, after);
                });
        int limit = (int) SnsQuotas.PAGE.value();
        List<Subscriber> page = found.size() > limit ? found.subList(0, limit) : found;
        String next = null;
        if (found.size() > limit) {
            Subscriber last = page.getLast();
            String name = Arn.find(last.topicArn()).orElseThrow().resource();
            next = TopicAccess.token(name + '/' + last.id());
        }
        return new Page(page.stream().map(Subscriptions::listed).toList(), next);
    }

    private static Subscription listed(Subscriber subscriber) {
        return Subscription.builder()
                .subscriptionArn(subscriber.pending() ? "PendingConfirmation" : subscriber.arn())
                .owner(subscriber.owner())
                .protocol(subscriber.protocol())
                .endpoint(subscriber.endpoint())
                .topicArn(subscriber.topicArn())
                .build();
    }

    private ListSubscriptionsResponse list(ListSubscriptionsInput input, Call call) {
        Page page = page(call, Optional.empty(), input.nextToken());
        return new ListSubscriptionsResponse(page.subscriptions(), page.nextToken());
    }

    private ListSubscriptionsByTopicResponse listByTopic(
            ListSubscriptionsByTopicInput input, Arn topic, Call call) {
        Page page = page(call, Optional.of(topic), input.nextToken());
        return new ListSubscriptionsByTopicResponse(page.subscriptions(), page.nextToken());
    }

    // Attributes

    private Subscriber get(brume.store.Reader reader, Arn arn) {
        return topics.find(reader, TopicAccess.topicOf(arn), TopicAccess.idOf(arn))
                .orElseThrow(Subscriptions::missing);
    }

    private static ServiceException missing() {
        return SnsErrors.notFoundException("Subscription does not exist");
    }

    private GetSubscriptionAttributesResponse getAttributes(
            GetSubscriptionAttributesInput input, Arn arn, Call call) {
        Subscriber subscriber = topics.read(reader -> get(reader, arn));
        SortedMap<String, String> attributes = new TreeMap<>();
        attributes.put("RawMessageDelivery", "false");
        if (subscriber.filter().isPresent()) {
            attributes.put("FilterPolicyScope", "MessageAttributes");
        }
        attributes.putAll(subscriber.attributes());
        attributes.put("SubscriptionArn", subscriber.arn());
        attributes.put("TopicArn", subscriber.topicArn());
        attributes.put("Owner", subscriber.owner());
        attributes.put("Protocol", subscriber.protocol());
        attributes.put("Endpoint", subscriber.endpoint());
        attributes.put("PendingConfirmation", Boolean.toString(subscriber.pending()));
        attributes.put(
                "ConfirmationWasAuthenticated",
                Boolean.toString(!subscriber.protocol().startsWith("http")));
        attributes.put("SubscriptionPrincipal", subscriber.principal());
        return GetSubscriptionAttributesResponse.builder().attributes(attributes).build();
    }

    private Unit setAttribute(SetSubscriptionAttributesInput input, Arn arn, Call call) {
        String value = input.attributeValue() == null ? "" : input.attributeValue();
        try {
            check(input.attributeName(), value);
        } catch (IllegalArgumentException e) {
            String reason = String.valueOf(e.getMessage());
            throw SnsErrors.invalidParameterException(
                    "Invalid parameter: "
                            + (reason.equals(input.attributeName()) ? "AttributeName" : reason));
        }
        boolean removed =
                value.isEmpty()
                        || (input.attributeName().equals("FilterPolicy") && value.equals("{}"));
        return topics.transact(transaction -> {
            put(transaction, arn, input.attributeName(), removed ? "" : value);
            return Unit.INSTANCE;
        });
    }

    private void put(Transaction transaction, Arn arn, String name, String value) {
        Subscriber subscriber = get(transaction, arn);
        SortedMap<String, String> attributes = new TreeMap<>(subscriber.attributes());
        if (value.isEmpty()) {
            attributes.remove(name);
        } else {
            attributes.put(name, value);
        }
        topics.put(transaction, TopicAccess.topicOf(arn), subscriber.withAttributes(attributes));
    }
}
