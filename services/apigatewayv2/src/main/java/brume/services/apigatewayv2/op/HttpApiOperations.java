package brume.services.apigatewayv2.op;

import brume.api.apigatewayv2.Apigatewayv2Api;
import brume.api.apigatewayv2.Authorizer;
import brume.api.apigatewayv2.Deployment;
import brume.api.apigatewayv2.Integration;
import brume.api.apigatewayv2.IntegrationResponse;
import brume.api.apigatewayv2.Model;
import brume.api.apigatewayv2.Route;
import brume.api.apigatewayv2.RouteResponse;
import brume.api.apigatewayv2.RouteSettings;
import brume.api.apigatewayv2.Stage;
import brume.services.apigatewayv2.domain.ApiErrors;
import brume.services.apigatewayv2.store.HttpApiStore;
import brume.services.apigatewayv2.store.Part;
import brume.spi.Call;
import brume.spi.Calls;
import brume.spi.Operation;
import brume.spi.ServerEndpoint;
import brume.wire.Unit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.UnaryOperator;

/** Every operation that is built. */
public final class HttpApiOperations {

    private HttpApiOperations() {}

    public static List<Operation<?, ?>> all(
            HttpApiStore store, ServerEndpoint endpoint, Calls calls) {
        List<Operation<?, ?>> all = new ArrayList<>(new ApiOperations(store, endpoint).all());
        all.addAll(new ImportOperations(store, endpoint).all());
        all.addAll(parts(store));
        all.addAll(webSocketParts(store));
        all.addAll(stages(store));
        DomainOperations domains = new DomainOperations(store, calls);
        all.addAll(domains.all());
        all.addAll(new MappingOperations(store, domains).all());
        all.addAll(TagOperations.all(store));
        return List.copyOf(all);
    }

    private static List<Operation<?, ?>> parts(HttpApiStore store) {
        PartOperations<Route> routes =
                new PartOperations<>(
                        Part.ROUTE,
                        store,
                        new ByProtocol<>(new RouteRules(), new WebSocketRouteRules()));
        PartOperations<Integration> integrations =
                new PartOperations<>(
                        Part.INTEGRATION,
                        store,
                        new ByProtocol<>(new IntegrationRules(), new WebSocketIntegrationRules()));
        PartOperations<Authorizer> authorizers =
                new PartOperations<>(
                        Part.AUTHORIZER,
                        store,
                        new ByProtocol<>(new AuthorizerRules(), new WebSocketAuthorizerRules()));
        PartOperations<Deployment> deployments =
                new PartOperations<>(Part.DEPLOYMENT, store, new DeploymentRules());
        return List.of(
                routes.create(Apigatewayv2Api.CREATE_ROUTE),
                routes.get(Apigatewayv2Api.GET_ROUTE),
                routes.list(Apigatewayv2Api.GET_ROUTES),
                routes.update(Apigatewayv2Api.UPDATE_ROUTE),
                routes.delete(Apigatewayv2Api.DELETE_ROUTE),
                integrations.create(Apigatewayv2Api.CREATE_INTEGRATION),
                integrations.get(Apigatewayv2Api.GET_INTEGRATION),
                integrations.list(Apigatewayv2Api.GET_INTEGRATIONS),
                integrations.update(Apigatewayv2Api.UPDATE_INTEGRATION),
                integrations.delete(Apigatewayv2Api.DELETE_INTEGRATION),
                authorizers.create(Apigatewayv2Api.CREATE_AUTHORIZER),
                authorizers.get(Apigatewayv2Api.GET_AUTHORIZER),
                authorizers.list(Apigatewayv2Api.GET_AUTHORIZERS),
                authorizers.update(Apigatewayv2Api.UPDATE_AUTHORIZER),
                authorizers.delete(Apigatewayv2Api.DELETE_AUTHORIZER),
                DeploymentRules.create(store),
                deployments.get(Apigatewayv2Api.GET_DEPLOYMENT),
                deployments.list(Apigatewayv2Api.GET_DEPLOYMENTS),
                deployments.update(Apigatewayv2Api.UPDATE_DEPLOYMENT),
                deployments.delete(Apigatewayv2Api.DELETE_DEPLOYMENT));
    }

    private static List<Operation<?, ?>> stages(HttpApiStore store) {
        PartOperations<Stage> stages = new PartOperations<>(Part.STAGE, store, new StageRules());
        return List.of(
                stages.create(Apigatewayv2Api.CREATE_STAGE),
                stages.get(Apigatewayv2Api.GET_STAGE),
                stages.list(Apigatewayv2Api.GET_STAGES),
                stages.update(Apigatewayv2Api.UPDATE_STAGE),
                stages.delete(Apigatewayv2Api.DELETE_STAGE),
                ApiOperation.of(
                        Apigatewayv2Api.DELETE_ACCESS_LOG_SETTINGS,
                        (input, call) ->
                                changeStage(
                                        store,
                                        call,
                                        input.apiId(),
                                        input.stageName(),
                                        stage ->
                                                stage.toBuilder().accessLogSettings(null).build())),
                ApiOperation.of(
                        Apigatewayv2Api.DELETE_ROUTE_SETTINGS,
                        (input, call) ->
                                changeStage(
                                        store,
                                        call,
                                        input.apiId(),
                                        input.stageName(),
                                        stage -> without(stage, input.routeKey()))),
                ApiOperation.of(
                        Apigatewayv2Api.RESET_AUTHORIZERS_CACHE,
                        (input, call) ->
                                // Whoever keeps results hears of every change and forgets them.
                                changeStage(
                                        store,
                                        call,
                                        input.apiId(),
                                        input.stageName(),
                                        stage -> stage)));
    }

    private static Unit changeStage(
            HttpApiStore store, Call call, String apiId, String name, UnaryOperator<Stage> change) {
        return store.change(
                call.scope(),
                apiId,
                rows -> {
                    Stage before = rows.get(Part.STAGE, apiId, name);
                    rows.put(Part.STAGE, apiId, change.apply(before));
                    return Unit.INSTANCE;
                });
    }

    /** What only WebSocket APIs have. */
    private static List<Operation<?, ?>> webSocketParts(HttpApiStore store) {
        PartOperations<Model> models = new PartOperations<>(Part.MODEL, store, new ModelRules());
        PartOperations<RouteResponse> routeResponses =
                new PartOperations<>(
                        Part.ROUTE_RESPONSE, "RouteId", store, new RouteResponseRules());
        PartOperations<IntegrationResponse> integrationResponses =
                new PartOperations<>(
                        Part.INTEGRATION_RESPONSE,
                        "IntegrationId",
                        store,
                        new IntegrationResponseRules());
        return List.of(
                models.create(Apigatewayv2Api.CREATE_MODEL),
                models.get(Apigatewayv2Api.GET_MODEL),
                models.list(Apigatewayv2Api.GET_MODELS),
                models.update(Apigatewayv2Api.UPDATE_MODEL),
                models.delete(Apigatewayv2Api.DELETE_MODEL),
                routeResponses.create(Apigatewayv2Api.CREATE_ROUTE_RESPONSE),
                routeResponses.get(Apigatewayv2Api.GET_ROUTE_RESPONSE),
                routeResponses.list(Apigatewayv2Api.GET_ROUTE_RESPONSES),
                routeResponses.update(Apigatewayv2Api.UPDATE_ROUTE_RESPONSE),
                routeResponses.delete(Apigatewayv2Api.DELETE_ROUTE_RESPONSE),
                integrationResponses.create(Apigatewayv2Api.CREATE_INTEGRATION_RESPONSE),
                integrationResponses.get(Apigatewayv2Api.GET_INTEGRATION_RESPONSE),
                integrationResponses.list(Apigatewayv2Api.GET_INTEGRATION_RESPONSES),
                integrationResponses.update(Apigatewayv2Api.UPDATE_INTEGRATION_RESPONSE),
                integrationResponses.delete(Apigatewayv2Api.DELETE_INTEGRATION_RESPONSE));
    }

    private static Stage without(Stage stage, String routeKey) {
        Map<String, RouteSettings> settings =
                new HashMap<>(Objects.requireNonNullElse(stage.routeSettings(), Map.of()));
        if (settings.remove(routeKey) == null) {
            throw ApiErrors.notFound("Route", routeKey);
        }
        return stage.toBuilder().routeSettings(settings).build();
    }
}
