package brume.services.apigatewayv2.websocket;

import brume.api.apigatewayv2.Authorizer;
import brume.services.apigatewayv2.execution.TokenBucket;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A route of a deployment, ready to run.
 *
 * @param authorization {@code NONE}, {@code AWS_IAM} or {@code CUSTOM}
 * @param authorizer with authorization {@code CUSTOM}; empty if it is no longer there
 * @param answers whether what the integration says goes back to the client
 * @param bucket null if nothing limits its rate
 */
record ServedRoute(
        String key,
        String authorization,
        Optional<Authorizer> authorizer,
        Optional<ServedIntegration> integration,
        boolean answers,
        @Nullable TokenBucket bucket) {}
