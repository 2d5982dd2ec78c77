package brume.services.sqs.op;

import brume.api.sqs.ListQueueTagsRequest;
import brume.api.sqs.ListQueueTagsResult;
import brume.api.sqs.SqsApi;
import brume.api.sqs.SqsErrors;
import brume.api.sqs.TagQueueRequest;
import brume.api.sqs.UntagQueueRequest;
import brume.services.sqs.domain.Queue;
import brume.services.sqs.domain.SqsQuotas;
import brume.services.sqs.store.QueueStore;
import brume.spi.Call;
import brume.spi.Operation;
import brume.wire.Unit;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Consumer;

/** Tags of queues. */
public final class Tags {

    private static final int KEY_CHARACTERS_MAX = 128;
    private static final int VALUE_CHARACTERS_MAX = 256;

    private final QueueStore queues;
    private final QueueAccess access;

    public Tags(QueueStore queues, QueueAccess access) {
        this.queues = queues;
        this.access = access;
    }

    public List<Operation<?, ?>> all() {
        return List.of(
                access.owned(
                        SqsApi.TAG_QUEUE,
                        TagQueueRequest::queueUrl,
                        (input, queue, call) -> change(queue, tags -> tags.putAll(input.tags()))),
                access.owned(
                        SqsApi.UNTAG_QUEUE,
                        UntagQueueRequest::queueUrl,
                        (input, queue, call) ->
                                change(queue, tags -> tags.keySet().removeAll(input.tagKeys()))),
                access.owned(SqsApi.LIST_QUEUE_TAGS, ListQueueTagsRequest::queueUrl, Tags::list));
    }

    /** Checks the tags that a queue is to have. */
    static void check(Map<String, String> tags) {
        if (tags.size() > SqsQuotas.TAGS.value()) {
            throw SqsErrors.invalidParameterValueException(
                    "Too many tags added for queue. Maximum number of tags is 50.");
        }
        tags.forEach((key, value) -> {
            boolean valid =
                    !key.isEmpty()
                            && key.length() <= KEY_CHARACTERS_MAX
                            && value.length() <= VALUE_CHARACTERS_MAX
                            && !key.startsWith("aws:");
            if (!valid) {
                throw SqsErrors.invalidParameterValueException(
                        "Tag keys must be 1 to 128 characters long and must not start with 'aws:',"
                                + " values at most 256.");
            }
        });
    }

    private Unit change(Queue known, Consumer<SortedMap<String, String>> change) {
        return queues.transact(transaction -> {
            Queue queue = queues.again(transaction, known);
            SortedMap<String, String> tags = new TreeMap<>(queue.tags());
            change.accept(tags);
            check(tags);
            queues.put(transaction, queue.withTags(tags));
            return Unit.INSTANCE;
        });
    }

    private static ListQueueTagsResult list(ListQueueTagsRequest input, Queue queue, Call call) {
        return ListQueueTagsResult.builder()
                .tags(queue.tags().isEmpty() ? null : queue.tags())
                .build();
    }
}
