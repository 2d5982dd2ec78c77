package brume.services.apigateway.op;

import brume.api.apigateway.ApigatewayApi;
import brume.api.apigateway.Deployment;
import brume.api.apigateway.UpdateDeploymentRequest;
import brume.services.apigateway.domain.PatchPath;
import brume.services.apigateway.store.RestApiStore;
import brume.spi.Call;

/** Changes a deployment's description. */
public final class UpdateDeployment
        extends ApigatewayOperation<UpdateDeploymentRequest, Deployment> {

    public UpdateDeployment(RestApiStore store) {
        super(ApigatewayApi.UPDATE_DEPLOYMENT, store);
    }

    @Override
    public Deployment handle(UpdateDeploymentRequest input, Call call) {
        return store.change(
                call.scope(),
                input.restApiId(),
                rows -> {
                    Deployment deployment =
                            rows.deployment(input.restApiId(), input.deploymentId());
                    for (PatchPath patch : PatchPath.of(input.patchOperations())) {
                        if (!patch.path().equals("/description")) {
                            throw patch.invalid();
                        }
                        deployment =
                                deployment.toBuilder().description(patch.replacement()).build();
                    }
                    return rows.put(input.restApiId(), deployment);
                });
    }
}
