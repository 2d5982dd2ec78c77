package brume.services.kinesis.op;

import brume.api.kinesis.AddTagsToStreamInput;
import brume.api.kinesis.DeleteResourcePolicyInput;
import brume.api.kinesis.GetResourcePolicyInput;
import brume.api.kinesis.GetResourcePolicyOutput;
import brume.api.kinesis.KinesisApi;
import brume.api.kinesis.KinesisErrors;
import brume.api.kinesis.ListTagsForResourceInput;
import brume.api.kinesis.ListTagsForResourceOutput;
import brume.api.kinesis.ListTagsForStreamInput;
import brume.api.kinesis.ListTagsForStreamOutput;
import brume.api.kinesis.PutResourcePolicyInput;
import brume.api.kinesis.RemoveTagsFromStreamInput;
import brume.api.kinesis.Tag;
import brume.api.kinesis.TagResourceInput;
import brume.api.kinesis.UntagResourceInput;
import brume.iam.MalformedPolicyException;
import brume.iam.PolicyDocument;
import brume.iam.PolicyKind;
import brume.services.kinesis.domain.KinesisQuotas;
import brume.services.kinesis.domain.Stream;
import brume.services.kinesis.domain.StreamConsumer;
import brume.services.kinesis.op.StreamAccess.ResourceRef;
import brume.services.kinesis.op.StreamAccess.StreamRef;
import brume.services.kinesis.store.StreamStore;
import brume.spi.Call;
import brume.spi.Operation;
import brume.store.Reader;
import brume.store.Transaction;
import brume.wire.OperationModel;
import brume.wire.Shape;
import brume.wire.Unit;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** Tags and policies of streams and consumers. */
public final class Labels {

    private static final String NO_POLICY = "{}";

    private final StreamStore streams;
    private final StreamAccess access;

    /** What tags and policy of either kind of resource are. */
    private record Label(SortedMap<String, String> tags, @Nullable String policy) {}

    public Labels(StreamStore streams, StreamAccess access) {
        this.streams = streams;
        this.access = access;
    }

    public List<Operation<?, ?>> all() {
        return List.of(
                access.on(
                        KinesisApi.ADD_TAGS_TO_STREAM,
                        AddTagsToStreamInput::streamName,
                        AddTagsToStreamInput::streamARN,
                        (input, ref, call) -> tag(of(ref), tags -> tags.putAll(input.tags()))),
                access.on(
                        KinesisApi.REMOVE_TAGS_FROM_STREAM,
                        RemoveTagsFromStreamInput::streamName,
                        RemoveTagsFromStreamInput::streamARN,
                        (input, ref, call) ->
                                tag(of(ref), tags -> tags.keySet().removeAll(input.tagKeys()))),
                access.on(
                        KinesisApi.LIST_TAGS_FOR_STREAM,
                        ListTagsForStreamInput::streamName,
                        ListTagsForStreamInput::streamARN,
                        this::list),
                on(
                        KinesisApi.TAG_RESOURCE,
                        TagResourceInput::resourceARN,
                        (input, resource) -> tag(resource, tags -> tags.putAll(input.tags()))),
                on(
                        KinesisApi.UNTAG_RESOURCE,
                        UntagResourceInput::resourceARN,
                        (input, resource) ->
                                tag(resource, tags -> tags.keySet().removeAll(input.tagKeys()))),
                on(
                        KinesisApi.LIST_TAGS_FOR_RESOURCE,
                        ListTagsForResourceInput::resourceARN,
                        (input, resource) ->
                                new ListTagsForResourceOutput(
                                        shapes(
                                                streams.read(reader -> find(reader, resource))
                                                        .tags()))),
                on(
                        KinesisApi.GET_RESOURCE_POLICY,
                        GetResourcePolicyInput::resourceARN,
                        (input, resource) -> policy(resource)),
                on(KinesisApi.PUT_RESOURCE_POLICY, PutResourcePolicyInput::resourceARN, this::put),
                on(
                        KinesisApi.DELETE_RESOURCE_POLICY,
                        DeleteResourcePolicyInput::resourceARN,
                        (input, resource) -> deletePolicy(resource)));
    }

    private <I extends Shape, O extends Shape> Operation<I, O> on(
            OperationModel<I, O> model,
            Function<I, String> arn,
            BiFunction<I, ResourceRef, O> body) {
        return Operation.of(
                model,
                (input, call) -> access.permissions(model, access.resource(arn.apply(input), call)),
                (input, call) -> body.apply(input, access.resource(arn.apply(input), call)));
    }

    private static ResourceRef of(StreamRef stream) {
        return new ResourceRef(stream, null, stream.arn());
    }

    private Label find(Reader reader, ResourceRef resource) {
        Stream stream = access.get(reader, resource.stream());
        if (resource.consumer() == null) {
            return new Label(stream.tags(), stream.policy());
        }
        StreamConsumer consumer = access.getConsumer(reader, stream, resource);
        return new Label(consumer.tags(), consumer.policy());
    }

    private Unit change(ResourceRef resource, UnaryOperator<Label> change) {
        return streams.transact(transaction -> {
            put(transaction, resource, change.apply(find(transaction, resource)));
            return Unit.INSTANCE;
        });
    }

    private void put(Transaction transaction, ResourceRef resource, Label label) {
        Stream stream = access.get(transaction, resource.stream());
        if (resource.consumer() == null) {
            streams.put(transaction, stream.withLabels(label.tags(), label.policy()));
        } else {
            StreamConsumer consumer = access.getConsumer(transaction, stream, resource);
            streams.putConsumer(
                    transaction,
                    stream,
                    consumer.withTags(label.tags()).withPolicy(label.policy()));
        }
    }

    private Unit tag(ResourceRef resource, Consumer<SortedMap<String, String>> change) {
        return change(
                resource,
                label -> {
                    SortedMap<String, String> tags = new TreeMap<>(label.tags());
                    change.accept(tags);
                    TagRules.check(tags);
                    return new Label(tags, label.policy());
                });
    }

    private ListTagsForStreamOutput list(ListTagsForStreamInput input, StreamRef ref, Call call) {
        SortedMap<String, String> tags = streams.read(reader -> access.get(reader, ref)).tags();
        String after = input.exclusiveStartTagKey();
        SortedMap<String, String> left = after == null ? tags : tags.tailMap(after + '\0');
        int limit = input.limit() == null ? left.size() : input.limit();
        return ListTagsForStreamOutput.builder()
                .tags(shapes(left).stream().limit(limit).toList())
                .hasMoreTags(left.size() > limit)
                .build();
    }

    private static List<Tag> shapes(SortedMap<String, String> tags) {
        return tags.entrySet().stream().map(tag -> new Tag(tag.getKey(), tag.getValue())).toList();
    }

    private GetResourcePolicyOutput policy(ResourceRef resource) {
        String policy = streams.read(reader -> find(reader, resource)).policy();
        return new GetResourcePolicyOutput(policy == null ? NO_POLICY : policy);
    }

    private Unit put(PutResourcePolicyInput input, ResourceRef resource) {
        String policy = input.policy();
        if (policy.getBytes(StandardCharsets.UTF_8).length > KinesisQuotas.POLICY_BYTES.value()) {
            throw KinesisErrors.limitExceededException(
                    "A resource policy must not be longer than "
                            + KinesisQuotas.POLICY_BYTES.value()
                            + " bytes.");
        }
        try {
            var ignored = PolicyDocument.parse(policy, PolicyKind.RESOURCE);
        } catch (MalformedPolicyException e) {
            throw KinesisErrors.invalidArgumentException("Policy is not valid: " + e.getMessage());
        }
        return change(resource, label -> new Label(label.tags(), policy));
    }

    private Unit deletePolicy(ResourceRef resource) {
        return change(
                resource,
                label -> {
                    if (label.policy() == null) {
                        throw KinesisErrors.resourceNotFoundException(
                                "No resource policy found for resource ARN "
                                        + resource.arn()
                                        + ".");
                    }
                    return new Label(label.tags(), null);
                });
    }
}
