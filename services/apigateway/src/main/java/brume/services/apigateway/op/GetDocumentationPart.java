package brume.services.apigateway.op;

import brume.api.apigateway.ApigatewayApi;
import brume.api.apigateway.DocumentationPart;
import brume.api.apigateway.GetDocumentationPartRequest;
import brume.services.apigateway.store.ApiPart;
import brume.services.apigateway.store.RestApiStore;
import brume.spi.Call;

/** Answers one documentation part. */
public final class GetDocumentationPart
        extends ApigatewayOperation<GetDocumentationPartRequest, DocumentationPart> {

    public GetDocumentationPart(RestApiStore store) {
        super(ApigatewayApi.GET_DOCUMENTATION_PART, store);
    }

    @Override
    public DocumentationPart handle(GetDocumentationPartRequest input, Call call) {
        return store.read(
                call.scope(),
                rows ->
                        rows.get(
                                ApiPart.DOCUMENTATION_PART,
                                input.restApiId(),
                                input.documentationPartId()));
    }
}
