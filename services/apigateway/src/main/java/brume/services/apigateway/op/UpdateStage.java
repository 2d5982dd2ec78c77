package brume.services.apigateway.op;

import brume.api.apigateway.ApigatewayApi;
import brume.api.apigateway.Stage;
import brume.api.apigateway.UpdateStageRequest;
import brume.base.Clock;
import brume.services.apigateway.domain.PatchPath;
import brume.services.apigateway.domain.StageRules;
import brume.services.apigateway.store.ApiPart;
import brume.services.apigateway.store.ApiRows;
import brume.services.apigateway.store.RestApiStore;
import brume.spi.Call;
import brume.spi.Permission;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;

/** Changes a stage by patch operations. */
public final class UpdateStage extends ApigatewayOperation<UpdateStageRequest, Stage> {

    private final Clock clock;

    public UpdateStage(RestApiStore store, Clock clock) {
        super(ApigatewayApi.UPDATE_STAGE, store);
        this.clock = clock;
    }

    /**
     * Without a role of the account's settings, logs are written as the account itself; so whoever
     * chooses where they go must be permitted to have logs delivered. AWS refuses such a choice.
     */
    @Override
    public List<Permission> permissions(UpdateStageRequest input, Call call) {
        List<Permission> all = new ArrayList<>(super.permissions(input, call));
        boolean logs =
                PatchPath.withCopies(input.patchOperations()).stream()
                        .anyMatch(patch -> !patch.isRemove() && turnsLogsOn(patch));
        if (logs && !store.read(call.scope(), UpdateStage::hasLogRole)) {
            all.add(Permission.of("logs:CreateLogDelivery", "*"));
        }
        return all;
    }

    private static boolean turnsLogsOn(PatchPath patch) {
        boolean level = patch.path().endsWith("/logging/loglevel") && !"OFF".equals(patch.value());
        return level || patch.name().equals("accessLogSettings");
    }

    private static boolean hasLogRole(ApiRows rows) {
        return rows.find(ApiPart.SETTINGS, ApiPart.ACCOUNT, ApiPart.ACCOUNT)
                .filter(settings -> settings.cloudwatchRoleArn() != null)
                .isPresent();
    }

    @Override
    public Stage handle(UpdateStageRequest input, Call call) {
        Instant now = clock.now().truncatedTo(ChronoUnit.SECONDS);
        String apiId = input.restApiId();
        return store.change(
                call.scope(),
                apiId,
                rows -> {
                    rows.requireApi(apiId);
                    Stage stage = rows.stage(apiId, input.stageName());
                    for (PatchPath patch : PatchPath.withCopies(input.patchOperations())) {
                        stage = StageRules.patched(stage, patch);
                    }
                    StageParts.check(rows, apiId, stage);
                    return rows.put(apiId, stage.toBuilder().lastUpdatedDate(now).build());
                });
    }
}
