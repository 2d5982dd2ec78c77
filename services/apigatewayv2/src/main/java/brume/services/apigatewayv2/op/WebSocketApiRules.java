package brume.services.apigatewayv2.op;

import brume.api.apigatewayv2.Api;
import brume.api.apigatewayv2.CreateApiRequest;
import brume.services.apigatewayv2.domain.ApiErrors;
import brume.services.apigatewayv2.domain.ParameterMapping;
import brume.spi.ServerEndpoint;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What a WebSocket API may be. */
final class WebSocketApiRules {

    static final String WEBSOCKET = "WEBSOCKET";

    /** Source: API reference, CreateApi, apiKeySelectionExpression. */
    private static final Set<String> API_KEY_SELECTIONS =
            Set.of(ApiOperations.API_KEY_SELECTION, "$context.authorizer.usageIdentifierKey");

    /** Constants, and what a response is selected by. */
    private static final Pattern OTHERS =
            Pattern.compile("\\\\?\\$default|\\$\\{?integration\\.response\\.[^}]*\\}?");

    private WebSocketApiRules() {}

    /** The address of a WebSocket API, without a stage. */
    static String url(ServerEndpoint endpoint, String apiId) {
        return endpoint.url(apiId + ".execute-api").replaceFirst("^http", "ws");
    }

    static void check(CreateApiRequest input) {
        if (input.target() != null || input.routeKey() != null || input.credentialsArn() != null) {
            throw ApiErrors.bad(
                    "Target, RouteKey and CredentialsArn are supported for HTTP APIs only");
        }
        if (input.corsConfiguration() != null) {
            throw ApiErrors.bad("CorsConfiguration is supported for HTTP APIs only");
        }
        check(input.routeSelectionExpression(), input.apiKeySelectionExpression());
    }

    static void check(Api api) {
        if (api.corsConfiguration() != null) {
            throw ApiErrors.bad("CorsConfiguration is supported for HTTP APIs only");
        }
        check(api.routeSelectionExpression(), api.apiKeySelectionExpression());
    }

    private static void check(@Nullable String route, @Nullable String apiKey) {
        if (route == null) {
            throw ApiErrors.bad("RouteSelectionExpression is required for WEBSOCKET protocol");
        }
        checkSelection(route);
        if (apiKey != null && !API_KEY_SELECTIONS.contains(apiKey)) {
            throw ApiErrors.bad("Invalid ApiKeySelectionExpression specified: " + apiKey);
        }
    }

    /**
     * Checks an expression that selects a route, a template or a model. Source: Developer Guide,
     * "WebSocket selection expressions in API Gateway".
     */
    static void checkSelection(@Nullable String expression) {
        if (expression != null) {
            ParameterMapping.checkSource(OTHERS.matcher(expression).replaceAll(""), true);
        }
    }
}
