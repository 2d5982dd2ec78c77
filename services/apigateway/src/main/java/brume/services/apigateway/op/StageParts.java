package brume.services.apigateway.op;

import brume.api.apigateway.CanarySettings;
import brume.api.apigateway.Stage;
import brume.services.apigateway.domain.ApiErrors;
import brume.services.apigateway.store.ApiPart;
import brume.services.apigateway.store.ApiRows;
import org.jspecify.annotations.Nullable;

/** What a stage names and what must be there. */
final class StageParts {

    private StageParts() {}

    /** Checks a stage's deployments and the version of its documentation. */
    static void check(ApiRows rows, String apiId, Stage stage) {
        checkDeployment(rows, apiId, stage.deploymentId());
        CanarySettings canary = stage.canarySettings();
        if (canary != null) {
            checkDeployment(rows, apiId, canary.deploymentId());
        }
        if (stage.documentationVersion() != null) {
            rows.get(ApiPart.DOCUMENTATION_VERSION, apiId, stage.documentationVersion());
        }
    }

    private static void checkDeployment(ApiRows rows, String apiId, @Nullable String id) {
        if (id == null || rows.findDeployment(apiId, id).isEmpty()) {
            throw ApiErrors.bad("Deployment id does not exist");
        }
    }
}
