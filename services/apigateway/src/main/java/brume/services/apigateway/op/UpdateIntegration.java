package brume.services.apigateway.op;

import brume.api.apigateway.ApigatewayApi;
import brume.api.apigateway.Integration;
import brume.api.apigateway.Method;
import brume.api.apigateway.UpdateIntegrationRequest;
import brume.services.apigateway.domain.IntegrationRules;
import brume.services.apigateway.domain.PatchPath;
import brume.services.apigateway.store.RestApiStore;
import brume.spi.Call;
import brume.spi.Permission;
import java.util.List;

/** Changes a method's integration by patch operations. */
public final class UpdateIntegration
        extends ApigatewayOperation<UpdateIntegrationRequest, Integration> {

    public UpdateIntegration(RestApiStore store) {
        super(ApigatewayApi.UPDATE_INTEGRATION, store);
    }

    @Override
    public List<Permission> permissions(UpdateIntegrationRequest input, Call call) {
        return PassedRole.permissions(
                super.permissions(input, call), input.patchOperations(), "credentials");
    }

    @Override
    public Integration handle(UpdateIntegrationRequest input, Call call) {
        Method changed =
                new MethodChange(
                                store,
                                call.scope(),
                                input.restApiId(),
                                input.resourceId(),
                                input.httpMethod())
                        .apply(method -> {
                            Integration integration =
                                    IntegrationRules.patched(
                                            IntegrationRules.integration(method),
                                            PatchPath.of(input.patchOperations()));
                            PassedRole.check(integration.credentials(), call);
                            return method.toBuilder().methodIntegration(integration).build();
                        });
        return IntegrationRules.integration(changed);
    }
}
