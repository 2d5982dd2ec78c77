package brume.services.lambda.op;

import brume.api.lambda.LambdaApi;
import brume.api.lambda.LambdaErrors;
import brume.api.lambda.ListTagsRequest;
import brume.api.lambda.ListTagsResponse;
import brume.api.lambda.TagResourceRequest;
import brume.api.lambda.UntagResourceRequest;
import brume.services.lambda.domain.EventSourceMapping;
import brume.services.lambda.domain.FunctionReference;
import brume.services.lambda.store.EventSourceStore;
import brume.services.lambda.store.FunctionStore;
import brume.spi.Call;
import brume.spi.Operation;
import brume.spi.Permission;
import brume.store.Reader;
import brume.wire.OperationModel;
import brume.wire.Shape;
import brume.wire.Unit;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/** The operations on tags of functions and of event source mappings. */
public final class TagOperations {

    private static final String MAPPING = ":event-source-mapping:";

    private final FunctionStore functions;
    private final EventSourceStore sources;

    public TagOperations(FunctionStore functions, EventSourceStore sources) {
        this.functions = functions;
        this.sources = sources;
    }

    public List<Operation<?, ?>> all() {
        return List.of(
                on(LambdaApi.TAG_RESOURCE, TagResourceRequest::resource, this::tag),
                on(LambdaApi.UNTAG_RESOURCE, UntagResourceRequest::resource, this::untag),
                on(LambdaApi.LIST_TAGS, ListTagsRequest::resource, this::list));
    }

    private static <I extends Shape, O extends Shape> Operation<I, O> on(
            OperationModel<I, O> model, Function<I, String> resource, BiFunction<I, Call, O> body) {
        return Operation.of(
                model,
                (input, call) -> List.of(Permission.of(model.action(), resource.apply(input))),
                body);
    }

    private Unit tag(TagResourceRequest input, Call call) {
        return change(
                input.resource(),
                call,
                present -> {
                    Map<String, String> tags = new HashMap<>(present);
                    tags.putAll(input.tags());
                    Checks.tags(tags);
                    return tags;
                });
    }

    private Unit untag(UntagResourceRequest input, Call call) {
        return change(
                input.resource(),
                call,
                present -> {
                    Map<String, String> tags = new HashMap<>(present);
                    tags.keySet().removeAll(input.tagKeys());
                    return tags;
                });
    }

    private Unit change(String arn, Call call, UnaryOperator<Map<String, String>> change) {
        if (arn.contains(MAPPING)) {
            return sources.transact(transaction -> {
                EventSourceMapping mapping = mapping(transaction, arn, call);
                sources.put(transaction, mapping.withTags(change.apply(mapping.tags())));
                return Unit.INSTANCE;
            });
        }
        var ignored =
                functions.update(
                        FunctionReference.ofResource(arn, call.scope()),
                        function -> function.withTags(change.apply(function.tags())));
        return Unit.INSTANCE;
    }

    private EventSourceMapping mapping(Reader reader, String arn, Call call) {
        String uuid = arn.substring(arn.indexOf(MAPPING) + MAPPING.length());
        return sources.find(reader, call.scope(), uuid)
                .filter(mapping -> mapping.arn().equals(arn))
                .orElseThrow(() ->
                        LambdaErrors.resourceNotFoundException(
                                "The resource you requested does not exist."));
    }

    private ListTagsResponse list(ListTagsRequest input, Call call) {
        String arn = input.resource();
        Map<String, String> tags =
                arn.contains(MAPPING)
                        ? sources.read(reader -> mapping(reader, arn, call).tags())
                        : functions.get(FunctionReference.ofResource(arn, call.scope())).tags();
        return ListTagsResponse.builder().tags(tags).build();
    }
}
