package brume.services.apigateway.op;

import brume.api.apigateway.ApigatewayApi;
import brume.api.apigateway.GetModelsRequest;
import brume.api.apigateway.Model;
import brume.api.apigateway.Models;
import brume.services.apigateway.domain.Page;
import brume.services.apigateway.store.ApiPart;
import brume.services.apigateway.store.RestApiStore;
import brume.spi.Call;

/** Lists the models of a REST API. */
public final class GetModels extends ApigatewayOperation<GetModelsRequest, Models> {

    public GetModels(RestApiStore store) {
        super(ApigatewayApi.GET_MODELS, store);
    }

    @Override
    public Models handle(GetModelsRequest input, Call call) {
        int limit = Page.limit(input.limit());
        Page<Model> page =
                store.read(
                        call.scope(),
                        rows ->
                                rows.page(
                                        ApiPart.MODEL, input.restApiId(), input.position(), limit));
        return Models.builder().items(page.items()).position(page.position()).build();
    }
}
