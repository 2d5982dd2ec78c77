package brume.services.apigateway.op;

import brume.api.apigateway.ApigatewayApi;
import brume.api.apigateway.GetModelRequest;
import brume.api.apigateway.Model;
import brume.services.apigateway.domain.ApiErrors;
import brume.services.apigateway.store.ApiPart;
import brume.services.apigateway.store.RestApiStore;
import brume.spi.Call;

/** Answers one model of a REST API. */
public final class GetModel extends ApigatewayOperation<GetModelRequest, Model> {

    public GetModel(RestApiStore store) {
        super(ApigatewayApi.GET_MODEL, store);
    }

    @Override
    public Model handle(GetModelRequest input, Call call) {
        if (Boolean.TRUE.equals(input.flatten())) {
            throw ApiErrors.notImplemented("the parameter flatten");
        }
        return store.read(
                call.scope(),
                rows -> rows.get(ApiPart.MODEL, input.restApiId(), input.modelName()));
    }
}
