package brume.services.apigateway.op;

import brume.api.apigateway.ApigatewayApi;
import brume.api.apigateway.RestApi;
import brume.api.apigateway.UpdateRestApiRequest;
import brume.services.apigateway.domain.PatchPath;
import brume.services.apigateway.domain.RestApiRules;
import brume.services.apigateway.store.RestApiStore;
import brume.spi.Call;
import brume.spi.Permission;
import java.util.List;

/** Changes a REST API by patch operations. */
public final class UpdateRestApi extends ApigatewayOperation<UpdateRestApiRequest, RestApi> {

    public UpdateRestApi(RestApiStore store) {
        super(ApigatewayApi.UPDATE_REST_API, store);
    }

    @Override
    public List<Permission> permissions(UpdateRestApiRequest input, Call call) {
        boolean policy =
                PatchPath.of(input.patchOperations()).stream()
                        .anyMatch(patch -> patch.name().equals("policy"));
        return GetRestApi.permissions(super.permissions(input, call), policy);
    }

    @Override
    public RestApi handle(UpdateRestApiRequest input, Call call) {
        return store.change(
                call.scope(),
                input.restApiId(),
                rows -> {
                    RestApi api = rows.api(input.restApiId());
                    List<PatchPath> patches = PatchPath.of(input.patchOperations());
                    return GetRestApi.shown(
                            rows.put(RestApiRules.patched(api, patches, call.scope())));
                });
    }
}
