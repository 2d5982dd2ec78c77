package brume.services.apigateway.op;

import brume.api.apigateway.ApigatewayApi;
import brume.api.apigateway.GetRestApiRequest;
import brume.api.apigateway.RestApi;
import brume.services.apigateway.domain.ResourcePolicies;
import brume.services.apigateway.store.RestApiStore;
import brume.spi.Call;
import brume.spi.Permission;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Answers one REST API. */
public final class GetRestApi extends ApigatewayOperation<GetRestApiRequest, RestApi> {

    public GetRestApi(RestApiStore store) {
        super(ApigatewayApi.GET_REST_API, store);
    }

    @Override
    public RestApi handle(GetRestApiRequest input, Call call) {
        return store.read(call.scope(), rows -> shown(rows.api(input.restApiId())));
    }

    /** Read or changed alone an API shows its tags even if there are none; recorded so. */
    static RestApi shown(RestApi api) {
        RestApi tagged = api.tags() == null ? api.toBuilder().tags(Map.of()).build() : api;
        return ResourcePolicies.shown(tagged);
    }

    /**
     * Whoever gives an API a resource policy needs more than the operation. Source: Service
     * Authorization Reference, {@code apigateway:UpdateRestApiPolicy}.
     */
    static List<Permission> permissions(List<Permission> operation, boolean policy) {
        if (!policy) {
            return operation;
        }
        List<Permission> all = new ArrayList<>(operation);
        all.add(Permission.of("apigateway:UpdateRestApiPolicy", operation.getFirst().resource()));
        return all;
    }
}
