package brume.services.apigatewayv2.execution;

import brume.api.apigatewayv2.Integration;
import brume.api.apigatewayv2.Route;
import brume.services.apigatewayv2.domain.RouteKey;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A route with everything that answering it takes.
 *
 * @param integration empty if the route has no target
 * @param bucket null if nothing limits its rate
 */
record CompiledRoute(
        RouteKey key,
        Route route,
        Optional<Integration> integration,
        Optional<JwtAuthorizer> jwt,
        Optional<LambdaAuthorizer> function,
        @Nullable TokenBucket bucket) {

    String authorization() {
        return Objects.requireNonNullElse(route.authorizationType(), "NONE");
    }

    List<String> scopes() {
        return Objects.requireNonNullElse(route.authorizationScopes(), List.of());
    }

    /** The path as events show it; {@code $default} for the default route. */
    String resource() {
        return key.isDefault() ? RouteKey.DEFAULT : '/' + String.join("/", key.parts());
    }
}
