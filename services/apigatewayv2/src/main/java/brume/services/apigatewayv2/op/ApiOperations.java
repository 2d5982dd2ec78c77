package brume.services.apigatewayv2.op;

import brume.api.apigatewayv2.Api;
import brume.api.apigatewayv2.Apigatewayv2Api;
import brume.api.apigatewayv2.Cors;
import brume.api.apigatewayv2.CreateApiRequest;
import brume.api.apigatewayv2.CreateApiResponse;
import brume.api.apigatewayv2.GetApiResponse;
import brume.api.apigatewayv2.GetApisResponse;
import brume.api.apigatewayv2.Integration;
import brume.api.apigatewayv2.Route;
import brume.api.apigatewayv2.Stage;
import brume.api.apigatewayv2.UpdateApiRequest;
import brume.api.apigatewayv2.UpdateApiResponse;
import brume.base.Ids;
import brume.services.apigatewayv2.domain.ApiErrors;
import brume.services.apigatewayv2.domain.HttpApiQuotas;
import brume.services.apigatewayv2.domain.RouteKey;
import brume.services.apigatewayv2.store.ApiRows;
import brume.services.apigatewayv2.store.ApiWriter;
import brume.services.apigatewayv2.store.HttpApiStore;
import brume.services.apigatewayv2.store.Part;
import brume.services.apigatewayv2.store.Shapes;
import brume.spi.Operation;
import brume.spi.ServerEndpoint;
import brume.wire.Unit;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The operations on APIs themselves. */
final class ApiOperations {

    static final String API_KEY_SELECTION = "$request.header.x-api-key";
    private static final String ROUTE_SELECTION = "$request.method $request.path";
    private static final int MAX_AGE_SECONDS_MAX = 86_400;

    private final HttpApiStore store;
    private final ServerEndpoint endpoint;

    ApiOperations(HttpApiStore store, ServerEndpoint endpoint) {
        this.store = store;
        this.endpoint = endpoint;
    }

    List<Operation<?, ?>> all() {
        return List.of(
                ApiOperation.of(
                        Apigatewayv2Api.CREATE_API,
                        (input, call) -> {
                            Api api = draft(input);
                            return Shapes.as(
                                    CreateApiResponse.SCHEMA,
                                    store.change(
                                            call.scope(),
                                            Shapes.text(api, "ApiId"),
                                            rows -> create(input, api, rows)));
                        }),
                ApiOperation.of(
                        Apigatewayv2Api.GET_API,
                        (input, call) ->
                                Shapes.as(
                                        GetApiResponse.SCHEMA,
                                        store.read(call.scope(), rows -> rows.api(input.apiId())))),
                ApiOperation.of(
                        Apigatewayv2Api.GET_APIS,
                        (input, call) -> {
                            ApiRows.Page<Api> page =
                                    store.read(
                                            call.scope(),
                                            rows ->
                                                    rows.apis(
                                                            PartOperations.token(input),
                                                            PartOperations.pageSize(input)));
                            return PartOperations.listed(
                                    GetApisResponse.SCHEMA, page.items(), page.next());
                        }),
                ApiOperation.of(
                        Apigatewayv2Api.UPDATE_API,
                        (input, call) ->
                                Shapes.as(
                                        UpdateApiResponse.SCHEMA,
                                        store.change(
                                                call.scope(),
                                                input.apiId(),
                                                rows -> update(input, rows)))),
                ApiOperation.of(
                        Apigatewayv2Api.DELETE_API,
                        (input, call) ->
                                store.change(
                                        call.scope(),
                                        input.apiId(),
                                        rows -> {
                                            rows.deleteApi(input.apiId());
                                            return Unit.INSTANCE;
                                        })),
                ApiOperation.of(
                        Apigatewayv2Api.DELETE_CORS_CONFIGURATION,
                        (input, call) ->
                                store.change(
                                        call.scope(),
                                        input.apiId(),
                                        rows -> {
                                            Api api = rows.api(input.apiId());
                                            rows.put(
                                                    api.toBuilder()
                                                            .corsConfiguration(null)
                                                            .build());
                                            return Unit.INSTANCE;
                                        })));
    }

    private Api draft(CreateApiRequest input) {
        boolean webSocket = WebSocketApiRules.WEBSOCKET.equals(input.protocolType());
        if (webSocket) {
            WebSocketApiRules.check(input);
        } else {
            checkExpressions(
                    input.apiKeySelectionExpression(),
                    input.routeSelectionExpression(),
                    input.disableSchemaValidation());
        }
        String apiId = Ids.lower(HttpApiQuotas.API_ID_LENGTH);
        return checked(
                Shapes.as(Api.SCHEMA, input).toBuilder()
                        .apiId(apiId)
                        .apiEndpoint(
                                webSocket
                                        ? WebSocketApiRules.url(endpoint, apiId)
                                        : endpoint.url(apiId + ".execute-api"))
                        .apiKeySelectionExpression(
                                Objects.requireNonNullElse(
                                        input.apiKeySelectionExpression(), API_KEY_SELECTION))
                        .routeSelectionExpression(
                                webSocket ? input.routeSelectionExpression() : ROUTE_SELECTION)
                        .disableExecuteApiEndpoint(
                                Boolean.TRUE.equals(input.disableExecuteApiEndpoint()))
                        .tags(Objects.requireNonNullElse(input.tags(), Map.of()))
                        .build());
    }

    private static void checkExpressions(
            @Nullable String apiKey, @Nullable String route, @Nullable Boolean noSchemas) {
        if (apiKey != null && !apiKey.equals(API_KEY_SELECTION)) {
            throw ApiErrors.bad("ApiKeySelectionExpression is supported for WebSocket APIs only");
        }
        // Source: API reference: for HTTP APIs the expression must be this one.
        if (route != null
                && !route.equals(ROUTE_SELECTION)
                && !route.equals("${request.method} ${request.path}")) {
            throw ApiErrors.bad(
                    "Invalid RouteSelectionExpression: HTTP APIs only support "
                            + "${request.method} ${request.path}");
        }
        if (Boolean.TRUE.equals(noSchemas)) {
            throw ApiErrors.bad("DisableSchemaValidation is supported for WebSocket APIs only");
        }
    }

    /** A new HTTP API of which nothing has been said yet. */
    static Api fresh(String apiId, ServerEndpoint endpoint) {
        return Api.builder()
                .apiId(apiId)
                .name("")
                .protocolType("HTTP")
                .apiEndpoint(endpoint.url(apiId + ".execute-api"))
                .apiKeySelectionExpression(API_KEY_SELECTION)
                .routeSelectionExpression(ROUTE_SELECTION)
                .disableExecuteApiEndpoint(false)
                .tags(Map.of())
                .build();
    }

    /**
     * Checks that the account may have one more API.
     *
     * @throws brume.wire.ServiceException BadRequestException
     */
    static void checkCount(ApiRows rows) {
        if (rows.apis(null, (int) HttpApiQuotas.APIS.value()).items().size()
                >= HttpApiQuotas.APIS.value()) {
            throw ApiErrors.bad("Maximum number of APIs for this account has been reached.");
        }
    }

    private static Api create(CreateApiRequest input, Api draft, ApiWriter rows) {
        checkCount(rows);
        Api api = rows.put(draft.toBuilder().createdDate(rows.now()).build());
        String target = input.target();
        if (target == null) {
            if (input.routeKey() != null || input.credentialsArn() != null) {
                throw ApiErrors.bad("Target is required with RouteKey or CredentialsArn");
            }
            return api;
        }
        quickCreate(input, target, Shapes.text(api, "ApiId"), rows);
        return api;
    }

    /** Quick create: one integration, one route and a stage that deploys by itself. */
    private static void quickCreate(
            CreateApiRequest input, String target, String apiId, ApiWriter rows) {
        boolean function = target.startsWith("arn:");
        Integration integration =
                rows.put(
                        Part.INTEGRATION,
                        apiId,
                        IntegrationRules.complete(
                                Integration.builder()
                                        .apiGatewayManaged(true)
                                        .integrationType(function ? "AWS_PROXY" : "HTTP_PROXY")
                                        .integrationUri(target)
                                        .integrationMethod(function ? "POST" : "ANY")
                                        .payloadFormatVersion(function ? "2.0" : "1.0")
                                        .credentialsArn(input.credentialsArn())
                                        .build()));
        String key = Objects.requireNonNullElse(input.routeKey(), RouteKey.DEFAULT);
        rows.put(
                Part.ROUTE,
                apiId,
                new RouteRules()
                        .created(
                                Route.builder()
                                        .apiGatewayManaged(true)
                                        .routeKey(key)
                                        .target(
                                                RouteRules.INTEGRATIONS
                                                        + integration.integrationId())
                                        .build(),
                                rows,
                                apiId));
        // It is deployed when this transaction ends, as after any other change.
        rows.put(
                Part.STAGE,
                apiId,
                Stage.builder()
                        .apiGatewayManaged(true)
                        .stageName(StageRules.DEFAULT)
                        .autoDeploy(true)
                        .createdDate(rows.now())
                        .routeSettings(Map.of())
                        .stageVariables(Map.of())
                        .tags(Map.of())
                        .build());
    }

    private static Api update(UpdateApiRequest input, ApiWriter rows) {
        if (input.target() != null || input.routeKey() != null || input.credentialsArn() != null) {
            throw ApiErrors.notImplemented(
                    "the parameters target, routeKey and credentialsArn of UpdateApi");
        }
        Api before = rows.api(input.apiId());
        Api after = Shapes.updated(before, input, Set.of());
        if (rows.isWebSocket(input.apiId())) {
            WebSocketApiRules.check(after);
            return rows.put(checked(after));
        }
        checkExpressions(
                input.apiKeySelectionExpression(),
                input.routeSelectionExpression(),
                input.disableSchemaValidation());
        return rows.put(
                checked(
                        after.toBuilder()
                                .apiKeySelectionExpression(before.apiKeySelectionExpression())
                                .routeSelectionExpression(before.routeSelectionExpression())
                                .build()));
    }

    static Api checked(Api api) {
        if (api.name().isEmpty() || api.name().length() > 128) {
            throw ApiErrors.bad("Api name must have between 1 and 128 characters");
        }
        if (api.tags() != null && api.tags().size() > HttpApiQuotas.TAGS.value()) {
            throw ApiErrors.bad("Too many tags: at most 50 are allowed");
        }
        Cors cors = api.corsConfiguration();
        if (cors == null) {
            return api;
        }
        List<String> origins = Objects.requireNonNullElse(cors.allowOrigins(), List.of());
        if (Boolean.TRUE.equals(cors.allowCredentials()) && origins.contains("*")) {
            throw ApiErrors.bad(
                    "Allow credentials cannot be used with a wildcard in allow origins");
        }
        for (String origin : origins) {
            if (!origin.equals("*") && !origin.matches("[A-Za-z][A-Za-z0-9+.-]*://[^/\\s]+")) {
                throw ApiErrors.bad("Invalid format for origin " + origin);
            }
        }
        Integer age = cors.maxAge();
        if (age != null && (age < -1 || age > MAX_AGE_SECONDS_MAX)) {
            throw ApiErrors.bad("Max age must be between -1 and 86400 seconds");
        }
        return api;
    }
}
