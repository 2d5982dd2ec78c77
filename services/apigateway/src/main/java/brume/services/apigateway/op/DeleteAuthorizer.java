package brume.services.apigateway.op;

import brume.api.apigateway.ApigatewayApi;
import brume.api.apigateway.DeleteAuthorizerRequest;
import brume.services.apigateway.domain.AuthorizerRules;
import brume.services.apigateway.store.ApiPart;
import brume.services.apigateway.store.RestApiStore;
import brume.spi.Call;
import brume.wire.Unit;

/** Deletes an authorizer that no method names. */
public final class DeleteAuthorizer extends ApigatewayOperation<DeleteAuthorizerRequest, Unit> {

    public DeleteAuthorizer(RestApiStore store) {
        super(ApigatewayApi.DELETE_AUTHORIZER, store);
    }

    @Override
    public Unit handle(DeleteAuthorizerRequest input, Call call) {
        return store.change(
                call.scope(),
                input.restApiId(),
                rows -> {
                    rows.delete(ApiPart.AUTHORIZER, input.restApiId(), input.authorizerId());
                    AuthorizerRules.checkUnused(
                            input.authorizerId(), rows.resources(input.restApiId()));
                    return Unit.INSTANCE;
                });
    }
}
