package brume.services.apigatewayv2.op;

import brume.api.apigatewayv2.Route;
import brume.services.apigatewayv2.domain.ApiErrors;
import brume.services.apigatewayv2.store.ApiRows;
import brume.services.apigatewayv2.store.ApiWriter;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/** What a route of a WebSocket API may be. */
final class WebSocketRouteRules implements Rules<Route> {

    static final String CONNECT = "$connect";
    private static final Set<String> OF_ITSELF = Set.of(CONNECT, "$disconnect", "$default");

    @Override
    public Route created(Route draft, ApiWriter rows, String apiId) {
        return checked(RouteRules.drafted(draft, rows, apiId), rows, apiId);
    }

    @Override
    public Route updated(Route before, Route after, ApiWriter rows, String apiId) {
        boolean same = Objects.equals(before.authorizerId(), after.authorizerId());
        // A route that is opened keeps no authorizer from before.
        return checked(
                !"CUSTOM".equals(after.authorizationType()) && same
                        ? after.toBuilder().authorizerId(null).build()
                        : after,
                rows,
                apiId);
    }

    private static Route checked(Route route, ApiRows rows, String apiId) {
        String key = route.routeKey();
        if (key.isBlank() || (key.startsWith("$") && !OF_ITSELF.contains(key))) {
            throw ApiErrors.bad("Invalid route key specified: " + key);
        }
        RouteRules.checkUnique(route, rows, apiId);
        RouteRules.checkTarget(route.target(), rows, apiId);
        if (Boolean.TRUE.equals(route.apiKeyRequired())) {
            throw ApiErrors.notImplemented("the parameter apiKeyRequired of routes");
        }
        if (!Objects.requireNonNullElse(route.requestModels(), Map.of()).isEmpty()) {
            throw ApiErrors.notImplemented("the parameter requestModels of routes");
        }
        if (!Objects.requireNonNullElse(route.requestParameters(), Map.of()).isEmpty()) {
            throw ApiErrors.notImplemented("the parameter requestParameters of routes");
        }
        WebSocketApiRules.checkSelection(route.modelSelectionExpression());
        String response = route.routeResponseSelectionExpression();
        if (response != null && !response.isEmpty() && !response.equals("$default")) {
            throw ApiErrors.bad(
                    "Invalid RouteResponseSelectionExpression: only $default is supported");
        }
        checkAuthorization(route, rows, apiId);
        return route;
    }

    private static void checkAuthorization(Route route, ApiRows rows, String apiId) {
        String type = Objects.requireNonNullElse(route.authorizationType(), "NONE");
        if (!Set.of("NONE", "AWS_IAM", "CUSTOM").contains(type)) {
            throw ApiErrors.bad("Invalid authorization type: " + type);
        }
        if (!type.equals("NONE") && !route.routeKey().equals(CONNECT)) {
            throw ApiErrors.bad(
                    "Currently, authorization is restricted to the $connect route only");
        }
        if (route.authorizationScopes() != null && !route.authorizationScopes().isEmpty()) {
            throw ApiErrors.bad("Authorization scopes are supported for JWT authorization only");
        }
        RouteRules.checkAuthorizer(route, type.equals("CUSTOM") ? "REQUEST" : "", rows, apiId);
    }
}
