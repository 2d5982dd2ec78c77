package brume.services.apigateway.execution;

import brume.api.apigateway.Authorizer;
import brume.api.lambda.InvocationResponse;
import brume.base.Clock;
import brume.services.apigateway.domain.AuthorizerRules;
import brume.services.apigateway.domain.IntegrationUri;
import brume.templates.BoundedPattern;
import brume.wire.Blob;
import brume.wire.Documents;
import brume.wire.ServiceException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks a function whether a request may pass, and keeps its answer for a while by the identity that
 * the request shows. Source: Developer Guide, "Use API Gateway Lambda authorizers". It belongs to
 * one stage; identities are compared as lists of values, so that no two look alike.
 */
final class LambdaAuthorizer {

    private static final Logger LOG = LoggerFactory.getLogger(LambdaAuthorizer.class);
    private static final int KEPT_MAX = 10_000;

    private final Authorizer authorizer;
    private final List<String> sources;
    private final Optional<Pattern> expression;
    private final Map<List<String>, Kept> kept = new ConcurrentHashMap<>();

    private record Kept(AuthorizerResult result, Instant until) {}

    LambdaAuthorizer(Authorizer authorizer) {
        this.authorizer = authorizer;
        this.sources = AuthorizerRules.sources(authorizer.identitySource());
        this.expression =
                Optional.ofNullable(authorizer.identityValidationExpression())
                        .filter(text -> !text.isEmpty())
                        .map(Pattern::compile);
    }

    /**
     * Lets a request pass, with what the function says of it in the context.
     *
     * @throws GatewayException 401 without an identity, 403 if the policy does not allow it, 500 if
     *     the function fails
     */
    void authorize(Invocation invocation, Backends backends, Clock clock) {
        List<String> identity = identity(invocation);
        AuthorizerResult result = find(identity, clock.now());
        if (result == null) {
            result = ask(invocation, backends, identity);
            keep(identity, result, clock.now());
        }
        result.check(invocation);
        invocation.authorized(result.context());
        result.usageKey().ifPresent(invocation::keyed);
    }

    /**
     * Asks the function about a test request, whatever is kept, and does not judge its policy.
     *
     * @throws GatewayException as above, but for the policy
     */
    AuthorizerResult test(Invocation invocation, Backends backends) {
        return ask(invocation, backends, identity(invocation));
    }

    /** The values of the identity sources; one that is missing ends the request. */
    private List<String> identity(Invocation invocation) {
        ParameterMapping mapping = new ParameterMapping(invocation, null);
        List<String> values = new ArrayList<>(sources.size());
        for (String source : sources) {
            values.add(
                    mapping.find(source)
                            .filter(value -> !value.isEmpty())
                            .orElseThrow(GatewayException::unauthorized));
        }
        if (isToken()
                && expression.isPresent()
                && !BoundedPattern.matches(expression.get(), values.getFirst())) {
            throw GatewayException.unauthorized();
        }
        return List.copyOf(values);
    }

    private boolean isToken() {
        return "TOKEN".equals(authorizer.type());
    }

    private int ttlSeconds() {
        Integer ttl = authorizer.authorizerResultTtlInSeconds();
        return ttl == null ? AuthorizerRules.TTL_SECONDS_DEFAULT : ttl;
    }

    private @Nullable AuthorizerResult find(List<String> identity, Instant now) {
        Kept known = kept.get(identity);
        return known == null || !now.isBefore(known.until()) ? null : known.result();
    }

    private void keep(List<String> identity, AuthorizerResult result, Instant now) {
        if (ttlSeconds() == 0 || identity.isEmpty()) {
            return;
        }
        if (kept.size() >= KEPT_MAX) {
            kept.values().removeIf(old -> !now.isBefore(old.until()));
        }
        if (kept.size() < KEPT_MAX) {
            kept.put(identity, new Kept(result, now.plusSeconds(ttlSeconds())));
        }
    }

    private AuthorizerResult ask(Invocation invocation, Backends backends, List<String> identity) {
        String uri =
                Backends.withStageVariables(
                        String.valueOf(authorizer.authorizerUri()), invocation.stage.variables());
        String function =
                IntegrationUri.find(uri)
                        .flatMap(IntegrationUri::function)
                        .orElseThrow(GatewayException::authorizerFailed);
        byte[] event = event(invocation, identity);
        invocation.log.info(() ->
                "Starting authorizer: "
                        + authorizer.id()
                        + " for request: "
                        + invocation.requestId);
        invocation.log.data(() -> "Incoming identity: " + "*".repeat(16));
        invocation.log.data(() -> "Endpoint request URI: " + uri);
        invocation.log.data(
                () -> "Endpoint request body after transformations: " + Bodies.text(event));
        invocation.log.info(() -> "Sending request to " + uri);
        InvocationResponse answer;
        try {
            answer =
                    backends.invokeAuthorizer(
                            invocation,
                            new Backends.Authorizing(
                                    Objects.requireNonNullElse(authorizer.id(), ""),
                                    Objects.requireNonNullElse(
                                            authorizer.authorizerCredentials(), "")),
                            function,
                            event);
        } catch (ServiceException e) {
            LOG.debug("{}: the authorizer: {}", invocation.requestId, e.getMessage());
            throw GatewayException.authorizerFailed();
        }
        JsonNode payload = payload(answer);
        invocation.log.data(() -> "Authorizer result body before parsing: " + payload);
        if (answer.functionError() != null) {
            throw payload.path("errorMessage").asText().equals("Unauthorized")
                    ? GatewayException.unauthorized()
                    : GatewayException.authorizerFailed();
        }
        AuthorizerResult result = AuthorizerResult.of(payload);
        invocation.log.info(() ->
                "Using valid authorizer policy for principal: "
                        + result.context().get("principalId"));
        invocation.log.info(() -> "Successfully completed authorizer execution");
        return result;
    }

    private static JsonNode payload(InvocationResponse answer) {
        Blob payload = answer.payload() == null ? Blob.EMPTY : answer.payload();
        try {
            return Documents.parse(payload.bytes());
        } catch (IllegalArgumentException e) {
            throw GatewayException.authorizerFailed();
        }
    }

    private byte[] event(Invocation invocation, List<String> identity) {
        ObjectNode event =
                Documents.object()
                        .put("type", authorizer.type())
                        .put("methodArn", invocation.methodArn());
        if (isToken()) {
            return Documents.write(event.put("authorizationToken", identity.getFirst()));
        }
        return Documents.write(event.setAll(ProxyEvent.withoutBody(invocation)));
    }
}
