package brume.services.apigateway.op;

import brume.api.apigateway.ApigatewayApi;
import brume.api.apigateway.ApigatewayErrors;
import brume.api.apigateway.CreateStageRequest;
import brume.api.apigateway.Stage;
import brume.base.Clock;
import brume.services.apigateway.domain.ApiErrors;
import brume.services.apigateway.domain.ApigatewayQuotas;
import brume.services.apigateway.domain.StageRules;
import brume.services.apigateway.store.RestApiStore;
import brume.spi.Call;
import java.time.temporal.ChronoUnit;

/** Creates a stage that serves a deployment. */
public final class CreateStage extends ApigatewayOperation<CreateStageRequest, Stage> {

    private final Clock clock;

    public CreateStage(RestApiStore store, Clock clock) {
        super(ApigatewayApi.CREATE_STAGE, store);
        this.clock = clock;
    }

    @Override
    public Stage handle(CreateStageRequest input, Call call) {
        Stage stage = StageRules.create(input, clock.now().truncatedTo(ChronoUnit.SECONDS));
        return store.change(
                call.scope(),
                input.restApiId(),
                rows -> {
                    rows.requireApi(input.restApiId());
                    StageParts.check(rows, input.restApiId(), stage);
                    if (rows.findStage(input.restApiId(), input.stageName()).isPresent()) {
                        throw ApiErrors.conflict("Stage already exists");
                    }
                    if (rows.stages(input.restApiId()).size()
                            >= ApigatewayQuotas.STAGES_PER_API.value()) {
                        throw ApigatewayErrors.limitExceededException(
                                "Maximum number of stages per API has been reached.");
                    }
                    return rows.put(input.restApiId(), stage);
                });
    }
}
