package brume.services.apigateway.op;

import brume.api.apigateway.ApigatewayApi;
import brume.api.apigateway.PutRestApiRequest;
import brume.api.apigateway.Resource;
import brume.api.apigateway.RestApi;
import brume.base.Clock;
import brume.openapi.Definition;
import brume.services.apigateway.openapi.RestApiImport;
import brume.services.apigateway.store.ApiPart;
import brume.services.apigateway.store.ApiWriter;
import brume.services.apigateway.store.RestApiStore;
import brume.spi.Call;
import brume.spi.Permission;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** Changes a REST API to what an OpenAPI document tells: merged with what is there, or instead. */
public final class PutRestApi extends ApigatewayOperation<PutRestApiRequest, RestApi> {

    private static final List<ApiPart<?>> REPLACED =
            List.of(
                    ApiPart.MODEL,
                    ApiPart.VALIDATOR,
                    ApiPart.AUTHORIZER,
                    ApiPart.GATEWAY_RESPONSE,
                    ApiPart.DOCUMENTATION_PART);

    private final Clock clock;

    public PutRestApi(RestApiStore store, Clock clock) {
        super(ApigatewayApi.PUT_REST_API, store);
        this.clock = clock;
    }

    @Override
    public List<Permission> permissions(PutRestApiRequest input, Call call) {
        return ImportedRoles.permissions(super.permissions(input, call), input.body().text());
    }

    @Override
    public RestApi handle(PutRestApiRequest input, Call call) {
        Definition definition = ImportedRoles.read(input.body().text());
        ImportedRoles.check(definition, call);
        RestApiImport imported =
                new RestApiImport(
                        definition,
                        input.parameters() == null ? Map.of() : input.parameters(),
                        Boolean.TRUE.equals(input.failOnWarnings()),
                        clock.now().truncatedTo(ChronoUnit.SECONDS));
        boolean merge = !"overwrite".equals(input.mode());
        return store.change(
                call.scope(),
                input.restApiId(),
                rows -> {
                    RestApi old = rows.api(input.restApiId());
                    Map<String, String> ids = new HashMap<>();
                    rows.resources(input.restApiId())
                            .forEach(resource ->
                                    ids.put(
                                            String.valueOf(resource.path()),
                                            String.valueOf(resource.id())));
                    if (!merge) {
                        clear(rows, old);
                    }
                    RestApi api = rows.put(imported.applied(old, merge, call.scope()));
                    List<String> warnings = imported.put(rows, api, ids);
                    return GetRestApi.shown(
                            warnings.isEmpty() ? api : api.toBuilder().warnings(warnings).build());
                });
    }

    private static void clear(ApiWriter rows, RestApi api) {
        String apiId = Objects.requireNonNull(api.id());
        for (Resource resource : rows.resources(apiId)) {
            rows.deleteResource(apiId, Objects.requireNonNull(resource.id()));
        }
        rows.put(apiId, Resource.builder().id(api.rootResourceId()).path("/").build());
        REPLACED.forEach(part -> rows.clear(part, apiId));
    }
}
