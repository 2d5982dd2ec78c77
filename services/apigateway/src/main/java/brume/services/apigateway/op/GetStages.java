package brume.services.apigateway.op;

import brume.api.apigateway.ApigatewayApi;
import brume.api.apigateway.GetStagesRequest;
import brume.api.apigateway.Stage;
import brume.api.apigateway.Stages;
import brume.services.apigateway.store.RestApiStore;
import brume.spi.Call;
import java.util.List;

/** Lists the stages of a REST API, or of one deployment. */
public final class GetStages extends ApigatewayOperation<GetStagesRequest, Stages> {

    public GetStages(RestApiStore store) {
        super(ApigatewayApi.GET_STAGES, store);
    }

    @Override
    public Stages handle(GetStagesRequest input, Call call) {
        List<Stage> stages =
                store.read(
                        call.scope(),
                        rows -> {
                            rows.requireApi(input.restApiId());
                            return rows.stages(input.restApiId());
                        });
        return Stages.builder()
                .item(
                        stages.stream()
                                .filter(stage ->
                                        input.deploymentId() == null
                                                || input.deploymentId()
                                                        .equals(stage.deploymentId()))
                                .toList())
                .build();
    }
}
