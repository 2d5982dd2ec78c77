package brume.services.apigateway.op;

import brume.api.apigateway.ApigatewayApi;
import brume.api.apigateway.CreateDocumentationPartRequest;
import brume.api.apigateway.DocumentationPart;
import brume.services.apigateway.domain.DocumentationRules;
import brume.services.apigateway.store.ApiPart;
import brume.services.apigateway.store.RestApiStore;
import brume.spi.Call;

/** Adds a documentation part to a REST API. */
public final class CreateDocumentationPart
        extends ApigatewayOperation<CreateDocumentationPartRequest, DocumentationPart> {

    public CreateDocumentationPart(RestApiStore store) {
        super(ApigatewayApi.CREATE_DOCUMENTATION_PART, store);
    }

    @Override
    public DocumentationPart handle(CreateDocumentationPartRequest input, Call call) {
        DocumentationPart part = DocumentationRules.create(input.location(), input.properties());
        return store.change(
                call.scope(),
                input.restApiId(),
                rows -> {
                    rows.requireApi(input.restApiId());
                    DocumentationRules.checkNew(
                            part, rows.list(ApiPart.DOCUMENTATION_PART, input.restApiId()));
                    return rows.put(ApiPart.DOCUMENTATION_PART, input.restApiId(), part);
                });
    }
}
