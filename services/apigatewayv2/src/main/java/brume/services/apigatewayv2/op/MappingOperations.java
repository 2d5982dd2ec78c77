package brume.services.apigatewayv2.op;

import brume.api.apigatewayv2.ApiMapping;
import brume.api.apigatewayv2.Apigatewayv2Api;
import brume.api.apigatewayv2.CreateApiMappingRequest;
import brume.api.apigatewayv2.GetApiMappingsRequest;
import brume.api.apigatewayv2.GetApiMappingsResponse;
import brume.api.apigatewayv2.UpdateApiMappingRequest;
import brume.base.Ids;
import brume.services.apigatewayv2.domain.ApiErrors;
import brume.services.apigatewayv2.domain.HttpApiQuotas;
import brume.services.apigatewayv2.store.HttpApiStore;
import brume.services.apigatewayv2.store.MappingStore;
import brume.services.apigatewayv2.store.Part;
import brume.services.apigatewayv2.store.Shapes;
import brume.spi.Call;
import brume.spi.Operation;
import brume.wire.Unit;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Mappings of custom domain names to stages of HTTP and WebSocket APIs. Source: API reference,
 * "ApiMapping"; Developer Guide, "Map API stages to a custom domain name for HTTP APIs".
 */
final class MappingOperations {

    private static final Pattern KEY =
            Pattern.compile("[A-Za-z0-9_.+!*'()$-]+(/[A-Za-z0-9_.+!*'()$-]+)*");
    private static final int KEY_LENGTH_MAX = 300;

    private final HttpApiStore store;
    private final MappingStore mappings;
    private final DomainOperations domains;

    MappingOperations(HttpApiStore store, DomainOperations domains) {
        this.store = store;
        this.mappings = store.mappings();
        this.domains = domains;
    }

    List<Operation<?, ?>> all() {
        return List.of(
                ApiOperation.of(
                        Apigatewayv2Api.CREATE_API_MAPPING,
                        (input, call) ->
                                Shapes.as(
                                        Apigatewayv2Api.CREATE_API_MAPPING.output(),
                                        create(input, call))),
                ApiOperation.of(
                        Apigatewayv2Api.GET_API_MAPPING,
                        (input, call) ->
                                Shapes.as(
                                        Apigatewayv2Api.GET_API_MAPPING.output(),
                                        get(
                                                domain(input.domainName(), call),
                                                input.apiMappingId(),
                                                call))),
                ApiOperation.of(Apigatewayv2Api.GET_API_MAPPINGS, this::list),
                ApiOperation.of(
                        Apigatewayv2Api.UPDATE_API_MAPPING,
                        (input, call) ->
                                Shapes.as(
                                        Apigatewayv2Api.UPDATE_API_MAPPING.output(),
                                        update(input, call))),
                ApiOperation.of(
                        Apigatewayv2Api.DELETE_API_MAPPING,
                        (input, call) -> {
                            String domain = domain(input.domainName(), call);
                            mappings.delete(domain, get(domain, input.apiMappingId(), call));
                            return Unit.INSTANCE;
                        }));
    }

    private String domain(String name, Call call) {
        return domains.get(name, call).domainName();
    }

    private ApiMapping get(String domain, String id, Call call) {
        return mappings.list(call.scope(), domain).stream()
                .filter(mapping -> id.equals(mapping.apiMappingId()))
                .findFirst()
                .orElseThrow(() -> ApiErrors.notFound("ApiMapping", id));
    }

    private ApiMapping create(CreateApiMappingRequest input, Call call) {
        String domain = domain(input.domainName().toLowerCase(Locale.ROOT), call);
        if (mappings.list(call.scope(), domain).size() >= HttpApiQuotas.MAPPINGS.value()) {
            throw ApiErrors.bad("Maximum number of API mappings has been reached.");
        }
        ApiMapping mapping =
                ApiMapping.builder()
                        .apiMappingId(Ids.lower(HttpApiQuotas.DEPLOYMENT_ID_LENGTH))
                        .apiId(input.apiId())
                        .stage(input.stage())
                        .apiMappingKey(key(input.apiMappingKey()))
                        .build();
        check(mapping, call);
        return mappings.put(call.scope(), domain, mapping);
    }

    private ApiMapping update(UpdateApiMappingRequest input, Call call) {
        String domain = domain(input.domainName(), call);
        ApiMapping before = get(domain, input.apiMappingId(), call);
        ApiMapping after =
                before.toBuilder()
                        .apiId(input.apiId())
                        .stage(Objects.requireNonNullElse(input.stage(), before.stage()))
                        .apiMappingKey(
                                input.apiMappingKey() == null
                                        ? before.apiMappingKey()
                                        : key(input.apiMappingKey()))
                        .build();
        check(after, call);
        return mappings.put(call.scope(), domain, after);
    }

    private static String id(ApiMapping mapping) {
        return Objects.requireNonNull(mapping.apiMappingId());
    }

    private static String key(@Nullable String given) {
        String key = Objects.requireNonNullElse(given, "");
        if (!key.isEmpty() && (key.length() > KEY_LENGTH_MAX || !KEY.matcher(key).matches())) {
            throw ApiErrors.bad("Invalid ApiMappingKey specified: " + key);
        }
        return key;
    }

    /** The stage must be there; REST APIs have base path mappings of their own. */
    private void check(ApiMapping mapping, Call call) {
        store.read(
                call.scope(),
                rows -> {
                    rows.requireApi(mapping.apiId());
                    return rows.get(Part.STAGE, mapping.apiId(), mapping.stage());
                });
    }

    private GetApiMappingsResponse list(GetApiMappingsRequest input, Call call) {
        String after = Objects.requireNonNullElse(PartOperations.token(input), "");
        int size = PartOperations.pageSize(input);
        List<ApiMapping> rest =
                mappings.list(call.scope(), domain(input.domainName(), call)).stream()
                        .sorted(Comparator.comparing(MappingOperations::id))
                        .filter(mapping -> id(mapping).compareTo(after) > 0)
                        .toList();
        List<ApiMapping> items = rest.subList(0, Math.min(size, rest.size()));
        return PartOperations.listed(
                Apigatewayv2Api.GET_API_MAPPINGS.output(),
                items,
                rest.size() > size ? id(items.getLast()) : null);
    }
}
