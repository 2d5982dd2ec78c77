package brume.services.apigateway.op;

import brume.api.apigateway.ApigatewayApi;
import brume.api.apigateway.Deployment;
import brume.api.apigateway.Deployments;
import brume.api.apigateway.GetDeploymentsRequest;
import brume.services.apigateway.domain.Page;
import brume.services.apigateway.store.RestApiStore;
import brume.spi.Call;

/** Lists the deployments of a REST API. */
public final class GetDeployments extends ApigatewayOperation<GetDeploymentsRequest, Deployments> {

    public GetDeployments(RestApiStore store) {
        super(ApigatewayApi.GET_DEPLOYMENTS, store);
    }

    @Override
    public Deployments handle(GetDeploymentsRequest input, Call call) {
        int limit = Page.limit(input.limit());
        Page<Deployment> page =
                store.read(
                        call.scope(),
                        rows -> {
                            rows.requireApi(input.restApiId());
                            return rows.deployments(input.restApiId(), input.position(), limit);
                        });
        return Deployments.builder().items(page.items()).position(page.position()).build();
    }
}
