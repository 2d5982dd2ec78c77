package brume.services.apigateway.op;

import brume.api.apigateway.ApigatewayApi;
import brume.api.apigateway.DocumentationPart;
import brume.api.apigateway.DocumentationPartIds;
import brume.api.apigateway.ImportDocumentationPartsRequest;
import brume.openapi.Definition;
import brume.services.apigateway.domain.ApiErrors;
import brume.services.apigateway.openapi.ImportedDocumentation;
import brume.services.apigateway.store.ApiPart;
import brume.services.apigateway.store.RestApiStore;
import brume.spi.Call;
import java.util.List;
import java.util.Objects;

/** Reads documentation parts from an OpenAPI document. */
public final class ImportDocumentationParts
        extends ApigatewayOperation<ImportDocumentationPartsRequest, DocumentationPartIds> {

    public ImportDocumentationParts(RestApiStore store) {
        super(ApigatewayApi.IMPORT_DOCUMENTATION_PARTS, store);
    }

    @Override
    public DocumentationPartIds handle(ImportDocumentationPartsRequest input, Call call) {
        Definition definition =
                Definition.find(input.body().text())
                        .orElseThrow(() ->
                                ApiErrors.bad("Unable to build importer with provided input."));
        List<DocumentationPart> parts = ImportedDocumentation.parts(definition);
        return store.change(
                call.scope(),
                input.restApiId(),
                rows -> {
                    rows.requireApi(input.restApiId());
                    if ("overwrite".equals(input.mode())) {
                        rows.clear(ApiPart.DOCUMENTATION_PART, input.restApiId());
                    }
                    ImportedDocumentation.put(rows, input.restApiId(), parts);
                    return DocumentationPartIds.builder()
                            .ids(
                                    parts.stream()
                                            .map(part -> Objects.requireNonNull(part.id()))
                                            .toList())
                            .build();
                });
    }
}
