package brume.services.apigateway.op;

import brume.api.apigateway.ApigatewayApi;
import brume.api.apigateway.TagResourceRequest;
import brume.services.apigateway.domain.ApiErrors;
import brume.services.apigateway.domain.ApigatewayQuotas;
import brume.services.apigateway.store.RestApiStore;
import brume.spi.Call;
import brume.wire.Unit;

/** Tags a REST API or a stage. */
public final class TagResource extends ApigatewayOperation<TagResourceRequest, Unit> {

    public TagResource(RestApiStore store) {
        super(ApigatewayApi.TAG_RESOURCE, store);
    }

    @Override
    public Unit handle(TagResourceRequest input, Call call) {
        TaggedArn arn = TaggedArn.of(input.resourceArn());
        return store.change(
                call.scope(),
                arn.apiId(),
                rows -> {
                    arn.change(
                            rows,
                            tags -> {
                                tags.putAll(input.tags());
                                if (tags.size() > ApigatewayQuotas.TAGS_PER_RESOURCE.value()) {
                                    throw ApiErrors.bad("Too many tags: at most 50 are allowed");
                                }
                            });
                    return Unit.INSTANCE;
                });
    }
}
