package brume.services.apigatewayv2.op;

import brume.api.apigatewayv2.Apigatewayv2Api;
import brume.api.apigatewayv2.CreateDeploymentRequest;
import brume.api.apigatewayv2.CreateDeploymentResponse;
import brume.api.apigatewayv2.Deployment;
import brume.api.apigatewayv2.Stage;
import brume.services.apigatewayv2.domain.ApiErrors;
import brume.services.apigatewayv2.store.ApiRows;
import brume.services.apigatewayv2.store.ApiWriter;
import brume.services.apigatewayv2.store.HttpApiStore;
import brume.services.apigatewayv2.store.Part;
import brume.services.apigatewayv2.store.Shapes;
import brume.spi.Operation;

/** Making deployments, and when one may go. */
final class DeploymentRules implements Rules<Deployment> {

    /** Deploys the API as it is, and lets a stage serve it if one is named. */
    static Operation<CreateDeploymentRequest, CreateDeploymentResponse> create(HttpApiStore store) {
        return ApiOperation.of(
                Apigatewayv2Api.CREATE_DEPLOYMENT,
                (input, call) -> {
                    Deployment created =
                            store.change(call.scope(), input.apiId(), rows -> deploy(input, rows));
                    return Shapes.as(CreateDeploymentResponse.SCHEMA, created);
                });
    }

    private static Deployment deploy(CreateDeploymentRequest input, ApiWriter rows) {
        String apiId = input.apiId();
        rows.requireApi(apiId);
        if (rows.list(Part.ROUTE, apiId).isEmpty()) {
            throw ApiErrors.bad("At least one route is required before deploying the Api.");
        }
        Deployment deployment =
                rows.deploy(
                        apiId,
                        Deployment.builder()
                                .autoDeployed(false)
                                .description(input.description())
                                .build());
        String name = input.stageName();
        if (name != null) {
            Stage stage = rows.get(Part.STAGE, apiId, name);
            if (Boolean.TRUE.equals(stage.autoDeploy())) {
                throw ApiErrors.bad(
                        "Deployment ID cannot be set on a stage with auto-deploy enabled");
            }
            rows.serve(apiId, stage, Part.DEPLOYMENT.id(deployment));
        }
        return deployment;
    }

    @Override
    public Deployment created(Deployment draft, ApiWriter rows, String apiId) {
        return draft;
    }

    @Override
    public Deployment updated(Deployment before, Deployment after, ApiWriter rows, String apiId) {
        return after;
    }

    @Override
    public void deleted(Deployment deployment, ApiRows rows, String apiId) {
        for (Stage stage : rows.list(Part.STAGE, apiId)) {
            if (Part.DEPLOYMENT.id(deployment).equals(stage.deploymentId())) {
                throw ApiErrors.bad(
                        "Active stages pointing to this deployment must be moved or deleted");
            }
        }
    }
}
