package brume.services.apigateway.op;

import brume.api.apigateway.ApigatewayApi;
import brume.api.apigateway.DeleteDocumentationVersionRequest;
import brume.services.apigateway.domain.ApiErrors;
import brume.services.apigateway.store.ApiPart;
import brume.services.apigateway.store.RestApiStore;
import brume.spi.Call;
import brume.wire.Unit;

/** Deletes a documentation version that no stage shows. */
public final class DeleteDocumentationVersion
        extends ApigatewayOperation<DeleteDocumentationVersionRequest, Unit> {

    public DeleteDocumentationVersion(RestApiStore store) {
        super(ApigatewayApi.DELETE_DOCUMENTATION_VERSION, store);
    }

    @Override
    public Unit handle(DeleteDocumentationVersionRequest input, Call call) {
        String apiId = input.restApiId();
        return store.change(
                call.scope(),
                apiId,
                rows -> {
                    rows.requireApi(apiId);
                    if (rows.stages(apiId).stream()
                            .anyMatch(stage ->
                                    input.documentationVersion()
                                            .equals(stage.documentationVersion()))) {
                        throw ApiErrors.conflict(
                                "Documentation version is associated with a stage");
                    }
                    rows.delete(ApiPart.DOCUMENTATION_VERSION, apiId, input.documentationVersion());
                    return Unit.INSTANCE;
                });
    }
}
