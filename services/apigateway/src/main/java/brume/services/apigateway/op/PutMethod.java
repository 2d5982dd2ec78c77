package brume.services.apigateway.op;

import brume.api.apigateway.ApigatewayApi;
import brume.api.apigateway.Method;
import brume.api.apigateway.PutMethodRequest;
import brume.api.apigateway.Resource;
import brume.services.apigateway.domain.ApiErrors;
import brume.services.apigateway.domain.MethodRules;
import brume.services.apigateway.store.RestApiStore;
import brume.spi.Call;

/** Adds a method to a resource or replaces it. */
public final class PutMethod extends ApigatewayOperation<PutMethodRequest, Method> {

    public PutMethod(RestApiStore store) {
        super(ApigatewayApi.PUT_METHOD, store);
    }

    @Override
    public Method handle(PutMethodRequest input, Call call) {
        return store.change(
                call.scope(),
                input.restApiId(),
                rows -> {
                    Resource resource = rows.resource(input.restApiId(), input.resourceId());
                    if (resource.resourceMethods() != null
                            && resource.resourceMethods().containsKey(input.httpMethod())) {
                        throw ApiErrors.conflict("Method already exists for this resource");
                    }
                    Method method = MethodRules.create(input, rows.known(input.restApiId()));
                    rows.put(input.restApiId(), MethodRules.with(resource, method));
                    return method;
                });
    }
}
