package brume.services.apigatewayv2.websocket;

import brume.api.apigatewayv2.Authorizer;
import brume.api.lambda.InvocationResponse;
import brume.services.apigatewayv2.execution.AuthorizerPolicy;
import brume.services.apigatewayv2.execution.Backends;
import brume.services.apigatewayv2.execution.RefusedException;
import brume.wire.Blob;
import brume.wire.Documents;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * Asks a function whether a client may connect; its answer is not kept, but stays with the
 * connection. Source: Developer Guide, "Control access to WebSocket APIs with AWS Lambda REQUEST
 * authorizers".
 */
final class ConnectAuthorizer {

    /** Source: Developer Guide, "Amazon API Gateway quotas": an authorizer has 10 seconds. */
    private static final int TIMEOUT_MILLIS = 10_000;

    private ConnectAuthorizer() {}

    /**
     * What the function says of the client.
     *
     * @throws RefusedException 401 without an identity, 403 if it may not connect, 500 if the
     *     function fails
     */
    static Map<String, String> ask(
            Authorizer authorizer, ConnectionEvent event, Backends backends) {
        for (String source :
                Objects.requireNonNullElse(authorizer.identitySource(), List.<String>of())) {
            if (event.variable(source).isEmpty()) {
                throw RefusedException.unauthorized();
            }
        }
        InvocationResponse answer =
                backends.invoke(
                        event,
                        String.valueOf(authorizer.authorizerUri()),
                        event.arn("authorizers/" + authorizer.authorizerId()),
                        authorizer.authorizerCredentialsArn(),
                        TIMEOUT_MILLIS,
                        Documents.write(EventDocument.authorization(event)));
        JsonNode said = parsed(answer);
        if (answer.functionError() != null) {
            throw said.path("errorMessage").asText().equals("Unauthorized")
                    ? RefusedException.unauthorized()
                    : RefusedException.internal();
        }
        AuthorizerPolicy policy = AuthorizerPolicy.of(said);
        if (!policy.allows(
                event.sourceArn(), event.scope(), event.client.request().http().sourceIp())) {
            throw RefusedException.forbidden();
        }
        Map<String, String> context = new LinkedHashMap<>();
        context.put("principalId", policy.principalId());
        said.path("context")
                .properties()
                .forEach(entry -> {
                    if (!entry.getValue().isValueNode()) {
                        // Source: same page: no objects, no arrays.
                        throw RefusedException.internal();
                    }
                    context.put(entry.getKey(), entry.getValue().asText());
                });
        return context;
    }

    private static JsonNode parsed(InvocationResponse answer) {
        try {
            return Documents.parse(
                    (answer.payload() == null ? Blob.EMPTY : answer.payload()).bytes());
        } catch (IllegalArgumentException e) {
            throw RefusedException.internal();
        }
    }
}
