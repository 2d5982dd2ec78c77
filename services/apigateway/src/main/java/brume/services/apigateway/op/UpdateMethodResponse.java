package brume.services.apigateway.op;

import brume.api.apigateway.ApigatewayApi;
import brume.api.apigateway.Method;
import brume.api.apigateway.MethodResponse;
import brume.api.apigateway.UpdateMethodResponseRequest;
import brume.services.apigateway.domain.MethodRules;
import brume.services.apigateway.domain.PatchPath;
import brume.services.apigateway.store.RestApiStore;
import brume.spi.Call;

/** Changes a response of a method by patch operations. */
public final class UpdateMethodResponse
        extends ApigatewayOperation<UpdateMethodResponseRequest, MethodResponse> {

    public UpdateMethodResponse(RestApiStore store) {
        super(ApigatewayApi.UPDATE_METHOD_RESPONSE, store);
    }

    @Override
    public MethodResponse handle(UpdateMethodResponseRequest input, Call call) {
        Method changed =
                new MethodChange(
                                store,
                                call.scope(),
                                input.restApiId(),
                                input.resourceId(),
                                input.httpMethod())
                        .apply((method, known) -> {
                            MethodResponse response =
                                    MethodRules.response(method, input.statusCode());
                            for (PatchPath patch : PatchPath.of(input.patchOperations())) {
                                response = MethodRules.patched(response, patch, known);
                            }
                            return MethodRules.with(method, response);
                        });
        return MethodRules.response(changed, input.statusCode());
    }
}
