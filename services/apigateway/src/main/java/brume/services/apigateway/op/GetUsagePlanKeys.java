package brume.services.apigateway.op;

import brume.api.apigateway.ApigatewayApi;
import brume.api.apigateway.GetUsagePlanKeysRequest;
import brume.api.apigateway.UsagePlanKey;
import brume.api.apigateway.UsagePlanKeys;
import brume.services.apigateway.domain.Page;
import brume.services.apigateway.store.ApiPart;
import brume.services.apigateway.store.RestApiStore;
import brume.spi.Call;

/** Lists the keys of a usage plan. */
public final class GetUsagePlanKeys
        extends ApigatewayOperation<GetUsagePlanKeysRequest, UsagePlanKeys> {

    public GetUsagePlanKeys(RestApiStore store) {
        super(ApigatewayApi.GET_USAGE_PLAN_KEYS, store);
    }

    @Override
    public UsagePlanKeys handle(GetUsagePlanKeysRequest input, Call call) {
        int limit = Page.limit(input.limit());
        return store.read(
                call.scope(),
                rows -> {
                    // A plan that is not there has no keys. Source: LocalStack's recording
                    // test_get_usage_plan_api_keys.
                    Page<UsagePlanKey> page =
                            rows.ownedPage(
                                    ApiPart.PLAN_KEY, input.usagePlanId(), input.position(), limit);
                    String prefix = input.nameQuery() == null ? "" : input.nameQuery();
                    return UsagePlanKeys.builder()
                            .items(
                                    page.items().stream()
                                            .filter(key ->
                                                    key.name() == null
                                                            ? prefix.isEmpty()
                                                            : key.name().startsWith(prefix))
                                            .toList())
                            .position(page.position())
                            .build();
                });
    }
}
