package brume.services.apigateway.op;

import brume.api.apigateway.ApigatewayApi;
import brume.api.apigateway.MethodResponse;
import brume.api.apigateway.PutMethodResponseRequest;
import brume.services.apigateway.domain.ApiErrors;
import brume.services.apigateway.domain.MethodRules;
import brume.services.apigateway.store.RestApiStore;
import brume.spi.Call;

/** Adds a response to a method. */
public final class PutMethodResponse
        extends ApigatewayOperation<PutMethodResponseRequest, MethodResponse> {

    public PutMethodResponse(RestApiStore store) {
        super(ApigatewayApi.PUT_METHOD_RESPONSE, store);
    }

    @Override
    public MethodResponse handle(PutMethodResponseRequest input, Call call) {
        MethodResponse response =
                MethodResponse.builder()
                        .statusCode(input.statusCode())
                        .responseParameters(input.responseParameters())
                        .responseModels(input.responseModels())
                        .build();
        new MethodChange(
                        store,
                        call.scope(),
                        input.restApiId(),
                        input.resourceId(),
                        input.httpMethod())
                .apply((method, known) -> {
                    MethodRules.check(input.responseParameters(), input.responseModels(), known);
                    if (method.methodResponses() != null
                            && method.methodResponses().containsKey(input.statusCode())) {
                        throw ApiErrors.conflict("Response already exists for this resource");
                    }
                    return MethodRules.with(method, response);
                });
        return response;
    }
}
