package brume.services.apigateway.op;

import brume.api.apigateway.ApigatewayApi;
import brume.api.apigateway.DeleteDocumentationPartRequest;
import brume.services.apigateway.store.ApiPart;
import brume.services.apigateway.store.RestApiStore;
import brume.spi.Call;
import brume.wire.Unit;

/** Deletes a documentation part. */
public final class DeleteDocumentationPart
        extends ApigatewayOperation<DeleteDocumentationPartRequest, Unit> {

    public DeleteDocumentationPart(RestApiStore store) {
        super(ApigatewayApi.DELETE_DOCUMENTATION_PART, store);
    }

    @Override
    public Unit handle(DeleteDocumentationPartRequest input, Call call) {
        return store.change(
                call.scope(),
                input.restApiId(),
                rows -> {
                    rows.requireApi(input.restApiId());
                    rows.delete(
                            ApiPart.DOCUMENTATION_PART,
                            input.restApiId(),
                            input.documentationPartId());
                    return Unit.INSTANCE;
                });
    }
}
