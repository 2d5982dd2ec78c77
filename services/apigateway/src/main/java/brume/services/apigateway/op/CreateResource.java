package brume.services.apigateway.op;

import brume.api.apigateway.ApigatewayApi;
import brume.api.apigateway.ApigatewayErrors;
import brume.api.apigateway.CreateResourceRequest;
import brume.api.apigateway.Resource;
import brume.base.Ids;
import brume.services.apigateway.domain.ApigatewayQuotas;
import brume.services.apigateway.domain.ResourceRules;
import brume.services.apigateway.store.RestApiStore;
import brume.spi.Call;
import java.util.List;

/** Creates a resource below another one. */
public final class CreateResource extends ApigatewayOperation<CreateResourceRequest, Resource> {

    public CreateResource(RestApiStore store) {
        super(ApigatewayApi.CREATE_RESOURCE, store);
    }

    @Override
    public Resource handle(CreateResourceRequest input, Call call) {
        String apiId = input.restApiId();
        return store.change(
                call.scope(),
                apiId,
                rows -> {
                    rows.requireApi(apiId);
                    Resource parent = rows.resource(apiId, input.parentId());
                    List<Resource> all = rows.resources(apiId);
                    if (all.size() >= ApigatewayQuotas.RESOURCES_PER_API.value()) {
                        throw ApigatewayErrors.limitExceededException(
                                "Maximum number of resources per API has been reached.");
                    }
                    ResourceRules.checkPlace(all, parent, input.pathPart(), null);
                    return rows.put(
                            apiId,
                            Resource.builder()
                                    .id(Ids.lower(ApigatewayQuotas.RESOURCE_ID_LENGTH))
                                    .parentId(parent.id())
                                    .pathPart(input.pathPart())
                                    .path(ResourceRules.childPath(parent, input.pathPart()))
                                    .build());
                });
    }
}
