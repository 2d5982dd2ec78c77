package brume.services.apigateway.execution;

import brume.base.Ids;
import brume.services.apigateway.domain.ApigatewayQuotas;
import brume.services.apigateway.vtl.TemplateException;
import brume.wire.Documents;
import brume.wire.HttpHeaders;
import brume.wire.HttpResponse;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Base64;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Runs the integration of a routed request, and tells what goes wrong in AWS's words. */
final class Execution {

    private static final Logger LOG = LoggerFactory.getLogger(Execution.class);

    private final Backends backends;

    Execution(Backends backends) {
        this.backends = backends;
    }

    /** Routes a request and answers it, whatever happens on the way. */
    HttpResponse answer(String requestId, Supplier<Invocation> route) {
        try {
            Invocation invocation = route.get();
            invocation.method.validation().check(invocation);
            return Compression.apply(invocation, complete(invocation, integrate(invocation)));
        } catch (GatewayException e) {
            return refusal(e, requestId);
        } catch (TemplateException e) {
            LOG.debug("{}: {}", requestId, e.getMessage());
            return refusal(GatewayException.internal(), requestId);
        } catch (RuntimeException e) {
            LOG.error("{}: the execution of a REST API fails", requestId, e);
            return refusal(GatewayException.internal(), requestId);
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

    private static HttpResponse refusal(GatewayException e, String requestId) {
        ObjectNode body = Documents.object();
        // AWS writes this one member differently for denied requests.
        body.put(e.errorType().equals("AccessDeniedException") ? "Message" : "message", e.text());
        HttpResponse response =
                HttpResponse.of(e.status(), "application/json", Documents.write(body));
        response.headers()
                .set("x-amzn-RequestId", requestId)
                .set("x-amzn-ErrorType", e.errorType())
                .set("x-amz-apigw-id", Base64.getEncoder().encodeToString(Ids.bytes(11)));
        return response;
    }
}
