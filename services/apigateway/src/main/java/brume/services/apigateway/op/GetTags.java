package brume.services.apigateway.op;

import brume.api.apigateway.ApigatewayApi;
import brume.api.apigateway.GetTagsRequest;
import brume.api.apigateway.Tags;
import brume.services.apigateway.store.RestApiStore;
import brume.spi.Call;

/** Answers the tags of a REST API or a stage. */
public final class GetTags extends ApigatewayOperation<GetTagsRequest, Tags> {

    public GetTags(RestApiStore store) {
        super(ApigatewayApi.GET_TAGS, store);
    }

    @Override
    public Tags handle(GetTagsRequest input, Call call) {
        TaggedArn arn = TaggedArn.of(input.resourceArn());
        return Tags.builder().tags(store.read(call.scope(), arn::tags)).build();
    }
}
