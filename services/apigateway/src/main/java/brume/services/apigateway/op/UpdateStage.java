package brume.services.apigateway.op;

import brume.api.apigateway.ApigatewayApi;
import brume.api.apigateway.Stage;
import brume.api.apigateway.UpdateStageRequest;
import brume.base.Clock;
import brume.services.apigateway.domain.PatchPath;
import brume.services.apigateway.domain.StageRules;
import brume.services.apigateway.store.RestApiStore;
import brume.spi.Call;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/** Changes a stage by patch operations. */
public final class UpdateStage extends ApigatewayOperation<UpdateStageRequest, Stage> {

    private final Clock clock;

    public UpdateStage(RestApiStore store, Clock clock) {
        super(ApigatewayApi.UPDATE_STAGE, store);
        this.clock = clock;
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
