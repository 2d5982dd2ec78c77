package brume.services.apigatewayv2.op;

import brume.api.apigatewayv2.Authorizer;
import brume.api.apigatewayv2.Route;
import brume.base.Ids;
import brume.services.apigatewayv2.domain.ApiErrors;
import brume.services.apigatewayv2.domain.HttpApiQuotas;
import brume.services.apigatewayv2.domain.RouteKey;
import brume.services.apigatewayv2.store.ApiRows;
import brume.services.apigatewayv2.store.ApiWriter;
import brume.services.apigatewayv2.store.Part;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What a route of an HTTP API may be. */
final class RouteRules implements Rules<Route> {

    static final String INTEGRATIONS = "integrations/";

    @Override
    public Route created(Route draft, ApiWriter rows, String apiId) {
        return checked(drafted(draft, rows, apiId), rows, apiId);
    }

    /** A new route of any API, with its id and what it has if nothing is said. */
    static Route drafted(Route draft, ApiRows rows, String apiId) {
        if (rows.list(Part.ROUTE, apiId).size() >= HttpApiQuotas.ROUTES.value()) {
            throw ApiErrors.tooMany("routes");
        }
        return draft.toBuilder()
                .routeId(Ids.lower(HttpApiQuotas.PART_ID_LENGTH))
                .apiKeyRequired(Boolean.TRUE.equals(draft.apiKeyRequired()))
                .authorizationType(Objects.requireNonNullElse(draft.authorizationType(), "NONE"))
                .build();
    }

    @Override
    public Route updated(Route before, Route after, ApiWriter rows, String apiId) {
        boolean guarded =
                "JWT".equals(after.authorizationType())
                        || "CUSTOM".equals(after.authorizationType());
        boolean was = before.authorizerId() != null;
        boolean same = Objects.equals(before.authorizerId(), after.authorizerId());
        // A route that is opened keeps no authorizer from before.
        return checked(
                !guarded && was && same
                        ? after.toBuilder().authorizerId(null).authorizationScopes(null).build()
                        : after,
                rows,
                apiId);
    }

    private static Route checked(Route route, ApiRows rows, String apiId) {
        var ignored = RouteKey.of(route.routeKey());
        checkUnique(route, rows, apiId);
        checkWebSocketOnly(route);
        checkTarget(route.target(), rows, apiId);
        checkAuthorization(route, rows, apiId);
        return route;
    }

    static void checkUnique(Route route, ApiRows rows, String apiId) {
        for (Route other : rows.list(Part.ROUTE, apiId)) {
            if (other.routeKey().equals(route.routeKey())
                    && !Objects.equals(other.routeId(), route.routeId())) {
                throw ApiErrors.conflict(
                        "Route with key " + route.routeKey() + " already exists for this API");
            }
        }
    }

    static void checkTarget(@Nullable String target, ApiRows rows, String apiId) {
        if (target == null || target.isEmpty()) {
            return;
        }
        if (!target.startsWith(INTEGRATIONS)) {
            throw ApiErrors.bad("Invalid target specified: " + target);
        }
        String id = target.substring(INTEGRATIONS.length());
        if (rows.find(Part.INTEGRATION, apiId, id).isEmpty()) {
            throw ApiErrors.notFound("Integration", id);
        }
    }

    private static void checkWebSocketOnly(Route route) {
        boolean webSocket =
                Boolean.TRUE.equals(route.apiKeyRequired())
                        || route.modelSelectionExpression() != null
                        || route.requestModels() != null && !route.requestModels().isEmpty()
                        || route.requestParameters() != null && !route.requestParameters().isEmpty()
                        || route.routeResponseSelectionExpression() != null;
        if (webSocket) {
            throw ApiErrors.bad(
                    "ApiKeyRequired, ModelSelectionExpression, RequestModels, RequestParameters and"
                            + " RouteResponseSelectionExpression are supported for WebSocket APIs"
                            + " only");
        }
    }

    private static void checkAuthorization(Route route, ApiRows rows, String apiId) {
        String type = Objects.requireNonNullElse(route.authorizationType(), "NONE");
        List<String> scopes = Objects.requireNonNullElse(route.authorizationScopes(), List.of());
        if (scopes.size() > HttpApiQuotas.SCOPES.value()) {
            throw ApiErrors.tooMany("authorization scopes");
        }
        if (!scopes.isEmpty() && !type.equals("JWT")) {
            throw ApiErrors.bad("Authorization scopes are supported for JWT authorization only");
        }
        String wanted =
                switch (type) {
                    case "NONE", "AWS_IAM" -> "";
                    case "JWT" -> "JWT";
                    case "CUSTOM" -> "REQUEST";
                    default -> throw ApiErrors.bad("Invalid authorization type: " + type);
                };
        checkAuthorizer(route, wanted, rows, apiId);
    }

    /**
     * Checks that a route names an authorizer if its authorization needs one.
     *
     * @param wanted the type of the authorizer, or empty if the authorization has none
     */
    static void checkAuthorizer(Route route, String wanted, ApiRows rows, String apiId) {
        String type = Objects.requireNonNullElse(route.authorizationType(), "NONE");
        String authorizerId = Objects.requireNonNullElse(route.authorizerId(), "");
        if (wanted.isEmpty()) {
            if (!authorizerId.isEmpty()) {
                throw ApiErrors.bad("AuthorizerId must not be set for authorization type " + type);
            }
            return;
        }
        if (authorizerId.isEmpty()) {
            throw ApiErrors.bad("AuthorizerId is required for authorization type " + type);
        }
        Authorizer authorizer =
                rows.find(Part.AUTHORIZER, apiId, authorizerId)
                        .orElseThrow(() -> ApiErrors.notFound("Authorizer", authorizerId));
        if (!wanted.equals(authorizer.authorizerType())) {
            throw ApiErrors.bad(
                    "The authorizer "
                            + authorizerId
                            + " cannot be used with authorization type "
                            + type);
        }
    }
}
