package brume.services.apigateway.op;

import brume.api.apigateway.ApigatewayApi;
import brume.api.apigateway.Deployment;
import brume.api.apigateway.GetDeploymentRequest;
import brume.services.apigateway.domain.ApiErrors;
import brume.services.apigateway.domain.DeploymentRules;
import brume.services.apigateway.store.RestApiStore;
import brume.spi.Call;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Answers one deployment. */
public final class GetDeployment extends ApigatewayOperation<GetDeploymentRequest, Deployment> {

    public GetDeployment(RestApiStore store) {
        super(ApigatewayApi.GET_DEPLOYMENT, store);
    }

    @Override
    public Deployment handle(GetDeploymentRequest input, Call call) {
        Embedded embedded = Embedded.of(input.embed());
        return store.read(
                call.scope(),
                rows -> {
                    rows.requireApi(input.restApiId());
                    Deployment deployment =
                            rows.deployment(input.restApiId(), input.deploymentId());
                    return embedded.apiSummary()
                            ? DeploymentRules.withSummary(
                                    deployment,
                                    rows.findSnapshot(input.restApiId(), input.deploymentId())
                                            .orElseThrow()
                                            .resources())
                            : deployment;
                });
    }

    private record Embedded(boolean apiSummary) {
        static Embedded of(@Nullable List<String> embed) {
            if (embed == null || embed.isEmpty()) {
                return new Embedded(false);
            }
            if (!embed.equals(List.of("apisummary"))) {
                throw ApiErrors.bad("Invalid embed parameter. Valid values are: apisummary");
            }
            return new Embedded(true);
        }
    }
}
