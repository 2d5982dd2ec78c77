package brume.services.sqs.op;

import brume.api.sqs.AddPermissionRequest;
import brume.api.sqs.GetQueueAttributesRequest;
import brume.api.sqs.GetQueueAttributesResult;
import brume.api.sqs.QueueAttributeName;
import brume.api.sqs.RemovePermissionRequest;
import brume.api.sqs.SetQueueAttributesRequest;
import brume.api.sqs.SqsApi;
import brume.api.sqs.SqsErrors;
import brume.base.AccountId;
import brume.base.Arn;
import brume.base.Clock;
import brume.services.sqs.domain.MessageRules;
import brume.services.sqs.domain.Queue;
import brume.services.sqs.domain.QueueAttributes;
import brume.services.sqs.domain.QueuePolicy;
import brume.services.sqs.domain.RedrivePolicy;
import brume.services.sqs.domain.SqsQuotas;
import brume.services.sqs.store.MessageStore;
import brume.services.sqs.store.QueueStore;
import brume.spi.Call;
import brume.spi.Operation;
import brume.store.Transaction;
import brume.wire.Documents;
import brume.wire.Unit;
import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** Attributes of queues and the statements of their policies. */
public final class Attributes {

    private final QueueStore queues;
    private final MessageStore messages;
    private final QueueAccess access;
    private final Clock clock;

    public Attributes(QueueStore queues, MessageStore messages, QueueAccess access, Clock clock) {
        this.queues = queues;
        this.messages = messages;
        this.access = access;
        this.clock = clock;
    }

    public List<Operation<?, ?>> all() {
        return List.of(
                access.shared(
                        SqsApi.GET_QUEUE_ATTRIBUTES,
                        GetQueueAttributesRequest::queueUrl,
                        this::get),
                access.owned(
                        SqsApi.SET_QUEUE_ATTRIBUTES,
                        SetQueueAttributesRequest::queueUrl,
                        this::set),
                access.owned(
                        SqsApi.ADD_PERMISSION, AddPermissionRequest::queueUrl, this::addPermission),
                access.owned(
                        SqsApi.REMOVE_PERMISSION,
                        RemovePermissionRequest::queueUrl,
                        this::removePermission));
    }

    private GetQueueAttributesResult get(GetQueueAttributesRequest input, Queue queue, Call call) {
        List<String> names = input.attributeNames() == null ? List.of() : input.attributeNames();
        for (String name : names) {
            if (!QueueAttributeName.VALUES.contains(name)) {
                throw QueueAttributes.unknown(name);
            }
        }
        boolean all = names.contains(QueueAttributeName.ALL);
        SortedMap<String, String> values = new TreeMap<>(QueueAttributes.defaults(queue.fifo()));
        values.putAll(queue.attributes());
        values.put(QueueAttributeName.QUEUE_ARN, queue.arn());
        values.put(
                QueueAttributeName.CREATED_TIMESTAMP,
                Long.toString(queue.created().getEpochSecond()));
        values.put(
                QueueAttributeName.LAST_MODIFIED_TIMESTAMP,
                Long.toString(queue.modified().getEpochSecond()));
        if (all || names.stream().anyMatch(name -> name.startsWith("ApproximateNumber"))) {
            MessageStore.Counts counts = messages.count(queue, clock.millis());
            values.put(
                    QueueAttributeName.APPROXIMATE_NUMBER_OF_MESSAGES,
                    Integer.toString(counts.visible()));
            values.put(
                    QueueAttributeName.APPROXIMATE_NUMBER_OF_MESSAGES_NOT_VISIBLE,
                    Integer.toString(counts.inFlight()));
            values.put(
                    QueueAttributeName.APPROXIMATE_NUMBER_OF_MESSAGES_DELAYED,
                    Integer.toString(counts.delayed()));
        }
        if (!all) {
            values.keySet().retainAll(names);
        }
        return GetQueueAttributesResult.builder()
                .attributes(values.isEmpty() ? null : values)
                .build();
    }

    private Unit set(SetQueueAttributesRequest input, Queue known, Call call) {
        QueueAttributes.check(input.attributes(), known.fifo());
        return queues.transact(transaction -> {
            Queue queue = queues.again(transaction, known);
            queues.put(transaction, changed(transaction, queue, input.attributes(), clock.now()));
            return Unit.INSTANCE;
        });
    }

    /** A queue with checked attributes, after a look at the queues that they name. */
    Queue changed(
            Transaction transaction, Queue queue, Map<String, String> attributes, Instant now) {
        Queue changed = queue.withAttributes(new TreeMap<>(attributes), now);
        String redrive = attributes.get(QueueAttributeName.REDRIVE_POLICY);
        if (redrive != null && !redrive.isEmpty()) {
            checkDeadLetterQueue(transaction, changed, redrive);
        }
        boolean perGroup =
                changed.attribute(QueueAttributeName.FIFO_THROUGHPUT_LIMIT)
                        .filter("perMessageGroupId"::equals)
                        .isPresent();
        if (perGroup && !changed.deduplicatesByGroup()) {
            throw SqsErrors.invalidAttributeValue(
                    "The perMessageGroupId value of FifoThroughputLimit is allowed only when the"
                            + " value for DeduplicationScope is messageGroup.");
        }
        return changed;
    }

    private void checkDeadLetterQueue(Transaction transaction, Queue queue, String redrive) {
        Arn target = RedrivePolicy.parse(redrive).target();
        boolean here =
                target.account().equals(queue.account()) && target.region().equals(queue.region());
        if (!here) {
            throw QueueAttributes.redriveRefused(
                    redrive,
                    "Dead-letter target owner should be same as the source, and in its region.");
        }
        Queue found =
                queues.find(transaction, queue.scope(), target.resource())
                        .orElseThrow(() ->
                                QueueAttributes.redriveRefused(
                                        redrive, "Dead letter target does not exist."));
        if (found.fifo() != queue.fifo()) {
            throw QueueAttributes.redriveRefused(
                    redrive, "Dead-letter queue must be same type of queue as the source.");
        }
        boolean allowed =
                found.attribute(QueueAttributeName.REDRIVE_ALLOW_POLICY)
                        .map(policy -> allows(Documents.parse(policy), queue.arn()))
                        .orElse(true);
        if (!allowed) {
            throw QueueAttributes.redriveRefused(
                    redrive, "Source queue is not permitted to use the dead-letter queue.");
        }
    }

    private static boolean allows(JsonNode policy, String source) {
        return switch (policy.path("redrivePermission").asText()) {
            case "denyAll" -> false;
            case "byQueue" -> {
                boolean named = false;
                for (JsonNode arn : policy.path("sourceQueueArns")) {
                    named |= arn.asText().equals(source);
                }
                yield named;
            }
            default -> true;
        };
    }

    private Unit addPermission(AddPermissionRequest input, Queue known, Call call) {
        checkActions(input.actions());
        for (String account : input.awsAccountIds()) {
            if (!AccountId.isValid(account)) {
                throw MessageRules.invalid("[" + account + "]", "PrincipalId", "Unable to verify.");
            }
        }
        return queues.transact(transaction -> {
            Queue queue = queues.again(transaction, known);
            return putPolicy(
                    transaction,
                    queue,
                    QueuePolicy.with(queue, input.label(), input.awsAccountIds(), input.actions()));
        });
    }

    private static void checkActions(List<String> actions) {
        if (actions.size() > SqsQuotas.POLICY_ACTIONS.value()) {
            throw SqsErrors.overLimit(
                    actions.size() + " Actions were found, maximum allowed is 7.");
        }
        for (String action : actions) {
            if (!action.equals("*") && SqsApi.MODEL.findOperation(action).isEmpty()) {
                throw MessageRules.invalid(
                        "SQS:" + action,
                        "ActionName",
                        "Please refer to the appropriate WSDL for a list of valid actions. ");
            }
        }
    }

    private Unit removePermission(RemovePermissionRequest input, Queue known, Call call) {
        return queues.transact(transaction -> {
            Queue queue = queues.again(transaction, known);
            return putPolicy(transaction, queue, QueuePolicy.without(queue, input.label()));
        });
    }

    private Unit putPolicy(Transaction transaction, Queue queue, String policy) {
        SortedMap<String, String> change = new TreeMap<>();
        change.put(QueueAttributeName.POLICY, policy);
        QueueAttributes.check(change, queue.fifo());
        queues.put(transaction, queue.withAttributes(change, clock.now()));
        return Unit.INSTANCE;
    }
}
