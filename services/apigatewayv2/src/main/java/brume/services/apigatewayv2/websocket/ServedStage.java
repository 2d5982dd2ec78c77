package brume.services.apigatewayv2.websocket;

import brume.api.apigatewayv2.AccessLogSettings;
import brume.api.apigatewayv2.Authorizer;
import brume.api.apigatewayv2.Integration;
import brume.api.apigatewayv2.Route;
import brume.api.apigatewayv2.RouteSettings;
import brume.api.apigatewayv2.Stage;
import brume.base.Scope;
import brume.services.apigatewayv2.execution.TokenBucket;
import brume.services.apigatewayv2.store.Snapshot;
import brume.templates.TemplateEngine;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/** A stage with the deployment that it serves, immutable. */
record ServedStage(
        Scope scope,
        String apiId,
        String name,
        String deploymentId,
        Map<String, String> variables,
        boolean disabled,
        String routeSelection,
        Optional<AccessLogSettings> accessLog,
        Map<String, ServedRoute> routes) {

    static final String CONNECT = "$connect";
    static final String DISCONNECT = "$disconnect";
    static final String DEFAULT = "$default";
    private static final String TARGET = "integrations/";

    static ServedStage of(
            Scope scope,
            String apiId,
            Stage stage,
            Snapshot snapshot,
            TemplateEngine engine,
            long nowNanos) {
        Map<String, ServedIntegration> integrations = new HashMap<>();
        for (Integration integration : snapshot.integrations()) {
            String id = String.valueOf(integration.integrationId());
            integrations.put(
                    TARGET + id,
                    ServedIntegration.of(
                            integration,
                            snapshot.integrationResponses().getOrDefault(id, List.of()),
                            engine));
        }
        Map<String, Authorizer> authorizers = new HashMap<>();
        snapshot.authorizers().forEach(a -> authorizers.put(String.valueOf(a.authorizerId()), a));
        Map<String, RouteSettings> settings =
                Objects.requireNonNullElse(stage.routeSettings(), Map.of());
        // Routes without settings of their own share the stage's rate.
        TokenBucket shared = TokenBucket.of(stage.defaultRouteSettings(), nowNanos);
        Map<String, ServedRoute> routes = new HashMap<>();
        for (Route route : snapshot.routes()) {
            TokenBucket own = TokenBucket.of(settings.get(route.routeKey()), nowNanos);
            routes.put(
                    route.routeKey(),
                    new ServedRoute(
                            route.routeKey(),
                            Objects.requireNonNullElse(route.authorizationType(), "NONE"),
                            Optional.ofNullable(
                                    authorizers.get(String.valueOf(route.authorizerId()))),
                            Optional.ofNullable(integrations.get(String.valueOf(route.target()))),
                            answers(route, snapshot),
                            own == null ? shared : own));
        }
        return new ServedStage(
                scope,
                apiId,
                stage.stageName(),
                String.valueOf(stage.deploymentId()),
                Objects.requireNonNullElse(stage.stageVariables(), Map.of()),
                Boolean.TRUE.equals(snapshot.api().disableExecuteApiEndpoint()),
                snapshot.api().routeSelectionExpression(),
                Optional.ofNullable(stage.accessLogSettings()),
                Map.copyOf(routes));
    }

    /** A client gets answers of routes that say so and have a response. */
    private static boolean answers(Route route, Snapshot snapshot) {
        String expression =
                Objects.requireNonNullElse(route.routeResponseSelectionExpression(), "");
        return !expression.isEmpty()
                && !snapshot.routeResponses()
                        .getOrDefault(String.valueOf(route.routeId()), List.of())
                        .isEmpty();
    }

    /** The route for the text that a message is routed by; a client cannot name the first two. */
    Optional<ServedRoute> route(String key) {
        boolean reserved = key.equals(CONNECT) || key.equals(DISCONNECT);
        ServedRoute named = reserved ? null : routes.get(key);
        return Optional.ofNullable(named == null ? routes.get(DEFAULT) : named);
    }
}
