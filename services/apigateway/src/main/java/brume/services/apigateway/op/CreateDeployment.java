package brume.services.apigateway.op;

import brume.api.apigateway.ApigatewayApi;
import brume.api.apigateway.CreateDeploymentRequest;
import brume.api.apigateway.Deployment;
import brume.api.apigateway.Stage;
import brume.base.Clock;
import brume.base.Ids;
import brume.services.apigateway.domain.ApigatewayQuotas;
import brume.services.apigateway.domain.CanaryRules;
import brume.services.apigateway.domain.DeploymentRules;
import brume.services.apigateway.domain.StageRules;
import brume.services.apigateway.store.ApiWriter;
import brume.services.apigateway.store.RestApiStore;
import brume.services.apigateway.store.Snapshot;
import brume.spi.Call;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Objects;

/** Freezes the resources of a REST API, and points a stage to them if one is named. */
public final class CreateDeployment
        extends ApigatewayOperation<CreateDeploymentRequest, Deployment> {

    private final Clock clock;

    public CreateDeployment(RestApiStore store, Clock clock) {
        super(ApigatewayApi.CREATE_DEPLOYMENT, store);
        this.clock = clock;
    }

    @Override
    public Deployment handle(CreateDeploymentRequest input, Call call) {
        Instant now = clock.now().truncatedTo(ChronoUnit.SECONDS);
        String apiId = input.restApiId();
        Deployment deployment =
                Deployment.builder()
                        .id(Ids.lower(ApigatewayQuotas.RESOURCE_ID_LENGTH))
                        .description(input.description())
                        .createdDate(now)
                        .build();
        return store.change(
                call.scope(),
                apiId,
                rows -> {
                    Snapshot snapshot = Snapshot.of(rows, apiId);
                    DeploymentRules.check(snapshot.api(), snapshot.resources());
                    Deployment created = rows.put(apiId, deployment);
                    String deploymentId = Objects.requireNonNull(deployment.id());
                    rows.put(apiId, deploymentId, snapshot);
                    if (input.canarySettings() != null) {
                        rows.put(apiId, canary(rows, input, deploymentId));
                    } else if (input.stageName() != null && !input.stageName().isEmpty()) {
                        rows.put(apiId, stage(rows, input, deploymentId, now));
                    }
                    return created;
                });
    }

    private static Stage canary(
            ApiWriter rows, CreateDeploymentRequest input, String deploymentId) {
        String name = input.stageName() == null ? "" : input.stageName();
        return CanaryRules.deployed(
                rows.findStage(input.restApiId(), name).orElse(null),
                input.stageName(),
                deploymentId,
                Objects.requireNonNull(input.canarySettings()));
    }

    private static Stage stage(
            ApiWriter rows, CreateDeploymentRequest input, String deploymentId, Instant now) {
        String name = Objects.requireNonNull(input.stageName());
        Stage fresh =
                StageRules.create(
                        name, deploymentId, input.stageDescription(), input.variables(), null, now);
        Stage served =
                rows.findStage(input.restApiId(), name)
                        .map(stage ->
                                stage.toBuilder()
                                        .deploymentId(deploymentId)
                                        .description(
                                                fresh.description() == null
                                                        ? stage.description()
                                                        : fresh.description())
                                        .variables(
                                                fresh.variables() == null
                                                        ? stage.variables()
                                                        : fresh.variables())
                                        .lastUpdatedDate(now)
                                        .build())
                        .orElse(fresh);
        Stage cached =
                StageRules.withCache(served, input.cacheClusterEnabled(), input.cacheClusterSize());
        return input.tracingEnabled() == null
                ? cached
                : cached.toBuilder()
                        .tracingEnabled(StageRules.tracing(input.tracingEnabled()))
                        .build();
    }
}
