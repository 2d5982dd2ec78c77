package brume.services.apigateway.op;

import brume.api.apigateway.ApigatewayApi;
import brume.api.apigateway.ApigatewayErrors;
import brume.api.apigateway.Authorizer;
import brume.api.apigateway.CreateAuthorizerRequest;
import brume.services.apigateway.domain.ApiErrors;
import brume.services.apigateway.domain.ApigatewayQuotas;
import brume.services.apigateway.domain.AuthorizerRules;
import brume.services.apigateway.store.ApiPart;
import brume.services.apigateway.store.RestApiStore;
import brume.spi.Call;
import brume.spi.Permission;
import java.util.List;

/** Adds a Lambda authorizer to a REST API. */
public final class CreateAuthorizer
        extends ApigatewayOperation<CreateAuthorizerRequest, Authorizer> {

    public CreateAuthorizer(RestApiStore store) {
        super(ApigatewayApi.CREATE_AUTHORIZER, store);
    }

    @Override
    public List<Permission> permissions(CreateAuthorizerRequest input, Call call) {
        return PassedRole.permissions(
                super.permissions(input, call), input.authorizerCredentials());
    }

    @Override
    public Authorizer handle(CreateAuthorizerRequest input, Call call) {
        PassedRole.check(input.authorizerCredentials(), call);
        Authorizer authorizer = AuthorizerRules.create(input);
        return store.change(
                call.scope(),
                input.restApiId(),
                rows -> {
                    if (rows.findApi(input.restApiId()).isEmpty()) {
                        // Recorded: test_authorizer_crud_no_api.
                        throw ApiErrors.conflict(
                                "Unable to complete operation due to concurrent modification."
                                        + " Please try again later.");
                    }
                    if (rows.list(ApiPart.AUTHORIZER, input.restApiId()).size()
                            >= ApigatewayQuotas.AUTHORIZERS_PER_API.value()) {
                        throw ApigatewayErrors.limitExceededException(
                                "Maximum number of authorizers per API has been reached.");
                    }
                    return rows.put(ApiPart.AUTHORIZER, input.restApiId(), authorizer);
                });
    }
}
