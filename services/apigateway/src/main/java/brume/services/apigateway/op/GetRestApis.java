package brume.services.apigateway.op;

import brume.api.apigateway.ApigatewayApi;
import brume.api.apigateway.GetRestApisRequest;
import brume.api.apigateway.RestApi;
import brume.api.apigateway.RestApis;
import brume.services.apigateway.domain.Page;
import brume.services.apigateway.domain.ResourcePolicies;
import brume.services.apigateway.store.RestApiStore;
import brume.spi.Call;

/** Lists the REST APIs of the account and region. */
public final class GetRestApis extends ApigatewayOperation<GetRestApisRequest, RestApis> {

    public GetRestApis(RestApiStore store) {
        super(ApigatewayApi.GET_REST_APIS, store);
    }

    @Override
    public RestApis handle(GetRestApisRequest input, Call call) {
        int limit = Page.limit(input.limit());
        Page<RestApi> page = store.read(call.scope(), rows -> rows.apis(input.position(), limit));
        return RestApis.builder()
                .items(page.items().stream().map(ResourcePolicies::shown).toList())
                .position(page.position())
                .build();
    }
}
