package brume.services.apigateway.op;

import brume.api.apigateway.ApigatewayApi;
import brume.api.apigateway.DeleteRequestValidatorRequest;
import brume.services.apigateway.store.ApiPart;
import brume.services.apigateway.store.RestApiStore;
import brume.spi.Call;
import brume.wire.Unit;

/** Deletes a request validator. */
public final class DeleteRequestValidator
        extends ApigatewayOperation<DeleteRequestValidatorRequest, Unit> {

    public DeleteRequestValidator(RestApiStore store) {
        super(ApigatewayApi.DELETE_REQUEST_VALIDATOR, store);
    }

    @Override
    public Unit handle(DeleteRequestValidatorRequest input, Call call) {
        return store.change(
                call.scope(),
                input.restApiId(),
                rows -> {
                    rows.delete(ApiPart.VALIDATOR, input.restApiId(), input.requestValidatorId());
                    return Unit.INSTANCE;
                });
    }
}
