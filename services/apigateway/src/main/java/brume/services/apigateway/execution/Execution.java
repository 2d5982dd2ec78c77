package brume.services.apigateway.execution;

import brume.services.apigateway.domain.ApigatewayQuotas;
import brume.templates.TemplateException;
import brume.wire.HttpHeaders;
import brume.wire.HttpResponse;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Runs the integration of a routed request, and tells what goes wrong in AWS's words. */
final class Execution {

    private static final Logger LOG = LoggerFactory.getLogger(Execution.class);

    private final Backends backends;
    private final ResponseCache cache;

    Execution(Backends backends, ResponseCache cache) {
        this.backends = backends;
        this.cache = cache;
    }

    /** A request before it has its method; tells refusals what is known of it already. */
    static final class Attempt {
        private @Nullable Supplier<Invocation> known;
        private @Nullable GatewayException refused;

        /** From now on this is known of the request. */
        void knows(Supplier<Invocation> invocation) {
            known = invocation;
        }

        @Nullable Invocation known() {
            if (known == null) {
                return null;
            }
            Invocation invocation = known.get();
            known = () -> invocation;
            return invocation;
        }

        /** Why the request was not answered by its integration, or null. */
        @Nullable GatewayException refused() {
            return refused;
        }
    }

    /** Routes a request and answers it, whatever happens on the way. */
    HttpResponse answer(String requestId, Attempt attempt, Function<Attempt, Invocation> route) {
        try {
            Invocation invocation = route.apply(attempt);
            invocation.method.validation().check(invocation);
            HttpResponse response = complete(invocation, answer(invocation));
            answered(invocation, response);
            return Compression.apply(invocation, response);
        } catch (GatewayException e) {
            return refusal(e, requestId, attempt);
        } catch (TemplateException e) {
            LOG.debug("{}: {}", requestId, e.getMessage());
            return refusal(GatewayException.internal(), requestId, attempt);
        } catch (RuntimeException e) {
            LOG.error("{}: the execution of a REST API fails", requestId, e);
            return refusal(GatewayException.internal(), requestId, attempt);
        }
    }

    private static HttpResponse refusal(
            GatewayException refused, String requestId, Attempt attempt) {
        attempt.refused = refused;
        Invocation invocation = attempt.known();
        HttpResponse response = Refusal.of(refused, requestId, invocation);
        if (invocation != null) {
            invocation.log.error(() -> failure(refused));
            invocation.log.info(() -> "Method completed with status: " + response.status());
        }
        return response;
    }

    private static String failure(GatewayException refused) {
        String reason = refused.reason();
        return reason.isEmpty()
                ? "Execution failed: " + refused.text()
                : "Execution failed due to configuration error: " + reason;
    }

    private static void answered(Invocation invocation, HttpResponse response) {
        invocation.log.data(() ->
                "Method response body after transformations: " + Bodies.text(response.body()));
        invocation.log.data(
                () -> "Method response headers: " + ExecutionLog.fields(response.headers()));
        invocation.log.info(() -> "Successfully completed execution");
        invocation.log.info(() -> "Method completed with status: " + response.status());
    }

    /** From the stage's cache, or from the integration. */
    private HttpResponse answer(Invocation invocation) {
        if (!ResponseCache.applies(invocation)) {
            return invocation.integrating(() -> integrate(invocation));
        }
        Optional<HttpResponse> kept =
                invocation.renewed() ? Optional.empty() : cache.find(invocation);
        if (kept.isPresent()) {
            return kept.get();
        }
        HttpResponse response = invocation.integrating(() -> integrate(invocation));
        cache.keep(invocation, response);
        return response;
    }

    private HttpResponse integrate(Invocation invocation) {
        String type = String.valueOf(invocation.method.integration().type());
        return switch (type) {
            case "MOCK" ->
                    IntegrationResponses.apply(invocation, MockIntegration.invoke(invocation));
            case "AWS" ->
                    IntegrationResponses.apply(
                            invocation, AwsIntegration.invoke(invocation, backends));
            case "HTTP" ->
                    IntegrationResponses.apply(
                            invocation, HttpIntegration.invoke(invocation, backends));
            case "HTTP_PROXY" -> HttpIntegration.proxy(invocation, backends);
            case "AWS_PROXY" -> ProxyIntegration.invoke(invocation, backends);
            default -> throw GatewayException.internal();
        };
    }

    private static HttpResponse complete(Invocation invocation, HttpResponse response) {
        if (response.body().length > ApigatewayQuotas.PAYLOAD_BYTES.value()) {
            throw GatewayException.internal();
        }
        HttpHeaders headers = new HttpHeaders();
        // What HTTP_PROXY's endpoint says of the trace is not ours to change.
        switch (String.valueOf(invocation.method.integration().type())) {
            case "MOCK", "HTTP_PROXY" -> {}
            default -> headers.add("X-Amzn-Trace-Id", invocation.answeredTraceId());
        }
        response.headers().forEach((name, value) -> headers.add(name, value));
        invocation.warning().ifPresent(text -> headers.set("Warning", text));
        if (!invocation.isTest()) {
            headers.set("x-amzn-RequestId", invocation.requestId);
            headers.set("x-amz-apigw-id", invocation.extendedRequestId);
        }
        return new HttpResponse(
                response.status(), headers, response.body(), response.stream(), response.live());
    }
}
