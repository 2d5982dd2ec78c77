package brume.services.apigateway.op;

import brume.api.apigateway.ApigatewayApi;
import brume.api.apigateway.DocumentationVersion;
import brume.api.apigateway.UpdateDocumentationVersionRequest;
import brume.services.apigateway.domain.PatchPath;
import brume.services.apigateway.store.ApiPart;
import brume.services.apigateway.store.RestApiStore;
import brume.spi.Call;

/** Changes the description of a documentation version. */
public final class UpdateDocumentationVersion
        extends ApigatewayOperation<UpdateDocumentationVersionRequest, DocumentationVersion> {

    public UpdateDocumentationVersion(RestApiStore store) {
        super(ApigatewayApi.UPDATE_DOCUMENTATION_VERSION, store);
    }

    @Override
    public DocumentationVersion handle(UpdateDocumentationVersionRequest input, Call call) {
        return store.change(
                call.scope(),
                input.restApiId(),
                rows -> {
                    DocumentationVersion version =
                            rows.get(
                                    ApiPart.DOCUMENTATION_VERSION,
                                    input.restApiId(),
                                    input.documentationVersion());
                    for (PatchPath patch : PatchPath.of(input.patchOperations())) {
                        if (!patch.path().equals("/description")) {
                            throw patch.notOneOf("[/description]");
                        }
                        version = version.toBuilder().description(patch.replacement()).build();
                    }
                    return rows.put(ApiPart.DOCUMENTATION_VERSION, input.restApiId(), version);
                });
    }
}
