package brume.services.apigateway.op;

import brume.api.apigateway.ApiKey;
import brume.api.apigateway.ApiKeys;
import brume.api.apigateway.ApigatewayApi;
import brume.api.apigateway.GetApiKeysRequest;
import brume.services.apigateway.domain.ApiKeyRules;
import brume.services.apigateway.domain.Page;
import brume.services.apigateway.store.ApiPart;
import brume.services.apigateway.store.RestApiStore;
import brume.spi.Call;

/** Lists API keys. */
public final class GetApiKeys extends ApigatewayOperation<GetApiKeysRequest, ApiKeys> {

    public GetApiKeys(RestApiStore store) {
        super(ApigatewayApi.GET_API_KEYS, store);
    }

    @Override
    public ApiKeys handle(GetApiKeysRequest input, Call call) {
        int limit = Page.limit(input.limit());
        Page<ApiKey> page =
                store.read(
                        call.scope(),
                        rows ->
                                rows.ownedPage(
                                        ApiPart.API_KEY,
                                        ApiPart.ACCOUNT,
                                        ApiKeyRules.keyOf(input.position()),
                                        limit));
        return ApiKeys.builder()
                .items(
                        page.items().stream()
                                .filter(key -> isAskedFor(key, input))
                                .map(key ->
                                        Boolean.TRUE.equals(input.includeValues())
                                                ? key
                                                : ApiKeyRules.withoutValue(key))
                                .toList())
                .position(ApiKeyRules.positionOf(page.position()))
                .build();
    }

    /** AWS's nameQuery is the beginning of a name. */
    private static boolean isAskedFor(ApiKey key, GetApiKeysRequest input) {
        String name = key.name() == null ? "" : key.name();
        return (input.nameQuery() == null || name.startsWith(input.nameQuery()))
                && (input.customerId() == null || input.customerId().equals(key.customerId()));
    }
}
