package brume.services.apigateway.op;

import brume.api.apigateway.ApigatewayApi;
import brume.api.apigateway.CreateDocumentationVersionRequest;
import brume.api.apigateway.DocumentationVersion;
import brume.base.Clock;
import brume.services.apigateway.domain.ApiErrors;
import brume.services.apigateway.store.ApiPart;
import brume.services.apigateway.store.RestApiStore;
import brume.spi.Call;
import java.time.temporal.ChronoUnit;

/** Names a version of the documentation, and shows it on a stage if one is named. */
public final class CreateDocumentationVersion
        extends ApigatewayOperation<CreateDocumentationVersionRequest, DocumentationVersion> {

    private final Clock clock;

    public CreateDocumentationVersion(RestApiStore store, Clock clock) {
        super(ApigatewayApi.CREATE_DOCUMENTATION_VERSION, store);
        this.clock = clock;
    }

    @Override
    public DocumentationVersion handle(CreateDocumentationVersionRequest input, Call call) {
        DocumentationVersion version =
                DocumentationVersion.builder()
                        .version(input.documentationVersion())
                        .description(input.description())
                        .createdDate(clock.now().truncatedTo(ChronoUnit.SECONDS))
                        .build();
        String apiId = input.restApiId();
        return store.change(
                call.scope(),
                apiId,
                rows -> {
                    rows.requireApi(apiId);
                    if (rows.find(
                                    ApiPart.DOCUMENTATION_VERSION,
                                    apiId,
                                    input.documentationVersion())
                            .isPresent()) {
                        throw ApiErrors.conflict("Documentation version already exists");
                    }
                    if (input.stageName() != null && !input.stageName().isEmpty()) {
                        rows.put(
                                apiId,
                                rows.stage(apiId, input.stageName()).toBuilder()
                                        .documentationVersion(input.documentationVersion())
                                        .build());
                    }
                    return rows.put(ApiPart.DOCUMENTATION_VERSION, apiId, version);
                });
    }
}
