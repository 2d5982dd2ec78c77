package brume.services.apigatewayv2.op;

import brume.api.apigatewayv2.Apigatewayv2Api;
import brume.api.apigatewayv2.Authorizer;
import brume.api.apigatewayv2.Deployment;
import brume.api.apigatewayv2.Integration;
import brume.api.apigatewayv2.Route;
import brume.api.apigatewayv2.RouteSettings;
import brume.api.apigatewayv2.Stage;
import brume.services.apigatewayv2.domain.ApiErrors;
import brume.services.apigatewayv2.store.HttpApiStore;
import brume.services.apigatewayv2.store.Part;
import brume.spi.Operation;
import brume.spi.ServerEndpoint;
import brume.wire.Unit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** Every operation that is built. */
public final class HttpApiOperations {

    private HttpApiOperations() {}

    public static List<Operation<?, ?>> all(HttpApiStore store, ServerEndpoint endpoint) {
        List<Operation<?, ?>> all = new ArrayList<>(new ApiOperations(store, endpoint).all());
        all.addAll(parts(store));
        all.addAll(stages(store));
        all.addAll(TagOperations.all(store));
        return List.copyOf(all);
    }

    private static List<Operation<?, ?>> parts(HttpApiStore store) {
        PartOperations<Route> routes = new PartOperations<>(Part.ROUTE, store, new RouteRules());
        PartOperations<Integration> integrations =
                new PartOperations<>(Part.INTEGRATION, store, new IntegrationRules());
        PartOperations<Authorizer> authorizers =
                new PartOperations<>(Part.AUTHORIZER, store, new AuthorizerRules());
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
                                store.change(
                                        call.scope(),
                                        input.apiId(),
                                        rows -> {
                                            Stage stage =
                                                    rows.get(
                                                            Part.STAGE,
                                                            input.apiId(),
                                                            input.stageName());
                                            rows.put(
                                                    Part.STAGE,
                                                    input.apiId(),
                                                    stage.toBuilder()
                                                            .accessLogSettings(null)
                                                            .build());
                                            return Unit.INSTANCE;
                                        })),
                ApiOperation.of(
                        Apigatewayv2Api.DELETE_ROUTE_SETTINGS,
                        (input, call) ->
                                store.change(
                                        call.scope(),
                                        input.apiId(),
                                        rows -> {
                                            Stage stage =
                                                    rows.get(
                                                            Part.STAGE,
                                                            input.apiId(),
                                                            input.stageName());
                                            rows.put(
                                                    Part.STAGE,
                                                    input.apiId(),
                                                    without(stage, input.routeKey()));
                                            return Unit.INSTANCE;
                                        })),
                ApiOperation.of(
                        Apigatewayv2Api.RESET_AUTHORIZERS_CACHE,
                        (input, call) ->
                                // Whoever keeps results hears of every change and forgets them.
                                store.change(
                                        call.scope(),
                                        input.apiId(),
                                        rows -> {
                                            rows.get(Part.STAGE, input.apiId(), input.stageName());
                                            return Unit.INSTANCE;
                                        })));
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
