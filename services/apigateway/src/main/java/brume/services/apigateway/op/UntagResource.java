package brume.services.apigateway.op;

import brume.api.apigateway.ApigatewayApi;
import brume.api.apigateway.UntagResourceRequest;
import brume.services.apigateway.store.RestApiStore;
import brume.spi.Call;
import brume.wire.Unit;

/** Removes tags from a REST API or a stage. */
public final class UntagResource extends ApigatewayOperation<UntagResourceRequest, Unit> {

    public UntagResource(RestApiStore store) {
        super(ApigatewayApi.UNTAG_RESOURCE, store);
    }

    @Override
    public Unit handle(UntagResourceRequest input, Call call) {
        TaggedArn arn = TaggedArn.of(input.resourceArn());
        return store.change(
                call.scope(),
                arn.apiId(),
                rows -> {
                    arn.change(rows, tags -> tags.keySet().removeAll(input.tagKeys()));
                    return Unit.INSTANCE;
                });
    }
}
