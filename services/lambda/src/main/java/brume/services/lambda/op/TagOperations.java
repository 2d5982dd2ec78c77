package brume.services.lambda.op;

import brume.api.lambda.LambdaApi;
import brume.api.lambda.ListTagsRequest;
import brume.api.lambda.ListTagsResponse;
import brume.api.lambda.TagResourceRequest;
import brume.api.lambda.UntagResourceRequest;
import brume.services.lambda.domain.FunctionReference;
import brume.services.lambda.store.FunctionStore;
import brume.spi.Call;
import brume.spi.Operation;
import brume.spi.Permission;
import brume.wire.OperationModel;
import brume.wire.Shape;
import brume.wire.Unit;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.function.Function;

/** The operations on tags of functions. */
public final class TagOperations {

    private final FunctionStore functions;

    public TagOperations(FunctionStore functions) {
        this.functions = functions;
    }

    public List<Operation<?, ?>> all() {
        return List.of(
                on(LambdaApi.TAG_RESOURCE, TagResourceRequest::resource, this::tag),
                on(LambdaApi.UNTAG_RESOURCE, UntagResourceRequest::resource, this::untag),
                on(LambdaApi.LIST_TAGS, ListTagsRequest::resource, this::list));
    }

    private static <I extends Shape, O extends Shape> Operation<I, O> on(
            OperationModel<I, O> model,
            Function<I, String> resource,
            BiFunction<I, FunctionReference, O> body) {
        return Operation.of(
                model,
                (input, call) -> List.of(Permission.of(model.action(), resource.apply(input))),
                (input, call) -> body.apply(input, reference(resource.apply(input), call)));
    }

    private static FunctionReference reference(String arn, Call call) {
        return FunctionReference.ofResource(arn, call.scope());
    }

    private Unit tag(TagResourceRequest input, FunctionReference reference) {
        var ignored =
                functions.update(
                        reference,
                        function -> {
                            Map<String, String> tags = new HashMap<>(function.tags());
                            tags.putAll(input.tags());
                            Checks.tags(tags);
                            return function.withTags(tags);
                        });
        return Unit.INSTANCE;
    }

    private Unit untag(UntagResourceRequest input, FunctionReference reference) {
        var ignored =
                functions.update(
                        reference,
                        function -> {
                            Map<String, String> tags = new HashMap<>(function.tags());
                            tags.keySet().removeAll(input.tagKeys());
                            return function.withTags(tags);
                        });
        return Unit.INSTANCE;
    }

    private ListTagsResponse list(ListTagsRequest input, FunctionReference reference) {
        return ListTagsResponse.builder().tags(functions.get(reference).tags()).build();
    }
}
