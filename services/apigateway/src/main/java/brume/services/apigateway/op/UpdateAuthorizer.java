package brume.services.apigateway.op;

import brume.api.apigateway.ApigatewayApi;
import brume.api.apigateway.Authorizer;
import brume.api.apigateway.UpdateAuthorizerRequest;
import brume.services.apigateway.domain.AuthorizerRules;
import brume.services.apigateway.domain.PatchPath;
import brume.services.apigateway.store.ApiPart;
import brume.services.apigateway.store.RestApiStore;
import brume.spi.Call;

/** Changes an authorizer by patch operations. */
public final class UpdateAuthorizer
        extends ApigatewayOperation<UpdateAuthorizerRequest, Authorizer> {

    public UpdateAuthorizer(RestApiStore store) {
        super(ApigatewayApi.UPDATE_AUTHORIZER, store);
    }

    @Override
    public Authorizer handle(UpdateAuthorizerRequest input, Call call) {
        return store.change(
                call.scope(),
                input.restApiId(),
                rows -> {
                    Authorizer authorizer =
                            rows.get(ApiPart.AUTHORIZER, input.restApiId(), input.authorizerId());
                    return rows.put(
                            ApiPart.AUTHORIZER,
                            input.restApiId(),
                            AuthorizerRules.patched(
                                    authorizer, PatchPath.of(input.patchOperations())));
                });
    }
}
