package brume.services.apigateway.op;

import brume.api.apigateway.ApigatewayApi;
import brume.api.apigateway.ApigatewayErrors;
import brume.api.apigateway.BasePathMapping;
import brume.api.apigateway.BasePathMappings;
import brume.api.apigateway.CreateBasePathMappingRequest;
import brume.api.apigateway.CreateDomainNameRequest;
import brume.api.apigateway.DeleteBasePathMappingRequest;
import brume.api.apigateway.DomainName;
import brume.api.apigateway.DomainNames;
import brume.api.apigateway.GetBasePathMappingsRequest;
import brume.api.apigateway.GetDomainNamesRequest;
import brume.api.apigateway.UpdateBasePathMappingRequest;
import brume.api.apigateway.UpdateDomainNameRequest;
import brume.base.Clock;
import brume.services.apigateway.domain.ApiErrors;
import brume.services.apigateway.domain.ApigatewayQuotas;
import brume.services.apigateway.domain.DomainNameRules;
import brume.services.apigateway.domain.Page;
import brume.services.apigateway.domain.PatchPath;
import brume.services.apigateway.store.ApiPart;
import brume.services.apigateway.store.ApiRows;
import brume.services.apigateway.store.ApiWriter;
import brume.services.apigateway.store.RestApiStore;
import brume.spi.Call;
import brume.spi.Operation;
import brume.wire.Unit;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;

/** Custom domain names and their base path mappings. */
public final class DomainNameOperations {

    private final RestApiStore store;
    private final Clock clock;
    private final String ownHost;

    /**
     * @param ownHost under which this server is reached
     */
    public DomainNameOperations(RestApiStore store, Clock clock, String ownHost) {
        this.store = store;
        this.clock = clock;
        this.ownHost = ownHost;
    }

    public List<Operation<?, ?>> all() {
        return List.of(
                new ShortOperation<>(ApigatewayApi.CREATE_DOMAIN_NAME, store, this::create),
                new ShortOperation<>(
                        ApigatewayApi.GET_DOMAIN_NAME,
                        store,
                        (input, call) ->
                                store.read(call.scope(), rows -> domain(rows, input.domainName()))),
                new ShortOperation<>(ApigatewayApi.GET_DOMAIN_NAMES, store, this::list),
                new ShortOperation<>(ApigatewayApi.UPDATE_DOMAIN_NAME, store, this::update),
                new ShortOperation<>(
                        ApigatewayApi.DELETE_DOMAIN_NAME,
                        store,
                        (input, call) -> delete(input.domainName(), call)),
                new ShortOperation<>(ApigatewayApi.CREATE_BASE_PATH_MAPPING, store, this::map),
                new ShortOperation<>(
                        ApigatewayApi.GET_BASE_PATH_MAPPING,
                        store,
                        (input, call) ->
                                store.read(
                                        call.scope(),
                                        rows ->
                                                rows.get(
                                                        ApiPart.BASE_PATH_MAPPING,
                                                        lower(input.domainName()),
                                                        input.basePath()))),
                new ShortOperation<>(ApigatewayApi.GET_BASE_PATH_MAPPINGS, store, this::mappings),
                new ShortOperation<>(ApigatewayApi.UPDATE_BASE_PATH_MAPPING, store, this::remap),
                new ShortOperation<>(ApigatewayApi.DELETE_BASE_PATH_MAPPING, store, this::unmap));
    }

    private static String lower(String name) {
        return name.toLowerCase(Locale.ROOT);
    }

    private static DomainName domain(ApiRows rows, String name) {
        return rows.get(ApiPart.DOMAIN_NAME, ApiPart.ACCOUNT, lower(name));
    }

    private DomainName create(CreateDomainNameRequest input, Call call) {
        DomainName domain =
                DomainNameRules.create(
                        input, call.region(), ownHost, clock.now().truncatedTo(ChronoUnit.SECONDS));
        return store.change(
                call.scope(),
                rows -> {
                    if (rows.isDomainTaken(String.valueOf(domain.domainName()))) {
                        throw ApiErrors.bad("The domain name you provided already exists.");
                    }
                    if (rows.list(ApiPart.DOMAIN_NAME, ApiPart.ACCOUNT).size()
                            >= ApigatewayQuotas.DOMAIN_NAMES.value()) {
                        throw ApigatewayErrors.limitExceededException(
                                "Maximum number of domain names has been reached.");
                    }
                    return rows.put(domain);
                });
    }

    private DomainNames list(GetDomainNamesRequest input, Call call) {
        Page<DomainName> page =
                store.read(
                        call.scope(),
                        rows ->
                                rows.ownedPage(
                                        ApiPart.DOMAIN_NAME,
                                        ApiPart.ACCOUNT,
                                        input.position(),
                                        Page.limit(input.limit())));
        return DomainNames.builder().items(page.items()).position(page.position()).build();
    }

    private DomainName update(UpdateDomainNameRequest input, Call call) {
        return store.change(
                call.scope(),
                rows -> {
                    DomainName domain = domain(rows, input.domainName());
                    for (PatchPath patch : PatchPath.of(input.patchOperations())) {
                        domain = DomainNameRules.patched(domain, patch);
                    }
                    return rows.put(domain);
                });
    }

    private Unit delete(String name, Call call) {
        return store.change(
                call.scope(),
                rows -> {
                    rows.delete(domain(rows, name));
                    return Unit.INSTANCE;
                });
    }

    private BasePathMapping map(CreateBasePathMappingRequest input, Call call) {
        BasePathMapping mapping = DomainNameRules.mapping(input);
        String name = lower(input.domainName());
        return store.change(
                call.scope(),
                rows -> {
                    domain(rows, name);
                    check(rows, mapping);
                    refuseSecond(rows, name, mapping);
                    if (rows.list(ApiPart.BASE_PATH_MAPPING, name).size()
                            >= ApigatewayQuotas.BASE_PATH_MAPPINGS.value()) {
                        throw ApigatewayErrors.limitExceededException(
                                "Maximum number of base path mappings has been reached.");
                    }
                    return rows.put(ApiPart.BASE_PATH_MAPPING, name, mapping);
                });
    }

    private static void check(ApiRows rows, BasePathMapping mapping) {
        String apiId = String.valueOf(mapping.restApiId());
        if (rows.findApi(apiId).isEmpty()) {
            throw ApiErrors.bad("Invalid REST API identifier specified");
        }
        if (mapping.stage() != null && rows.findStage(apiId, mapping.stage()).isEmpty()) {
            throw ApiErrors.bad("Invalid stage identifier specified");
        }
    }

    private static void refuseSecond(ApiRows rows, String name, BasePathMapping mapping) {
        String path = String.valueOf(mapping.basePath());
        if (rows.find(ApiPart.BASE_PATH_MAPPING, name, path).isPresent()) {
            throw ApiErrors.conflict("Base path already exists for this domain name");
        }
    }

    private BasePathMappings mappings(GetBasePathMappingsRequest input, Call call) {
        String name = lower(input.domainName());
        Page<BasePathMapping> page =
                store.read(
                        call.scope(),
                        rows -> {
                            domain(rows, name);
                            return rows.ownedPage(
                                    ApiPart.BASE_PATH_MAPPING,
                                    name,
                                    input.position(),
                                    Page.limit(input.limit()));
                        });
        return BasePathMappings.builder().items(page.items()).position(page.position()).build();
    }

    private BasePathMapping remap(UpdateBasePathMappingRequest input, Call call) {
        String name = lower(input.domainName());
        return store.change(
                call.scope(),
                rows -> {
                    BasePathMapping before =
                            rows.get(ApiPart.BASE_PATH_MAPPING, name, input.basePath());
                    BasePathMapping after = before;
                    for (PatchPath patch : PatchPath.of(input.patchOperations())) {
                        after = DomainNameRules.patched(after, patch);
                    }
                    check(rows, after);
                    return replaced(rows, name, before, after);
                });
    }

    private static BasePathMapping replaced(
            ApiWriter rows, String name, BasePathMapping before, BasePathMapping after) {
        String path = String.valueOf(before.basePath());
        if (!path.equals(after.basePath())) {
            refuseSecond(rows, name, after);
            rows.delete(ApiPart.BASE_PATH_MAPPING, name, path);
        }
        return rows.put(ApiPart.BASE_PATH_MAPPING, name, after);
    }

    private Unit unmap(DeleteBasePathMappingRequest input, Call call) {
        return store.change(
                call.scope(),
                rows -> {
                    rows.delete(
                            ApiPart.BASE_PATH_MAPPING, lower(input.domainName()), input.basePath());
                    return Unit.INSTANCE;
                });
    }
}
