package brume.services.apigateway.execution;

import brume.api.lambda.InvocationRequest;
import brume.api.lambda.InvocationResponse;
import brume.api.lambda.InvokeWithResponseStreamRequest;
import brume.api.lambda.InvokeWithResponseStreamResponseEvent;
import brume.api.lambda.LambdaApi;
import brume.base.AccountId;
import brume.base.Arn;
import brume.base.Region;
import brume.base.Scope;
import brume.services.apigateway.domain.IntegrationRules;
import brume.services.apigateway.domain.IntegrationUri;
import brume.spi.Calls;
import brume.spi.HttpSender;
import brume.spi.Principal;
import brume.wire.Blob;
import brume.wire.HttpRequest;
import brume.wire.HttpResponse;
import brume.wire.LiveEvents;
import brume.wire.OutboundRequest;
import brume.wire.ServiceException;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BiPredicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Calls the services behind integrations: as API Gateway on behalf of the method, or with the
 * integration's role, and never longer than the integration's timeout.
 */
final class Backends implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Backends.class);
    private static final String SERVICE = "apigateway.amazonaws.com";
    private static final String SESSION = "BackplaneAssumeRoleSession";
    private static final String CALLER = "arn:aws:iam::*:user/*";

    private final Calls calls;
    private final HttpSender http;
    private final BiPredicate<Scope, String> links;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

    /**
     * @param links whether an account has the VPC link with an id
     */
    Backends(Calls calls, HttpSender http, BiPredicate<Scope, String> links) {
        this.calls = calls;
        this.http = http;
        this.links = links;
    }

    /**
     * Invokes a function.
     *
     * @param type {@code RequestResponse} or {@code Event}
     * @throws brume.wire.ServiceException what the function's service says
     * @throws GatewayException 504 after the timeout
     */
    InvocationResponse invoke(Invocation invocation, String function, String type, byte[] event) {
        InvocationRequest input =
                InvocationRequest.builder()
                        .functionName(function)
                        .invocationType(type)
                        .payload(Blob.of(event))
                        .build();
        Scope scope = scopeOf(function, invocation);
        return limited(
                invocation,
                () -> calls.invoke(LambdaApi.INVOKE, input, principal(invocation), scope));
    }

    /**
     * Invokes a function, and answers when the head of its response has come.
     *
     * @throws brume.wire.ServiceException what the function's service says
     * @throws GatewayException 504 after the timeout, 502 if there is no head
     */
    HttpResponse stream(Invocation invocation, String function, byte[] event) {
        InvokeWithResponseStreamRequest input =
                InvokeWithResponseStreamRequest.builder()
                        .functionName(function)
                        .payload(Blob.of(event))
                        .build();
        Scope scope = scopeOf(function, invocation);
        return limited(
                invocation,
                () ->
                        calls.invoke(
                                                        LambdaApi.INVOKE_WITH_RESPONSE_STREAM,
                                                        input,
                                                        principal(invocation),
                                                        scope)
                                                .eventStream()
                                        instanceof
                                        LiveEvents<InvokeWithResponseStreamResponseEvent> events
                                ? StreamedResponse.of(events)
                                : nothingStreamed());
    }

    private static HttpResponse nothingStreamed() {
        throw GatewayException.badProxyAnswer();
    }

    /**
     * The authorizer on whose behalf a function is invoked.
     *
     * @param role that it is invoked with, or empty for API Gateway itself
     */
    record Authorizing(String authorizerId, String role) {}

    /** Invokes the function of an authorizer. */
    InvocationResponse invokeAuthorizer(
            Invocation invocation, Authorizing authorizing, String function, byte[] event) {
        InvocationRequest input =
                InvocationRequest.builder()
                        .functionName(function)
                        .invocationType("RequestResponse")
                        .payload(Blob.of(event))
                        .build();
        CompiledStage stage = invocation.stage;
        String sourceArn =
                stage.scope()
                        .arn(
                                "execute-api",
                                stage.apiId() + "/authorizers/" + authorizing.authorizerId())
                        .toString();
        Scope scope = scopeOf(function, invocation);
        return limited(
                invocation,
                () ->
                        calls.invoke(
                                LambdaApi.INVOKE,
                                input,
                                principal(invocation, sourceArn, authorizing.role()),
                                scope));
    }

    /**
     * Sends a request to a service, in the service's own protocol and as API Gateway or with the
     * integration's role.
     */
    HttpResponse request(Invocation invocation, IntegrationUri uri, HttpRequest request) {
        Scope scope = new Scope(invocation.stage.scope().account(), new Region(uri.region()));
        return limited(
                invocation, () -> calls.send(uri.service(), request, principal(invocation), scope));
    }

    boolean hasLink(Scope scope, String id) {
        return links.test(scope, id);
    }

    /**
     * Sends a request to an HTTP endpoint.
     *
     * @throws GatewayException 504 after the timeout, 500 if the endpoint cannot be talked to
     */
    HttpResponse send(Invocation invocation, OutboundRequest request) {
        return limited(invocation, () -> send(invocation.requestId, request));
    }

    private HttpResponse send(String requestId, OutboundRequest request) {
        try {
            return http.send(request);
        } catch (SocketTimeoutException e) {
            throw GatewayException.timedOut();
        } catch (IOException | IllegalArgumentException e) {
            LOG.debug("{}: {}: {}", requestId, request.url(), e.toString());
            throw GatewayException.internal();
        }
    }

    /** How long an integration may take, in milliseconds. */
    static int timeoutMillis(Invocation invocation) {
        Integer timeout = invocation.method.integration().timeoutInMillis();
        return timeout == null ? IntegrationRules.TIMEOUT_MILLIS_DEFAULT : timeout;
    }

    private static Scope scopeOf(String function, Invocation invocation) {
        return Arn.find(function)
                .filter(arn -> AccountId.isValid(arn.account()))
                .map(arn -> new Scope(new AccountId(arn.account()), new Region(arn.region())))
                .orElse(invocation.stage.scope());
    }

    private Principal principal(Invocation invocation) {
        String credentials = invocation.method.integration().credentials();
        return principal(
                invocation, invocation.sourceArn(), credentials == null ? "" : credentials);
    }

    private Principal principal(Invocation invocation, String sourceArn, String credentials) {
        Principal.ServicePrincipal service =
                new Principal.ServicePrincipal(
                        SERVICE, sourceArn, invocation.stage.scope().account());
        if (credentials.isEmpty()) {
            return service;
        }
        String role = withStageVariables(credentials, invocation.stage.variables());
        if (role.equals(CALLER)) {
            return invocation.caller.orElseThrow(GatewayException::internal).principal();
        }
        String account = Arn.find(role).map(Arn::account).orElse("");
        if (!account.equals(invocation.stage.scope().account().value())) {
            // A stage variable may name any role; only the API's own account lends its roles.
            throw GatewayException.internal();
        }
        try {
            return calls.assume(role, service, SESSION);
        } catch (ServiceException e) {
            LOG.debug("{}: {}", invocation.requestId, e.getMessage());
            throw GatewayException.internal();
        }
    }

    private <T> T limited(Invocation invocation, Callable<T> work) {
        Future<T> future = threads.submit(work);
        try {
            return future.get(timeoutMillis(invocation), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            var ignored = future.cancel(true);
            throw GatewayException.timedOut();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RuntimeException cause) {
                throw cause;
            }
            throw new IllegalStateException(e.getCause());
        } catch (InterruptedException e) {
            var ignored = future.cancel(true);
            Thread.currentThread().interrupt();
            throw GatewayException.internal();
        }
    }

    /** A text with {@code ${stageVariables.name}} replaced. */
    static String withStageVariables(String text, Map<String, String> variables) {
        if (!text.contains("${stageVariables.")) {
            return text;
        }
        String replaced = text;
        for (Map.Entry<String, String> variable : variables.entrySet()) {
            replaced =
                    replaced.replace(
                            "${stageVariables." + variable.getKey() + "}", variable.getValue());
        }
        return replaced;
    }

    @Override
    public void close() {
        var ignored = threads.shutdownNow();
    }
}
