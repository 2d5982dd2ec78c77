package brume.services.apigateway.op;

import brume.api.apigateway.ApigatewayApi;
import brume.api.apigateway.Resource;
import brume.api.apigateway.UpdateResourceRequest;
import brume.services.apigateway.domain.ApiErrors;
import brume.services.apigateway.domain.PatchPath;
import brume.services.apigateway.domain.ResourceRules;
import brume.services.apigateway.store.ApiWriter;
import brume.services.apigateway.store.RestApiStore;
import brume.spi.Call;
import java.util.List;
import java.util.Objects;

/** Renames or moves a resource, with everything below it. */
public final class UpdateResource extends ApigatewayOperation<UpdateResourceRequest, Resource> {

    public UpdateResource(RestApiStore store) {
        super(ApigatewayApi.UPDATE_RESOURCE, store);
    }

    @Override
    public Resource handle(UpdateResourceRequest input, Call call) {
        String apiId = input.restApiId();
        return store.change(
                call.scope(),
                apiId,
                rows -> {
                    Resource resource = rows.resource(apiId, input.resourceId());
                    for (PatchPath patch : PatchPath.of(input.patchOperations())) {
                        resource = patched(rows, apiId, resource, patch);
                    }
                    return resource;
                });
    }

    private static Resource patched(
            ApiWriter rows, String apiId, Resource resource, PatchPath patch) {
        String value = checkedValue(resource, patch);
        List<Resource> all = rows.resources(apiId);
        boolean move = patch.path().equals("/parentId");
        String pathPart = move ? Objects.requireNonNull(resource.pathPart()) : value;
        String parentId = move ? value : Objects.requireNonNull(resource.parentId());
        String resourceId = Objects.requireNonNull(resource.id());
        Resource parent = rows.resource(apiId, parentId);
        if (move
                && (parentId.equals(resourceId)
                        || ResourceRules.descendants(all, resourceId).contains(parent))) {
            throw ApiErrors.bad("Resources cannot be cyclical.");
        }
        ResourceRules.checkPlace(all, parent, pathPart, resourceId);
        Resource changed = resource.toBuilder().pathPart(pathPart).parentId(parentId).build();
        List<Resource> moved = ResourceRules.moved(all, changed, parent);
        for (Resource one : moved) {
            var ignored = rows.put(apiId, one);
        }
        return moved.getFirst();
    }

    private static String checkedValue(Resource resource, PatchPath patch) {
        boolean known = patch.path().equals("/parentId") || patch.path().equals("/pathPart");
        if (!patch.op().equals("replace")) {
            throw ApiErrors.bad(
                    "Invalid patch path  '"
                            + patch.path()
                            + "' specified for op '"
                            + patch.op()
                            + "'. Please choose supported operations");
        }
        if (!known) {
            throw ApiErrors.bad(
                    "Invalid patch path  '"
                            + patch.path()
                            + "' specified for op 'replace'. Must be one of: [/parentId,"
                            + " /pathPart]");
        }
        if (resource.parentId() == null) {
            throw ApiErrors.bad(
                    "Root resource cannot update its " + patch.path().substring(1) + ".");
        }
        return patch.replacement();
    }
}
