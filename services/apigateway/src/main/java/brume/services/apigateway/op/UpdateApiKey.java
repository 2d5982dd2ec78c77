package brume.services.apigateway.op;

import brume.api.apigateway.ApiKey;
import brume.api.apigateway.ApigatewayApi;
import brume.api.apigateway.UpdateApiKeyRequest;
import brume.base.Clock;
import brume.services.apigateway.domain.ApiKeyRules;
import brume.services.apigateway.domain.PatchPath;
import brume.services.apigateway.store.ApiPart;
import brume.services.apigateway.store.RestApiStore;
import brume.spi.Call;
import java.time.temporal.ChronoUnit;

/** Changes an API key by patch operations. */
public final class UpdateApiKey extends ApigatewayOperation<UpdateApiKeyRequest, ApiKey> {

    private final Clock clock;

    public UpdateApiKey(RestApiStore store, Clock clock) {
        super(ApigatewayApi.UPDATE_API_KEY, store);
        this.clock = clock;
    }

    @Override
    public ApiKey handle(UpdateApiKeyRequest input, Call call) {
        ApiKey changed =
                store.change(
                        call.scope(),
                        rows -> {
                            ApiKey key = rows.get(ApiPart.API_KEY, ApiPart.ACCOUNT, input.apiKey());
                            for (PatchPath patch : PatchPath.of(input.patchOperations())) {
                                key = ApiKeyRules.patched(key, patch);
                            }
                            return rows.put(
                                    key.toBuilder()
                                            .lastUpdatedDate(
                                                    clock.now().truncatedTo(ChronoUnit.SECONDS))
                                            .build());
                        });
        return ApiKeyRules.withTags(ApiKeyRules.withoutValue(changed));
    }
}
