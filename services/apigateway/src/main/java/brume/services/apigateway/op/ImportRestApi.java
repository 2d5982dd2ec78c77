package brume.services.apigateway.op;

import brume.api.apigateway.ApigatewayApi;
import brume.api.apigateway.ImportRestApiRequest;
import brume.api.apigateway.Resource;
import brume.api.apigateway.RestApi;
import brume.base.Clock;
import brume.base.Ids;
import brume.openapi.Definition;
import brume.services.apigateway.domain.ApigatewayQuotas;
import brume.services.apigateway.domain.ResourcePolicies;
import brume.services.apigateway.openapi.RestApiImport;
import brume.services.apigateway.store.RestApiStore;
import brume.spi.Call;
import brume.spi.Permission;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;

/** Creates a REST API from an OpenAPI document. */
public final class ImportRestApi extends ApigatewayOperation<ImportRestApiRequest, RestApi> {

    private final Clock clock;

    public ImportRestApi(RestApiStore store, Clock clock) {
        super(ApigatewayApi.IMPORT_REST_API, store);
        this.clock = clock;
    }

    @Override
    public List<Permission> permissions(ImportRestApiRequest input, Call call) {
        return ImportedRoles.permissions(super.permissions(input, call), input.body().text());
    }

    @Override
    public RestApi handle(ImportRestApiRequest input, Call call) {
        Definition definition = ImportedRoles.read(input.body().text());
        ImportedRoles.check(definition, call);
        Instant now = clock.now().truncatedTo(ChronoUnit.SECONDS);
        RestApiImport imported =
                new RestApiImport(
                        definition,
                        input.parameters() == null ? Map.of() : input.parameters(),
                        Boolean.TRUE.equals(input.failOnWarnings()),
                        now);
        String apiId = Ids.lower(ApigatewayQuotas.ID_LENGTH);
        String rootId = Ids.lower(ApigatewayQuotas.ID_LENGTH);
        RestApi api =
                imported.applied(
                        RestApi.builder()
                                .id(apiId)
                                .name("")
                                .createdDate(now)
                                .disableExecuteApiEndpoint(false)
                                .rootResourceId(rootId)
                                .build(),
                        false,
                        call.scope());
        return store.change(
                call.scope(),
                apiId,
                rows -> {
                    RestApi created = rows.put(api);
                    rows.put(apiId, Resource.builder().id(rootId).path("/").build());
                    List<String> warnings = imported.put(rows, created, Map.of());
                    return ResourcePolicies.shown(
                            warnings.isEmpty()
                                    ? created
                                    : created.toBuilder().warnings(warnings).build());
                });
    }
}
