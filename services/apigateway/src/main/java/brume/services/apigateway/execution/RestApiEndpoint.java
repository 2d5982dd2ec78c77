package brume.services.apigateway.execution;

import brume.base.Clock;
import brume.base.Ids;
import brume.services.apigateway.ApigatewayQuotas;
import brume.services.apigateway.store.RestApiStore;
import brume.services.apigateway.vtl.TemplateEngine;
import brume.services.apigateway.vtl.TemplateException;
import brume.spi.Call;
import brume.spi.Calls;
import brume.spi.Permission;
import brume.spi.WebEndpoint;
import brume.wire.Documents;
import brume.wire.HttpHeaders;
import brume.wire.HttpRequest;
import brume.wire.HttpResponse;
import brume.wire.ServiceException;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Base64;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Answers requests for deployed REST APIs: address, stage, route, authorisation, integration. */
public final class RestApiEndpoint implements WebEndpoint {

    private static final Logger LOG = LoggerFactory.getLogger(RestApiEndpoint.class);

    private final StageCache stages;
    private final Backends backends;
    private final Clock clock;

    public RestApiEndpoint(RestApiStore store, TemplateEngine engine, Calls calls, Clock clock) {
        this.stages = new StageCache(store, engine);
        this.backends = new Backends(calls);
        this.clock = clock;
    }

    @Override
    public boolean matches(HttpRequest request) {
        return ApiAddress.find(request).isPresent();
    }

    @Override
    public HttpResponse handle(HttpRequest request, String requestId, Gate gate) {
        try {
            Invocation invocation = route(request, requestId, gate);
            HttpResponse response = integrate(invocation);
            return Compression.apply(invocation, complete(invocation, response));
        } catch (GatewayException e) {
            return refusal(e, requestId);
        } catch (TemplateException e) {
            LOG.debug("{}: {}", requestId, e.getMessage());
            return refusal(GatewayException.internal(), requestId);
        }
    }

    private Invocation route(HttpRequest request, String requestId, Gate gate) {
        ApiAddress address =
                ApiAddress.find(request).orElseThrow(GatewayException::missingAuthenticationToken);
        CompiledStage stage =
                stages.find(address.apiId(), address.stage())
                        .filter(found -> !found.disabled())
                        .orElseThrow(GatewayException::forbidden);
        RequestData data = RequestData.of(request, address.path());
        RoutingTree.Match match =
                stage.routes()
                        .find(data.path(), request.method())
                        .orElseThrow(GatewayException::missingAuthenticationToken);
        if (request.body().length > ApigatewayQuotas.PAYLOAD_BYTES.value()) {
            throw GatewayException.requestTooLarge();
        }
        Optional<Call> caller =
                match.method().authorization().equals("AWS_IAM")
                        ? Optional.of(authenticate(request, gate))
                        : Optional.empty();
        Invocation invocation = new Invocation(stage, match, data, requestId, clock.now(), caller);
        caller.ifPresent(call -> authorize(call, invocation, gate));
        return invocation;
    }

    private static Call authenticate(HttpRequest request, Gate gate) {
        try {
            return gate.authenticate(request, "execute-api");
        } catch (ServiceException e) {
            throw e.error().code().startsWith("MissingAuthenticationToken")
                    ? GatewayException.missingAuthenticationToken()
                    : GatewayException.signature(e.error().code(), e.getMessage());
        }
    }

    private static void authorize(Call call, Invocation invocation, Gate gate) {
        try {
            gate.authorize(call, Permission.of("execute-api:Invoke", invocation.methodArn()));
        } catch (ServiceException e) {
            throw GatewayException.accessDenied(e.getMessage());
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

    /** Ends the calls that are under way. */
    public void close() {
        backends.close();
    }
}
