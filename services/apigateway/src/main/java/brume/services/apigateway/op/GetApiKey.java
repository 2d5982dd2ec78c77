package brume.services.apigateway.op;

import brume.api.apigateway.ApiKey;
import brume.api.apigateway.ApigatewayApi;
import brume.api.apigateway.GetApiKeyRequest;
import brume.services.apigateway.domain.ApiKeyRules;
import brume.services.apigateway.store.ApiPart;
import brume.services.apigateway.store.RestApiStore;
import brume.spi.Call;

/** Answers one API key, with its value if that is asked for. */
public final class GetApiKey extends ApigatewayOperation<GetApiKeyRequest, ApiKey> {

    public GetApiKey(RestApiStore store) {
        super(ApigatewayApi.GET_API_KEY, store);
    }

    @Override
    public ApiKey handle(GetApiKeyRequest input, Call call) {
        ApiKey key =
                ApiKeyRules.withTags(
                        store.read(
                                call.scope(),
                                rows ->
                                        rows.get(
                                                ApiPart.API_KEY, ApiPart.ACCOUNT, input.apiKey())));
        return Boolean.TRUE.equals(input.includeValue()) ? key : ApiKeyRules.withoutValue(key);
    }
}
