package brume.services.apigatewayv2.execution;

import brume.api.apigatewayv2.Authorizer;
import brume.api.lambda.InvocationResponse;
import brume.base.Clock;
import brume.services.apigatewayv2.domain.ParameterMapping;
import brume.wire.Blob;
import brume.wire.Documents;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Asks a function whether a request may pass, and keeps its answer for a while by the identity that
 * the request shows. Source: Developer Guide, "Control access to HTTP APIs with AWS Lambda
 * authorizers". It belongs to one stage; identities are compared as lists of values, so that no two
 * look alike.
 */
final class LambdaAuthorizer {

    private static final int KEPT_MAX = 10_000;

    /** Source: same page: the function has 10,000 ms. */
    private static final int TIMEOUT_MILLIS = 10_000;

    private final Authorizer authorizer;
    private final List<String> sources;
    private final Map<List<String>, Kept> kept = new ConcurrentHashMap<>();

    /**
     * A function's answer.
     *
     * @param policy null if it said yes or no for every route
     */
    private record Result(boolean allowed, @Nullable AuthorizerPolicy policy, ObjectNode context) {}

    private record Kept(Result result, Instant until) {}

    LambdaAuthorizer(Authorizer authorizer) {
        this.authorizer = authorizer;
        this.sources = Objects.requireNonNullElse(authorizer.identitySource(), List.of());
    }

    /**
     * Lets a request pass, with what the function says of it in the context.
     *
     * @throws RefusedException 401 without an identity, 403 if it may not pass, 500 if the function
     *     fails
     */
    void authorize(Exchange exchange, Backends backends, Clock clock) {
        List<String> identity = new ArrayList<>(sources.size());
        for (String source : sources) {
            String value = ParameterMapping.evaluate(source, exchange::variable);
            if (value.isEmpty()) {
                throw RefusedException.unauthorized();
            }
            identity.add(value);
        }
        Kept known = kept.get(identity);
        Result result;
        if (known == null || !clock.now().isBefore(known.until())) {
            result = ask(exchange, backends, identity);
            keep(List.copyOf(identity), result, clock.now());
        } else {
            result = known.result();
        }
        if (!allows(result, exchange)) {
            throw RefusedException.forbidden();
        }
        exchange.authorized("lambda", result.context().deepCopy());
    }

    private void keep(List<String> identity, Result result, Instant now) {
        Integer ttl = authorizer.authorizerResultTtlInSeconds();
        if (ttl == null || ttl == 0 || identity.isEmpty()) {
            return;
        }
        if (kept.size() >= KEPT_MAX) {
            kept.values().removeIf(old -> !now.isBefore(old.until()));
        }
        if (kept.size() < KEPT_MAX) {
            kept.put(identity, new Kept(result, now.plusSeconds(ttl)));
        }
    }

    private Result ask(Exchange exchange, Backends backends, List<String> identity) {
        String sourceArn =
                exchange.arn(exchange.stage.apiId() + "/authorizers/" + authorizer.authorizerId());
        InvocationResponse answer =
                backends.invoke(
                        exchange,
                        String.valueOf(authorizer.authorizerUri()),
                        sourceArn,
                        authorizer.authorizerCredentialsArn(),
                        TIMEOUT_MILLIS,
                        event(exchange, identity));
        JsonNode said;
        try {
            said =
                    Documents.parse(
                            (answer.payload() == null ? Blob.EMPTY : answer.payload()).bytes());
        } catch (IllegalArgumentException e) {
            throw RefusedException.internal();
        }
        if (answer.functionError() != null) {
            throw said.path("errorMessage").asText().equals("Unauthorized")
                    ? RefusedException.unauthorized()
                    : RefusedException.internal();
        }
        return result(said);
    }

    private byte[] event(Exchange exchange, List<String> identity) {
        ObjectNode event = Documents.object();
        if ("1.0".equals(authorizer.authorizerPayloadFormatVersion())) {
            String joined = String.join(",", identity);
            event.put("version", "1.0").put("type", "REQUEST");
            event.put("methodArn", exchange.methodArn());
            event.put("identitySource", joined).put("authorizationToken", joined);
            FunctionEvent.classic(exchange, exchange.request, event);
        } else {
            event.put("version", "2.0").put("type", "REQUEST");
            event.put("routeArn", exchange.methodArn());
            ArrayNode source = event.putArray("identitySource");
            identity.forEach(source::add);
            event.put("routeKey", exchange.routeKey());
            FunctionEvent.modern(exchange, exchange.request, event);
        }
        return Documents.write(event);
    }

    private Result result(JsonNode said) {
        ObjectNode context =
                said.path("context") instanceof ObjectNode object ? object : Documents.object();
        if (Boolean.TRUE.equals(authorizer.enableSimpleResponses())) {
            if (!said.path("isAuthorized").isBoolean()) {
                throw RefusedException.internal();
            }
            return new Result(said.path("isAuthorized").booleanValue(), null, context);
        }
        context.put("principalId", said.path("principalId").asText());
        return new Result(true, AuthorizerPolicy.of(said), context);
    }

    /** A kept policy is asked about every route anew. */
    private static boolean allows(Result result, Exchange exchange) {
        AuthorizerPolicy policy = result.policy();
        return policy == null
                ? result.allowed()
                : policy.allows(
                        exchange.methodArn(), exchange.scope(), exchange.request.http().sourceIp());
    }
}
