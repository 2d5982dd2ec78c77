package brume.services.apigateway.op;

import brume.api.apigateway.ApigatewayApi;
import brume.api.apigateway.Model;
import brume.api.apigateway.UpdateModelRequest;
import brume.services.apigateway.domain.ModelRules;
import brume.services.apigateway.domain.PatchPath;
import brume.services.apigateway.store.ApiPart;
import brume.services.apigateway.store.RestApiStore;
import brume.spi.Call;

/** Changes a model by patch operations. */
public final class UpdateModel extends ApigatewayOperation<UpdateModelRequest, Model> {

    public UpdateModel(RestApiStore store) {
        super(ApigatewayApi.UPDATE_MODEL, store);
    }

    @Override
    public Model handle(UpdateModelRequest input, Call call) {
        return store.change(
                call.scope(),
                input.restApiId(),
                rows -> {
                    Model model = rows.get(ApiPart.MODEL, input.restApiId(), input.modelName());
                    for (PatchPath patch : PatchPath.of(input.patchOperations())) {
                        model = ModelRules.patched(model, patch);
                    }
                    return rows.put(ApiPart.MODEL, input.restApiId(), model);
                });
    }
}
