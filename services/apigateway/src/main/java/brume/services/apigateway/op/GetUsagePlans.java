package brume.services.apigateway.op;

import brume.api.apigateway.ApigatewayApi;
import brume.api.apigateway.GetUsagePlansRequest;
import brume.api.apigateway.UsagePlan;
import brume.api.apigateway.UsagePlans;
import brume.services.apigateway.domain.Page;
import brume.services.apigateway.store.ApiPart;
import brume.services.apigateway.store.RestApiStore;
import brume.spi.Call;

/** Lists usage plans, all or those of one key. */
public final class GetUsagePlans extends ApigatewayOperation<GetUsagePlansRequest, UsagePlans> {

    public GetUsagePlans(RestApiStore store) {
        super(ApigatewayApi.GET_USAGE_PLANS, store);
    }

    @Override
    public UsagePlans handle(GetUsagePlansRequest input, Call call) {
        int limit = Page.limit(input.limit());
        return store.read(
                call.scope(),
                rows -> {
                    if (input.keyId() != null) {
                        return UsagePlans.builder()
                                .items(
                                        rows.plansOf(input.keyId()).stream()
                                                .map(id ->
                                                        rows.get(
                                                                ApiPart.USAGE_PLAN,
                                                                ApiPart.ACCOUNT,
                                                                id))
                                                .toList())
                                .build();
                    }
                    Page<UsagePlan> page =
                            rows.ownedPage(
                                    ApiPart.USAGE_PLAN, ApiPart.ACCOUNT, input.position(), limit);
                    return UsagePlans.builder()
                            .items(page.items())
                            .position(page.position())
                            .build();
                });
    }
}
