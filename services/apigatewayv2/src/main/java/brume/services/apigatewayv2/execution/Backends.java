package brume.services.apigatewayv2.execution;

import brume.api.lambda.InvocationRequest;
import brume.api.lambda.InvocationResponse;
import brume.api.lambda.LambdaApi;
import brume.base.AccountId;
import brume.base.Arn;
import brume.base.Region;
import brume.base.Scope;
import brume.services.apigatewayv2.domain.HttpApiQuotas;
import brume.spi.Calls;
import brume.spi.HttpSender;
import brume.spi.Principal;
import brume.wire.Blob;
import brume.wire.HttpResponse;
import brume.wire.OutboundRequest;
import brume.wire.ServiceException;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Calls what stands behind integrations and authorizers: as API Gateway on behalf of the route, or
 * with a role, and never longer than the timeout.
 */
public final class Backends implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Backends.class);
    private static final String SERVICE = "apigateway.amazonaws.com";
    private static final String SESSION = "BackplaneAssumeRoleSession";
    private static final String CALLER = "arn:aws:iam::*:user/*";
    private static final Pattern INVOCATIONS =
            Pattern.compile(
                    "arn:[a-z-]+:apigateway:[^:]+:lambda:path/[^/]+/functions/(.+)/invocations");
    private static final Pattern STAGE_VARIABLE =
            Pattern.compile("\\$\\{stageVariables\\.([A-Za-z0-9_]+)\\}");

    private final Calls calls;
    private final HttpSender http;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

    public Backends(Calls calls, HttpSender http) {
        this.calls = calls;
        this.http = http;
    }

    /**
     * Invokes a function and answers its payload.
     *
     * @param uri the function's ARN, or that of its invocations
     * @param sourceArn on whose behalf
     * @param role that it is invoked with, or null for API Gateway itself
     * @throws RefusedException 503 after the timeout, 500 if it cannot be invoked
     */
    public InvocationResponse invoke(
            Occasion occasion,
            String uri,
            String sourceArn,
            @Nullable String role,
            int timeoutMillis,
            byte[] event) {
        String text = withStageVariables(uri, occasion);
        Matcher invocations = INVOCATIONS.matcher(text);
        String function = invocations.matches() ? invocations.group(1) : text;
        Scope scope =
                Arn.find(function)
                        .filter(arn -> AccountId.isValid(arn.account()))
                        .map(arn ->
                                new Scope(new AccountId(arn.account()), new Region(arn.region())))
                        .orElseThrow(RefusedException::internal);
        InvocationRequest input =
                InvocationRequest.builder()
                        .functionName(function)
                        .invocationType("RequestResponse")
                        .payload(Blob.of(event))
                        .build();
        try {
            return limited(
                    timeoutMillis,
                    () ->
                            calls.invoke(
                                    LambdaApi.INVOKE,
                                    input,
                                    principal(occasion, sourceArn, role),
                                    scope));
        } catch (ServiceException e) {
            LOG.debug("{}: {}: {}", occasion.requestId(), function, e.getMessage());
            occasion.note("integrationErrorMessage", e.getMessage());
            throw RefusedException.internal();
        }
    }

    /** Calls an action of a service with a role. */
    public JsonNode invoke(
            Occasion occasion,
            String service,
            String action,
            Region region,
            String role,
            int timeoutMillis,
            JsonNode input) {
        Scope scope = new Scope(occasion.scope().account(), region);
        return limited(
                timeoutMillis,
                () ->
                        calls.invoke(
                                service,
                                action,
                                input,
                                principal(occasion, occasion.sourceArn(), role),
                                scope));
    }

    /**
     * Sends a request to an HTTP endpoint.
     *
     * @throws RefusedException 503 if the endpoint does not answer in time, or not at all
     */
    public HttpResponse send(Occasion occasion, OutboundRequest request) {
        return limited(
                (int) request.timeout().toMillis(),
                () -> {
                    try {
                        return http.send(request);
                    } catch (IOException | IllegalArgumentException e) {
                        LOG.debug("{}: {}: {}", occasion.requestId(), request.url(), e.toString());
                        occasion.note("integrationErrorMessage", String.valueOf(e.getMessage()));
                        throw RefusedException.unavailable();
                    }
                });
    }

    /** An integration's timeout. */
    public static int timeoutMillis(@Nullable Integer configured) {
        return configured == null ? (int) HttpApiQuotas.INTEGRATION_MILLIS.value() : configured;
    }

    private Principal principal(Occasion occasion, String sourceArn, @Nullable String role) {
        AccountId account = occasion.scope().account();
        Principal.ServicePrincipal service =
                new Principal.ServicePrincipal(SERVICE, sourceArn, account);
        if (role == null || role.isEmpty()) {
            return service;
        }
        if (role.equals(CALLER)) {
            return occasion.caller().orElseThrow(RefusedException::internal).principal();
        }
        if (!Arn.find(role).map(Arn::account).orElse("").equals(account.value())) {
            throw RefusedException.internal();
        }
        try {
            return calls.assume(role, service, SESSION);
        } catch (ServiceException e) {
            LOG.debug("{}: {}", occasion.requestId(), e.getMessage());
            throw RefusedException.internal();
        }
    }

    /** A text with every {@code ${stageVariables.name}} replaced. */
    public static String withStageVariables(String text, Occasion occasion) {
        if (!text.contains("${stageVariables.")) {
            return text;
        }
        Map<String, String> variables = occasion.stageVariables();
        return STAGE_VARIABLE
                .matcher(text)
                .replaceAll(match ->
                        Matcher.quoteReplacement(variables.getOrDefault(match.group(1), "")));
    }

    private <T> T limited(int timeoutMillis, Callable<T> work) {
        Future<T> future = threads.submit(work);
        try {
            return future.get(timeoutMillis, TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            var ignored = future.cancel(true);
            throw RefusedException.unavailable();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RuntimeException cause) {
                throw cause;
            }
            throw new IllegalStateException(e.getCause());
        } catch (InterruptedException e) {
            var ignored = future.cancel(true);
            Thread.currentThread().interrupt();
            throw RefusedException.unavailable();
        }
    }

    @Override
    public void close() {
        var ignored = threads.shutdownNow();
    }
}
