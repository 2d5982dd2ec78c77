package brume.services.apigateway.op;

import brume.api.apigateway.ApigatewayApi;
import brume.api.apigateway.Integration;
import brume.api.apigateway.PutIntegrationRequest;
import brume.services.apigateway.domain.IntegrationRules;
import brume.services.apigateway.store.RestApiStore;
import brume.spi.Call;
import brume.spi.Permission;
import java.util.List;

/** Sets a method's integration. */
public final class PutIntegration extends ApigatewayOperation<PutIntegrationRequest, Integration> {

    public PutIntegration(RestApiStore store) {
        super(ApigatewayApi.PUT_INTEGRATION, store);
    }

    @Override
    public List<Permission> permissions(PutIntegrationRequest input, Call call) {
        return PassedRole.permissions(super.permissions(input, call), input.credentials());
    }

    @Override
    public Integration handle(PutIntegrationRequest input, Call call) {
        PassedRole.check(input.credentials(), call);
        Integration integration = IntegrationRules.create(input);
        new MethodChange(
                        store,
                        call.scope(),
                        input.restApiId(),
                        input.resourceId(),
                        input.httpMethod())
                .apply(method -> method.toBuilder().methodIntegration(integration).build());
        return integration;
    }
}
