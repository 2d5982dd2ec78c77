package brume.services.apigateway.op;

import brume.api.apigateway.ApigatewayApi;
import brume.api.apigateway.GetModelTemplateRequest;
import brume.api.apigateway.Template;
import brume.services.apigateway.domain.ModelTemplate;
import brume.services.apigateway.store.ApiPart;
import brume.services.apigateway.store.ApiRows;
import brume.services.apigateway.store.RestApiStore;
import brume.spi.Call;

/** Makes a mapping template of a model. */
public final class GetModelTemplate extends ApigatewayOperation<GetModelTemplateRequest, Template> {

    public GetModelTemplate(RestApiStore store) {
        super(ApigatewayApi.GET_MODEL_TEMPLATE, store);
    }

    @Override
    public Template handle(GetModelTemplateRequest input, Call call) {
        return store.read(
                call.scope(),
                rows -> {
                    rows.requireApi(input.restApiId());
                    String schema = schema(rows, input.restApiId(), input.modelName());
                    String template =
                            ModelTemplate.of(schema, name -> schema(rows, input.restApiId(), name));
                    return Template.builder().value(template).build();
                });
    }

    private static String schema(ApiRows rows, String apiId, String model) {
        return String.valueOf(rows.get(ApiPart.MODEL, apiId, model).schema_());
    }
}
