package brume.services.apigateway.op;

import brume.api.apigateway.ApigatewayApi;
import brume.api.apigateway.Method;
import brume.api.apigateway.UpdateMethodRequest;
import brume.services.apigateway.domain.MethodRules;
import brume.services.apigateway.domain.PatchPath;
import brume.services.apigateway.store.RestApiStore;
import brume.spi.Call;

/** Changes a method by patch operations. */
public final class UpdateMethod extends ApigatewayOperation<UpdateMethodRequest, Method> {

    public UpdateMethod(RestApiStore store) {
        super(ApigatewayApi.UPDATE_METHOD, store);
    }

    @Override
    public Method handle(UpdateMethodRequest input, Call call) {
        return new MethodChange(
                        store,
                        call.scope(),
                        input.restApiId(),
                        input.resourceId(),
                        input.httpMethod())
                .apply((method, known) ->
                        MethodRules.patched(method, PatchPath.of(input.patchOperations()), known));
    }
}
