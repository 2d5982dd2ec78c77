package brume.services.apigateway.op;

import brume.api.apigateway.ApigatewayApi;
import brume.api.apigateway.GetResourcesRequest;
import brume.api.apigateway.Resource;
import brume.api.apigateway.Resources;
import brume.services.apigateway.domain.Page;
import brume.services.apigateway.store.RestApiStore;
import brume.spi.Call;

/** Lists the resources of a REST API. */
public final class GetResources extends ApigatewayOperation<GetResourcesRequest, Resources> {

    public GetResources(RestApiStore store) {
        super(ApigatewayApi.GET_RESOURCES, store);
    }

    @Override
    public Resources handle(GetResourcesRequest input, Call call) {
        int limit = Page.limit(input.limit());
        Embedding embedding = Embedding.of(input.embed());
        Page<Resource> page =
                store.read(
                        call.scope(),
                        rows -> {
                            rows.requireApi(input.restApiId());
                            return rows.resources(input.restApiId(), input.position(), limit);
                        });
        return Resources.builder()
                .items(page.items().stream().map(embedding::apply).toList())
                .position(page.position())
                .build();
    }
}
