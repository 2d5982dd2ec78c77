package brume.services.apigateway.op;

import brume.api.apigateway.ApigatewayApi;
import brume.api.apigateway.Authorizer;
import brume.api.apigateway.GetAuthorizerRequest;
import brume.services.apigateway.store.ApiPart;
import brume.services.apigateway.store.RestApiStore;
import brume.spi.Call;

/** Answers one authorizer. */
public final class GetAuthorizer extends ApigatewayOperation<GetAuthorizerRequest, Authorizer> {

    public GetAuthorizer(RestApiStore store) {
        super(ApigatewayApi.GET_AUTHORIZER, store);
    }

    @Override
    public Authorizer handle(GetAuthorizerRequest input, Call call) {
        return store.read(
                call.scope(),
                rows -> rows.get(ApiPart.AUTHORIZER, input.restApiId(), input.authorizerId()));
    }
}
