package brume.services.apigateway.op;

import brume.api.apigateway.ApigatewayApi;
import brume.api.apigateway.ApigatewayErrors;
import brume.api.apigateway.CreateModelRequest;
import brume.api.apigateway.Model;
import brume.services.apigateway.domain.ApiErrors;
import brume.services.apigateway.domain.ApigatewayQuotas;
import brume.services.apigateway.domain.ModelRules;
import brume.services.apigateway.store.ApiPart;
import brume.services.apigateway.store.RestApiStore;
import brume.spi.Call;

/** Adds a model to a REST API. */
public final class CreateModel extends ApigatewayOperation<CreateModelRequest, Model> {

    public CreateModel(RestApiStore store) {
        super(ApigatewayApi.CREATE_MODEL, store);
    }

    @Override
    public Model handle(CreateModelRequest input, Call call) {
        Model model = ModelRules.create(input);
        return store.change(
                call.scope(),
                input.restApiId(),
                rows -> {
                    rows.requireApi(input.restApiId());
                    if (rows.find(ApiPart.MODEL, input.restApiId(), input.name()).isPresent()) {
                        throw ApiErrors.conflict("Model name already exists for this REST API");
                    }
                    if (rows.list(ApiPart.MODEL, input.restApiId()).size()
                            >= ApigatewayQuotas.MODELS_PER_API.value()) {
                        throw ApigatewayErrors.limitExceededException(
                                "Maximum number of models per API has been reached.");
                    }
                    return rows.put(ApiPart.MODEL, input.restApiId(), model);
                });
    }
}
