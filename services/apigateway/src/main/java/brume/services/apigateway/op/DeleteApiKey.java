package brume.services.apigateway.op;

import brume.api.apigateway.ApigatewayApi;
import brume.api.apigateway.DeleteApiKeyRequest;
import brume.services.apigateway.store.ApiPart;
import brume.services.apigateway.store.RestApiStore;
import brume.spi.Call;
import brume.wire.Unit;

/** Deletes an API key. */
public final class DeleteApiKey extends ApigatewayOperation<DeleteApiKeyRequest, Unit> {

    public DeleteApiKey(RestApiStore store) {
        super(ApigatewayApi.DELETE_API_KEY, store);
    }

    @Override
    public Unit handle(DeleteApiKeyRequest input, Call call) {
        return store.change(
                call.scope(),
                rows -> {
                    rows.delete(rows.get(ApiPart.API_KEY, ApiPart.ACCOUNT, input.apiKey()));
                    return Unit.INSTANCE;
                });
    }
}
