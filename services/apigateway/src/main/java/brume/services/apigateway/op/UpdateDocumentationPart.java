package brume.services.apigateway.op;

import brume.api.apigateway.ApigatewayApi;
import brume.api.apigateway.DocumentationPart;
import brume.api.apigateway.UpdateDocumentationPartRequest;
import brume.services.apigateway.domain.DocumentationRules;
import brume.services.apigateway.domain.PatchPath;
import brume.services.apigateway.store.ApiPart;
import brume.services.apigateway.store.RestApiStore;
import brume.spi.Call;

/** Changes the text of a documentation part. */
public final class UpdateDocumentationPart
        extends ApigatewayOperation<UpdateDocumentationPartRequest, DocumentationPart> {

    public UpdateDocumentationPart(RestApiStore store) {
        super(ApigatewayApi.UPDATE_DOCUMENTATION_PART, store);
    }

    @Override
    public DocumentationPart handle(UpdateDocumentationPartRequest input, Call call) {
        return store.change(
                call.scope(),
                input.restApiId(),
                rows -> {
                    DocumentationPart part =
                            rows.get(
                                    ApiPart.DOCUMENTATION_PART,
                                    input.restApiId(),
                                    input.documentationPartId());
                    for (PatchPath patch : PatchPath.of(input.patchOperations())) {
                        part = DocumentationRules.patched(part, patch);
                    }
                    return rows.put(ApiPart.DOCUMENTATION_PART, input.restApiId(), part);
                });
    }
}
