package brume.services.apigateway.op;

import brume.api.apigateway.ApigatewayApi;
import brume.api.apigateway.DeleteDeploymentRequest;
import brume.api.apigateway.Stage;
import brume.services.apigateway.domain.ApiErrors;
import brume.services.apigateway.store.RestApiStore;
import brume.spi.Call;
import brume.wire.Unit;

/** Deletes a deployment that no stage serves. */
public final class DeleteDeployment extends ApigatewayOperation<DeleteDeploymentRequest, Unit> {

    public DeleteDeployment(RestApiStore store) {
        super(ApigatewayApi.DELETE_DEPLOYMENT, store);
    }

    @Override
    public Unit handle(DeleteDeploymentRequest input, Call call) {
        return store.change(
                call.scope(),
                input.restApiId(),
                rows -> {
                    rows.requireApi(input.restApiId());
                    rows.deployment(input.restApiId(), input.deploymentId());
                    for (Stage stage : rows.stages(input.restApiId())) {
                        if (input.deploymentId().equals(stage.deploymentId())) {
                            throw ApiErrors.bad(
                                    "Active stages pointing to this deployment must be moved or"
                                            + " deleted");
                        }
                    }
                    rows.deleteDeployment(input.restApiId(), input.deploymentId());
                    return Unit.INSTANCE;
                });
    }
}
