package brume.services.apigateway.op;

import brume.api.apigateway.ApigatewayApi;
import brume.api.apigateway.DeleteResourceRequest;
import brume.api.apigateway.Resource;
import brume.services.apigateway.domain.ApiErrors;
import brume.services.apigateway.domain.ResourceRules;
import brume.services.apigateway.store.RestApiStore;
import brume.spi.Call;
import brume.wire.Unit;
import java.util.Objects;

/** Deletes a resource and everything below it. */
public final class DeleteResource extends ApigatewayOperation<DeleteResourceRequest, Unit> {

    public DeleteResource(RestApiStore store) {
        super(ApigatewayApi.DELETE_RESOURCE, store);
    }

    @Override
    public Unit handle(DeleteResourceRequest input, Call call) {
        String apiId = input.restApiId();
        return store.change(
                call.scope(),
                apiId,
                rows -> {
                    Resource resource = rows.resource(apiId, input.resourceId());
                    if (resource.parentId() == null) {
                        throw ApiErrors.bad("Root resource cannot be deleted.");
                    }
                    for (Resource below :
                            ResourceRules.descendants(rows.resources(apiId), input.resourceId())) {
                        rows.deleteResource(apiId, Objects.requireNonNull(below.id()));
                    }
                    rows.deleteResource(apiId, input.resourceId());
                    return Unit.INSTANCE;
                });
    }
}
