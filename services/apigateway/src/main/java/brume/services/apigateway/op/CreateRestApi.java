package brume.services.apigateway.op;

import brume.api.apigateway.ApigatewayApi;
import brume.api.apigateway.CreateRestApiRequest;
import brume.api.apigateway.EndpointConfiguration;
import brume.api.apigateway.Resource;
import brume.api.apigateway.RestApi;
import brume.base.Clock;
import brume.base.Ids;
import brume.services.apigateway.domain.ApiErrors;
import brume.services.apigateway.domain.ApigatewayQuotas;
import brume.services.apigateway.domain.ModelRules;
import brume.services.apigateway.domain.ResourcePolicies;
import brume.services.apigateway.domain.RestApiRules;
import brume.services.apigateway.store.ApiPart;
import brume.services.apigateway.store.RestApiStore;
import brume.spi.Call;
import brume.spi.Permission;
import java.time.temporal.ChronoUnit;
import java.util.List;

/** Creates a REST API with its root resource. */
public final class CreateRestApi extends ApigatewayOperation<CreateRestApiRequest, RestApi> {

    private final Clock clock;

    public CreateRestApi(RestApiStore store, Clock clock) {
        super(ApigatewayApi.CREATE_REST_API, store);
        this.clock = clock;
    }

    @Override
    public List<Permission> permissions(CreateRestApiRequest input, Call call) {
        return GetRestApi.permissions(super.permissions(input, call), input.policy() != null);
    }

    @Override
    public RestApi handle(CreateRestApiRequest input, Call call) {
        RestApiRules.check(input);
        EndpointConfiguration endpoint = RestApiRules.endpoint(input.endpointConfiguration());
        String apiId = RestApiRules.id(input.tags());
        String rootId = Ids.lower(ApigatewayQuotas.ID_LENGTH);
        RestApi api =
                RestApi.builder()
                        .id(apiId)
                        .name(input.name())
                        .description(input.description())
                        .createdDate(clock.now().truncatedTo(ChronoUnit.SECONDS))
                        .version(input.version())
                        .binaryMediaTypes(
                                input.binaryMediaTypes() == null
                                                || input.binaryMediaTypes().isEmpty()
                                        ? null
                                        : input.binaryMediaTypes())
                        .minimumCompressionSize(input.minimumCompressionSize())
                        .apiKeySource(
                                input.apiKeySource() == null ? "HEADER" : input.apiKeySource())
                        .endpointConfiguration(endpoint)
                        .tags(RestApiRules.tags(input.tags()))
                        .disableExecuteApiEndpoint(
                                Boolean.TRUE.equals(input.disableExecuteApiEndpoint()))
                        .policy(ResourcePolicies.complete(input.policy(), call.scope(), apiId))
                        .rootResourceId(rootId)
                        .build();
        return store.change(
                call.scope(),
                apiId,
                rows -> {
                    if (rows.isApiTaken(apiId)) {
                        throw ApiErrors.conflict("The RestApiId '" + apiId + "' is taken");
                    }
                    RestApi created = rows.put(api);
                    rows.put(apiId, Resource.builder().id(rootId).path("/").build());
                    ModelRules.defaults().forEach(model -> rows.put(ApiPart.MODEL, apiId, model));
                    return ResourcePolicies.shown(created);
                });
    }
}
