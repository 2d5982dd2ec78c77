package brume.services.sns.op;

import brume.api.sns.AddPermissionInput;
import brume.api.sns.CreateTopicInput;
import brume.api.sns.CreateTopicResponse;
import brume.api.sns.DeleteTopicInput;
import brume.api.sns.GetTopicAttributesInput;
import brume.api.sns.GetTopicAttributesResponse;
import brume.api.sns.ListTagsForResourceRequest;
import brume.api.sns.ListTagsForResourceResponse;
import brume.api.sns.ListTopicsInput;
import brume.api.sns.ListTopicsResponse;
import brume.api.sns.RemovePermissionInput;
import brume.api.sns.SetTopicAttributesInput;
import brume.api.sns.SnsApi;
import brume.api.sns.SnsErrors;
import brume.api.sns.Tag;
import brume.api.sns.TagResourceRequest;
import brume.api.sns.TagResourceResponse;
import brume.api.sns.UntagResourceRequest;
import brume.api.sns.UntagResourceResponse;
import brume.base.AccountId;
import brume.base.Arn;
import brume.services.sns.domain.SnsQuotas;
import brume.services.sns.domain.Subscriber;
import brume.services.sns.domain.Topic;
import brume.services.sns.store.TopicStore;
import brume.spi.Call;
import brume.spi.Operation;
import brume.spi.Permission;
import brume.wire.CommonErrors;
import brume.wire.Documents;
import brume.wire.ServiceException;
import brume.wire.Unit;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Topics, their attributes, policies and tags. */
public final class Topics {

    private static final Pattern NAME = Pattern.compile("[a-zA-Z0-9_-]+(\\.fifo)?");

    private final TopicStore topics;
    private final TopicAccess on;

    public Topics(TopicStore topics, TopicAccess on) {
        this.topics = topics;
        this.on = on;
    }

    public List<Operation<?, ?>> all() {
        return List.of(
                Operation.of(
                        SnsApi.CREATE_TOPIC,
                        (input, call) ->
                                List.of(
                                        Permission.of(
                                                SnsApi.CREATE_TOPIC.action(),
                                                arn(input, call).toString())),
                        this::create),
                on.topic(SnsApi.DELETE_TOPIC, DeleteTopicInput::topicArn, this::delete),
                Operation.of(
                        SnsApi.LIST_TOPICS,
                        (input, call) -> List.of(Permission.of(SnsApi.LIST_TOPICS.action(), "*")),
                        this::list),
                on.topic(
                        SnsApi.GET_TOPIC_ATTRIBUTES,
                        GetTopicAttributesInput::topicArn,
                        this::getAttributes),
                on.topic(
                        SnsApi.SET_TOPIC_ATTRIBUTES,
                        SetTopicAttributesInput::topicArn,
                        this::setAttribute),
                on.topic(SnsApi.ADD_PERMISSION, AddPermissionInput::topicArn, this::addPermission),
                on.topic(
                        SnsApi.REMOVE_PERMISSION,
                        RemovePermissionInput::topicArn,
                        this::removePermission),
                on.topic(SnsApi.TAG_RESOURCE, TagResourceRequest::resourceArn, this::tag),
                on.topic(SnsApi.UNTAG_RESOURCE, UntagResourceRequest::resourceArn, this::untag),
                on.topic(
                        SnsApi.LIST_TAGS_FOR_RESOURCE,
                        ListTagsForResourceRequest::resourceArn,
                        this::listTags));
    }

    private static Arn arn(CreateTopicInput input, Call call) {
        return call.scope().arn("sns", input.name());
    }

    private CreateTopicResponse create(CreateTopicInput input, Call call) {
        boolean fifo = input.name().endsWith(".fifo");
        if (!NAME.matcher(input.name()).matches()
                || input.name().length() > SnsQuotas.NAME_CHARACTERS.value()) {
            throw SnsErrors.invalidParameterException("Invalid parameter: Topic Name");
        }
        if (input.dataProtectionPolicy() != null) {
            throw CommonErrors.notImplemented(SnsApi.MODEL, "data protection policies");
        }
        Map<String, String> given = input.attributes() == null ? Map.of() : input.attributes();
        given.forEach((name, value) -> TopicAttributes.check(name, value, fifo));
        if (fifo && !"true".equals(given.get("FifoTopic"))) {
            throw TopicAccess.invalid(
                    "Topic Name", "a FIFO topic's name, and no other, ends with .fifo");
        }
        SortedMap<String, String> tags = tags(input.tags());
        Arn arn = arn(input, call);
        return topics.transact(transaction -> {
            Optional<Topic> present = topics.find(transaction, arn);
            if (present.isPresent()) {
                if (input.tags() != null && !present.get().tags().equals(tags)) {
                    throw TopicAccess.invalid("Tags", "Topic already exists with different tags");
                }
                if (!TopicAttributes.same(present.get(), given)) {
                    throw TopicAccess.invalid(
                            "Attributes", "Topic already exists with different attributes");
                }
            } else {
                topics.put(
                        transaction,
                        new Topic(
                                arn.account(),
                                arn.region(),
                                input.name(),
                                new TreeMap<>(given),
                                tags));
            }
            return CreateTopicResponse.builder().topicArn(arn.toString()).build();
        });
    }

    private static SortedMap<String, String> tags(@Nullable List<Tag> tags) {
        SortedMap<String, String> all = new TreeMap<>();
        if (tags != null) {
            tags.forEach(tag -> all.put(tag.key(), tag.value()));
            if (all.size() < tags.size()) {
                throw SnsErrors.invalidParameterException(
                        "Invalid parameter: Duplicated keys are not allowed.");
            }
        }
        if (all.size() > SnsQuotas.TAGS.value()) {
            throw SnsErrors.tagLimitExceededException("A topic has at most 50 tags.");
        }
        return all;
    }

    /** A topic that is gone is deleted without an error, as the API Reference says. */
    private Unit delete(DeleteTopicInput input, Arn arn, Call call) {
        return topics.transact(transaction -> {
            topics.find(transaction, arn).ifPresent(topic -> topics.delete(transaction, topic));
            return Unit.INSTANCE;
        });
    }

    private ListTopicsResponse list(ListTopicsInput input, Call call) {
        String after = TopicAccess.after(input.nextToken());
        List<Topic> found = topics.read(reader -> topics.topics(reader, call.scope(), after));
        int limit = (int) SnsQuotas.PAGE.value();
        List<Topic> page = found.size() > limit ? found.subList(0, limit) : found;
        return ListTopicsResponse.builder()
                .topics(page.stream().map(t -> new brume.api.sns.Topic(t.arn())).toList())
                .nextToken(found.size() > limit ? TopicAccess.token(page.getLast().name()) : null)
                .build();
    }

    private GetTopicAttributesResponse getAttributes(
            GetTopicAttributesInput input, Arn arn, Call call) {
        Topic topic = topics.read(reader -> topics.get(reader, arn));
        List<Subscriber> subscribers = topics.read(reader -> topics.subscribers(reader, arn));
        long pending = subscribers.stream().filter(Subscriber::pending).count();
        SortedMap<String, String> attributes = new TreeMap<>();
        attributes.put("DisplayName", "");
        attributes.put("Policy", TopicAttributes.defaultPolicy(topic));
        if (topic.fifo()) {
            attributes.put("ContentBasedDeduplication", "false");
        }
        attributes.putAll(topic.attributes());
        attributes.put("TopicArn", topic.arn());
        attributes.put("Owner", topic.account());
        attributes.put("EffectiveDeliveryPolicy", TopicAttributes.DELIVERY_POLICY);
        attributes.put("SubscriptionsPending", Long.toString(pending));
        attributes.put("SubscriptionsConfirmed", Long.toString(subscribers.size() - pending));
        attributes.put("SubscriptionsDeleted", "0");
        return GetTopicAttributesResponse.builder().attributes(attributes).build();
    }

    private Unit setAttribute(SetTopicAttributesInput input, Arn arn, Call call) {
        String value = input.attributeValue() == null ? "" : input.attributeValue();
        if (input.attributeName().equals("FifoTopic")) {
            throw SnsErrors.invalidParameterException("Invalid parameter: AttributeName");
        }
        TopicAttributes.check(input.attributeName(), value, arn.resource().endsWith(".fifo"));
        return change(
                arn, topic -> topic.withAttributes(with(topic, input.attributeName(), value)));
    }

    private static SortedMap<String, String> with(Topic topic, String name, String value) {
        SortedMap<String, String> attributes = new TreeMap<>(topic.attributes());
        if (value.isEmpty()) {
            attributes.remove(name);
        } else {
            attributes.put(name, value);
        }
        return attributes;
    }

    private Unit change(Arn arn, UnaryOperator<Topic> change) {
        return topics.transact(transaction -> {
            topics.put(transaction, change.apply(topics.get(transaction, arn)));
            return Unit.INSTANCE;
        });
    }

    // Policies

    private Unit addPermission(AddPermissionInput input, Arn arn, Call call) {
        for (String action : input.actionName()) {
            if (!action.equals("*") && SnsApi.MODEL.findOperation(action).isEmpty()) {
                throw SnsErrors.invalidParameterException(
                        "Invalid parameter: Policy statement action out of service scope!");
            }
        }
        if (!input.awsAccountId().stream().allMatch(AccountId::isValid)) {
            throw SnsErrors.invalidParameterException("Invalid parameter: AWSAccountId");
        }
        return change(
                arn,
                topic -> {
                    ObjectNode policy = policy(topic);
                    ArrayNode statements = (ArrayNode) policy.get("Statement");
                    if (find(statements, input.label()) >= 0) {
                        throw SnsErrors.invalidParameterException(
                                "Invalid parameter: Statement already exists");
                    }
                    ObjectNode statement = statements.addObject();
                    statement.put("Sid", input.label()).put("Effect", "Allow");
                    put(
                            statement.putObject("Principal"),
                            "AWS",
                            input.awsAccountId().stream()
                                    .map(id -> "arn:" + arn.partition() + ":iam::" + id + ":root")
                                    .toList());
                    put(
                            statement,
                            "Action",
                            input.actionName().stream().map(a -> "SNS:" + a).toList());
                    statement.put("Resource", topic.arn());
                    return topic.withAttributes(with(topic, "Policy", Documents.text(policy)));
                });
    }

    private static void put(ObjectNode object, String name, List<String> values) {
        if (values.size() == 1) {
            object.put(name, values.getFirst());
        } else {
            values.forEach(object.putArray(name)::add);
        }
    }

    private Unit removePermission(RemovePermissionInput input, Arn arn, Call call) {
        return change(
                arn,
                topic -> {
                    ObjectNode policy = policy(topic);
                    ArrayNode statements = (ArrayNode) policy.get("Statement");
                    int index = find(statements, input.label());
                    if (index >= 0) {
                        statements.remove(index);
                    }
                    return topic.withAttributes(with(topic, "Policy", Documents.text(policy)));
                });
    }

    private static int find(ArrayNode statements, String sid) {
        for (int i = 0; i < statements.size(); i++) {
            if (statements.get(i).path("Sid").asText().equals(sid)) {
                return i;
            }
        }
        return -1;
    }

    private static ObjectNode policy(Topic topic) {
        ObjectNode policy =
                (ObjectNode)
                        Documents.parse(
                                topic.policy()
                                        .orElseGet(() -> TopicAttributes.defaultPolicy(topic)));
        JsonNode statements = policy.path("Statement");
        if (!statements.isArray()) {
            ArrayNode list = Documents.array();
            if (statements.isObject()) {
                list.add(statements);
            }
            policy.set("Statement", list);
        }
        return policy;
    }

    // Tags

    private static ServiceException missing() {
        return SnsErrors.resourceNotFoundException("Resource does not exist");
    }

    private TagResourceResponse tag(TagResourceRequest input, Arn arn, Call call) {
        SortedMap<String, String> added = tags(input.tags());
        changeTags(
                arn,
                tags -> {
                    tags.putAll(added);
                    return tags;
                });
        return TagResourceResponse.builder().build();
    }

    private UntagResourceResponse untag(UntagResourceRequest input, Arn arn, Call call) {
        changeTags(
                arn,
                tags -> {
                    tags.keySet().removeAll(input.tagKeys());
                    return tags;
                });
        return UntagResourceResponse.builder().build();
    }

    private void changeTags(Arn arn, UnaryOperator<SortedMap<String, String>> change) {
        topics.transact(transaction -> {
            Topic topic = topics.find(transaction, arn).orElseThrow(Topics::missing);
            SortedMap<String, String> tags = change.apply(new TreeMap<>(topic.tags()));
            if (tags.size() > SnsQuotas.TAGS.value()) {
                throw SnsErrors.tagLimitExceededException("A topic has at most 50 tags.");
            }
            topics.put(transaction, topic.withTags(tags));
            return Unit.INSTANCE;
        });
    }

    private ListTagsForResourceResponse listTags(
            ListTagsForResourceRequest input, Arn arn, Call call) {
        Topic topic = topics.read(reader -> topics.find(reader, arn)).orElseThrow(Topics::missing);
        return ListTagsForResourceResponse.builder()
                .tags(
                        topic.tags().entrySet().stream()
                                .map(tag -> new Tag(tag.getKey(), tag.getValue()))
                                .toList())
                .build();
    }
}
