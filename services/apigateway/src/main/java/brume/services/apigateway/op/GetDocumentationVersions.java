package brume.services.apigateway.op;

import brume.api.apigateway.ApigatewayApi;
import brume.api.apigateway.DocumentationVersion;
import brume.api.apigateway.DocumentationVersions;
import brume.api.apigateway.GetDocumentationVersionsRequest;
import brume.services.apigateway.domain.Page;
import brume.services.apigateway.store.ApiPart;
import brume.services.apigateway.store.RestApiStore;
import brume.spi.Call;

/** Lists the documentation versions of a REST API. */
public final class GetDocumentationVersions
        extends ApigatewayOperation<GetDocumentationVersionsRequest, DocumentationVersions> {

    public GetDocumentationVersions(RestApiStore store) {
        super(ApigatewayApi.GET_DOCUMENTATION_VERSIONS, store);
    }

    @Override
    public DocumentationVersions handle(GetDocumentationVersionsRequest input, Call call) {
        int limit = Page.limit(input.limit());
        Page<DocumentationVersion> page =
                store.read(
                        call.scope(),
                        rows ->
                                rows.page(
                                        ApiPart.DOCUMENTATION_VERSION,
                                        input.restApiId(),
                                        input.position(),
                                        limit));
        return DocumentationVersions.builder()
                .items(page.items())
                .position(page.position())
                .build();
    }
}
