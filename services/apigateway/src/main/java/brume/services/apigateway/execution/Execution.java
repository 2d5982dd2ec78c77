package brume.services.apigateway.execution;

import brume.services.apigateway.domain.ApigatewayQuotas;
import brume.templates.TemplateException;
import brume.wire.HttpHeaders;
import brume.wire.HttpResponse;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Runs the integration of a routed request, and tells what goes wrong in AWS's words. */
final class Execution {

    private static final Logger LOG = LoggerFactory.getLogger(Execution.class);

    private final Backends backends;

    Execution(Backends backends) {
        this.backends = backends;
    }

    /** A request before it has its method; tells refusals what is known of it already. */
    static final class Attempt {
        private @Nullable Supplier<Invocation> known;

        /** From now on this is known of the request. */
        void knows(Supplier<Invocation> invocation) {
            known = invocation;
        }

        private @Nullable Invocation known() {
            return known == null ? null : known.get();
        }
    }

    /** Routes a request and answers it, whatever happens on the way. */
    HttpResponse answer(String requestId, Function<Attempt, Invocation> route) {
        Attempt attempt = new Attempt();
        try {
            Invocation invocation = route.apply(attempt);
            invocation.method.validation().check(invocation);
            return Compression.apply(invocation, complete(invocation, integrate(invocation)));
        } catch (GatewayException e) {
            return Refusal.of(e, requestId, attempt.known());
        } catch (TemplateException e) {
            LOG.debug("{}: {}", requestId, e.getMessage());
            return Refusal.of(GatewayException.internal(), requestId, attempt.known());
        } catch (RuntimeException e) {
            LOG.error("{}: the execution of a REST API fails", requestId, e);
            return Refusal.of(GatewayException.internal(), requestId, attempt.known());
        }
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
        HttpHeaders headers = response.headers();
        headers.set("x-amzn-RequestId", invocation.requestId);
        headers.set("x-amz-apigw-id", invocation.extendedRequestId);
        if (!"MOCK".equals(invocation.method.integration().type())) {
            headers.set("X-Amzn-Trace-Id", invocation.traceId());
        }
        return response;
    }
}
