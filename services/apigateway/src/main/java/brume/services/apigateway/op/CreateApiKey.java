package brume.services.apigateway.op;

import brume.api.apigateway.ApiKey;
import brume.api.apigateway.ApigatewayApi;
import brume.api.apigateway.ApigatewayErrors;
import brume.api.apigateway.CreateApiKeyRequest;
import brume.base.Clock;
import brume.services.apigateway.domain.ApiErrors;
import brume.services.apigateway.domain.ApiKeyRules;
import brume.services.apigateway.domain.ApigatewayQuotas;
import brume.services.apigateway.store.ApiPart;
import brume.services.apigateway.store.ApiRows;
import brume.services.apigateway.store.ApiWriter;
import brume.services.apigateway.store.RestApiStore;
import brume.spi.Call;

/** Creates an API key. */
public final class CreateApiKey extends ApigatewayOperation<CreateApiKeyRequest, ApiKey> {

    private final Clock clock;

    public CreateApiKey(RestApiStore store, Clock clock) {
        super(ApigatewayApi.CREATE_API_KEY, store);
        this.clock = clock;
    }

    @Override
    public ApiKey handle(CreateApiKeyRequest input, Call call) {
        ApiKey key = ApiKeyRules.create(input, clock.now());
        return store.change(call.scope(), rows -> put(rows, key, room(rows)));
    }

    /** How many keys the account may still make. */
    static int room(ApiRows rows) {
        return (int) ApigatewayQuotas.API_KEYS.value()
                - rows.list(ApiPart.API_KEY, ApiPart.ACCOUNT).size();
    }

    /**
     * Puts a new key.
     *
     * @throws brume.wire.ServiceException ConflictException for a value that another key has
     */
    static ApiKey put(ApiWriter rows, ApiKey key, int room) {
        if (rows.findKeyId(String.valueOf(key.value())).isPresent()) {
            throw ApiErrors.conflict("API Key already exists");
        }
        if (room <= 0) {
            throw ApigatewayErrors.limitExceededException(
                    "Maximum number of API keys has been reached.");
        }
        return rows.put(key);
    }
}
