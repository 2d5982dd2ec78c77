package brume.services.apigateway.op;

import brume.api.apigateway.ApigatewayApi;
import brume.api.apigateway.DocumentationVersion;
import brume.api.apigateway.GetDocumentationVersionRequest;
import brume.services.apigateway.store.ApiPart;
import brume.services.apigateway.store.RestApiStore;
import brume.spi.Call;

/** Answers one documentation version. */
public final class GetDocumentationVersion
        extends ApigatewayOperation<GetDocumentationVersionRequest, DocumentationVersion> {

    public GetDocumentationVersion(RestApiStore store) {
        super(ApigatewayApi.GET_DOCUMENTATION_VERSION, store);
    }

    @Override
    public DocumentationVersion handle(GetDocumentationVersionRequest input, Call call) {
        return store.read(
                call.scope(),
                rows ->
                        rows.get(
                                ApiPart.DOCUMENTATION_VERSION,
                                input.restApiId(),
                                input.documentationVersion()));
    }
}
