package brume.services.apigateway.op;

import brume.api.apigateway.ApigatewayApi;
import brume.api.apigateway.Authorizer;
import brume.api.apigateway.Authorizers;
import brume.api.apigateway.GetAuthorizersRequest;
import brume.services.apigateway.domain.Page;
import brume.services.apigateway.store.ApiPart;
import brume.services.apigateway.store.RestApiStore;
import brume.spi.Call;

/** Lists the authorizers of a REST API. */
public final class GetAuthorizers extends ApigatewayOperation<GetAuthorizersRequest, Authorizers> {

    public GetAuthorizers(RestApiStore store) {
        super(ApigatewayApi.GET_AUTHORIZERS, store);
    }

    @Override
    public Authorizers handle(GetAuthorizersRequest input, Call call) {
        int limit = Page.limit(input.limit());
        Page<Authorizer> page =
                store.read(
                        call.scope(),
                        rows ->
                                rows.page(
                                        ApiPart.AUTHORIZER,
                                        input.restApiId(),
                                        input.position(),
                                        limit));
        return Authorizers.builder().items(page.items()).position(page.position()).build();
    }
}
