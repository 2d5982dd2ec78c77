package brume.services.apigateway.op;

import brume.api.apigateway.ApigatewayApi;
import brume.api.apigateway.DocumentationPart;
import brume.api.apigateway.DocumentationParts;
import brume.api.apigateway.GetDocumentationPartsRequest;
import brume.services.apigateway.domain.ApiErrors;
import brume.services.apigateway.domain.DocumentationRules;
import brume.services.apigateway.domain.Page;
import brume.services.apigateway.store.ApiPart;
import brume.services.apigateway.store.RestApiStore;
import brume.spi.Call;
import java.util.List;

/** Lists the documentation parts of a REST API, all or those at a location. */
public final class GetDocumentationParts
        extends ApigatewayOperation<GetDocumentationPartsRequest, DocumentationParts> {

    public GetDocumentationParts(RestApiStore store) {
        super(ApigatewayApi.GET_DOCUMENTATION_PARTS, store);
    }

    @Override
    public DocumentationParts handle(GetDocumentationPartsRequest input, Call call) {
        if (input.locationStatus() != null && !input.locationStatus().equals("DOCUMENTED")) {
            throw ApiErrors.notImplemented("the locationStatus " + input.locationStatus());
        }
        int limit = Page.limit(input.limit());
        List<DocumentationPart> found =
                store.read(
                        call.scope(),
                        rows -> {
                            rows.requireApi(input.restApiId());
                            return DocumentationRules.filtered(
                                    rows.list(ApiPart.DOCUMENTATION_PART, input.restApiId()),
                                    input);
                        });
        List<DocumentationPart> shown = found.subList(0, Math.min(limit, found.size()));
        return DocumentationParts.builder()
                .items(shown)
                .position(shown.size() < found.size() ? shown.getLast().id() : null)
                .build();
    }
}
