package brume.services.apigatewayv2.op;

import brume.api.apigatewayv2.RouteResponse;
import brume.base.Ids;
import brume.services.apigatewayv2.domain.ApiErrors;
import brume.services.apigatewayv2.domain.HttpApiQuotas;
import brume.services.apigatewayv2.store.ApiRows;
import brume.services.apigatewayv2.store.ApiWriter;
import brume.services.apigatewayv2.store.Part;
import java.util.Map;
import java.util.Objects;

/** What a response of a route may be. Source: API reference: the only key is {@code $default}. */
final class RouteResponseRules implements Rules<RouteResponse> {

    @Override
    public RouteResponse created(RouteResponse draft, ApiWriter rows, String owner) {
        String apiId = ApiRows.apiId(owner);
        if (!rows.isWebSocket(apiId)) {
            throw ApiErrors.bad("Route responses are supported for WebSocket APIs only");
        }
        var ignored = rows.get(Part.ROUTE, apiId, ApiRows.partId(owner));
        if (!rows.list(Part.ROUTE_RESPONSE, owner).isEmpty()) {
            throw ApiErrors.conflict("Route response already exists for this route");
        }
        return checked(
                draft.toBuilder().routeResponseId(Ids.lower(HttpApiQuotas.PART_ID_LENGTH)).build());
    }

    @Override
    public RouteResponse updated(
            RouteResponse before, RouteResponse after, ApiWriter rows, String owner) {
        return checked(after);
    }

    private static RouteResponse checked(RouteResponse response) {
        if (!response.routeResponseKey().equals("$default")) {
            throw ApiErrors.bad("Invalid RouteResponseKey: only $default is supported");
        }
        if (!Objects.requireNonNullElse(response.responseModels(), Map.of()).isEmpty()
                || !Objects.requireNonNullElse(response.responseParameters(), Map.of()).isEmpty()) {
            throw ApiErrors.notImplemented(
                    "the parameters responseModels and responseParameters of route responses");
        }
        WebSocketApiRules.checkSelection(response.modelSelectionExpression());
        return response;
    }
}
