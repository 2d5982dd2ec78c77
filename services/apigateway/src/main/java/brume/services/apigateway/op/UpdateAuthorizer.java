package brume.services.apigateway.op;

import brume.api.apigateway.ApigatewayApi;
import brume.api.apigateway.Authorizer;
import brume.api.apigateway.UpdateAuthorizerRequest;
import brume.services.apigateway.domain.AuthorizerRules;
import brume.services.apigateway.domain.PatchPath;
import brume.services.apigateway.store.ApiPart;
import brume.services.apigateway.store.RestApiStore;
import brume.spi.Call;
import brume.spi.Permission;
import java.util.List;

/** Changes an authorizer by patch operations. */
public final class UpdateAuthorizer
        extends ApigatewayOperation<UpdateAuthorizerRequest, Authorizer> {

    public UpdateAuthorizer(RestApiStore store) {
        super(ApigatewayApi.UPDATE_AUTHORIZER, store);
    }

    @Override
    public List<Permission> permissions(UpdateAuthorizerRequest input, Call call) {
        return PassedRole.permissions(
                super.permissions(input, call), input.patchOperations(), "authorizerCredentials");
    }

    @Override
    public Authorizer handle(UpdateAuthorizerRequest input, Call call) {
        return store.change(
                call.scope(),
                input.restApiId(),
                rows -> {
                    Authorizer authorizer =
                            rows.get(ApiPart.AUTHORIZER, input.restApiId(), input.authorizerId());
                    Authorizer patched =
                            AuthorizerRules.patched(
                                    authorizer, PatchPath.of(input.patchOperations()));
                    PassedRole.check(patched.authorizerCredentials(), call);
                    return rows.put(ApiPart.AUTHORIZER, input.restApiId(), patched);
                });
    }
}
