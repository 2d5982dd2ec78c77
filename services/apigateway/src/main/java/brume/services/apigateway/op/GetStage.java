package brume.services.apigateway.op;

import brume.api.apigateway.ApigatewayApi;
import brume.api.apigateway.GetStageRequest;
import brume.api.apigateway.Stage;
import brume.services.apigateway.store.RestApiStore;
import brume.spi.Call;

/** Answers one stage. */
public final class GetStage extends ApigatewayOperation<GetStageRequest, Stage> {

    public GetStage(RestApiStore store) {
        super(ApigatewayApi.GET_STAGE, store);
    }

    @Override
    public Stage handle(GetStageRequest input, Call call) {
        return store.read(
                call.scope(),
                rows -> {
                    rows.requireApi(input.restApiId());
                    return rows.stage(input.restApiId(), input.stageName());
                });
    }
}
