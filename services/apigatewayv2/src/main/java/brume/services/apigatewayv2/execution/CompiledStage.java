package brume.services.apigatewayv2.execution;

import brume.api.apigatewayv2.AccessLogSettings;
import brume.api.apigatewayv2.Api;
import brume.api.apigatewayv2.Authorizer;
import brume.api.apigatewayv2.Cors;
import brume.api.apigatewayv2.Integration;
import brume.api.apigatewayv2.Route;
import brume.api.apigatewayv2.RouteSettings;
import brume.api.apigatewayv2.Stage;
import brume.base.Scope;
import brume.services.apigatewayv2.domain.RouteKey;
import brume.services.apigatewayv2.store.Snapshot;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/** A stage with the deployment that it serves, immutable. */
record CompiledStage(
        Scope scope,
        String apiId,
        String name,
        String deploymentId,
        Map<String, String> variables,
        boolean disabled,
        Optional<Cors> cors,
        Optional<AccessLogSettings> accessLog,
        RouteTable routes) {

    static final String DEFAULT = "$default";

    static CompiledStage of(
            Scope scope,
            String apiId,
            Stage stage,
            Snapshot snapshot,
            KeySets keys,
            long nowNanos) {
        Map<String, Integration> integrations = new HashMap<>();
        for (Integration integration : snapshot.integrations()) {
            integrations.put("integrations/" + integration.integrationId(), integration);
        }
        Map<String, JwtAuthorizer> jwt = new HashMap<>();
        Map<String, LambdaAuthorizer> functions = new HashMap<>();
        for (Authorizer authorizer : snapshot.authorizers()) {
            String id = String.valueOf(authorizer.authorizerId());
            if ("JWT".equals(authorizer.authorizerType())) {
                jwt.put(id, new JwtAuthorizer(authorizer, keys));
            } else {
                functions.put(id, new LambdaAuthorizer(authorizer));
            }
        }
        Map<String, RouteSettings> settings =
                Objects.requireNonNullElse(stage.routeSettings(), Map.of());
        // Routes without settings of their own share the stage's rate.
        TokenBucket shared = TokenBucket.of(stage.defaultRouteSettings(), nowNanos);
        RouteTable table = new RouteTable();
        for (Route route : snapshot.routes()) {
            TokenBucket own = TokenBucket.of(settings.get(route.routeKey()), nowNanos);
            String authorizer = String.valueOf(route.authorizerId());
            table.add(
                    new CompiledRoute(
                            RouteKey.of(route.routeKey()),
                            route,
                            Optional.ofNullable(integrations.get(String.valueOf(route.target()))),
                            Optional.ofNullable(jwt.get(authorizer)),
                            Optional.ofNullable(functions.get(authorizer)),
                            own == null ? shared : own));
        }
        Api api = snapshot.api();
        return new CompiledStage(
                scope,
                apiId,
                stage.stageName(),
                String.valueOf(stage.deploymentId()),
                Objects.requireNonNullElse(stage.stageVariables(), Map.of()),
                Boolean.TRUE.equals(api.disableExecuteApiEndpoint()),
                Optional.ofNullable(api.corsConfiguration()),
                Optional.ofNullable(stage.accessLogSettings()),
                table);
    }

    boolean isDefault() {
        return name.equals(DEFAULT);
    }
}
