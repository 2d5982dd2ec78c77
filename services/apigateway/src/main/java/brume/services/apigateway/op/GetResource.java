package brume.services.apigateway.op;

import brume.api.apigateway.ApigatewayApi;
import brume.api.apigateway.GetResourceRequest;
import brume.api.apigateway.Resource;
import brume.services.apigateway.store.RestApiStore;
import brume.spi.Call;

/** Answers one resource, with its methods if they are asked for. */
public final class GetResource extends ApigatewayOperation<GetResourceRequest, Resource> {

    public GetResource(RestApiStore store) {
        super(ApigatewayApi.GET_RESOURCE, store);
    }

    @Override
    public Resource handle(GetResourceRequest input, Call call) {
        Resource resource =
                store.read(
                        call.scope(), rows -> rows.resource(input.restApiId(), input.resourceId()));
        return Embedding.of(input.embed()).apply(resource);
    }
}
