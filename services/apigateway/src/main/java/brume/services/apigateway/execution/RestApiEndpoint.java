package brume.services.apigateway.execution;

import brume.base.Clock;
import brume.services.apigateway.domain.ApigatewayQuotas;
import brume.services.apigateway.store.RestApiStore;
import brume.spi.Call;
import brume.spi.Calls;
import brume.spi.HttpSender;
import brume.spi.Permission;
import brume.spi.WebEndpoint;
import brume.templates.TemplateEngine;
import brume.wire.HttpRequest;
import brume.wire.HttpResponse;
import brume.wire.ServiceException;
import java.time.Instant;
import java.util.Optional;

/** Answers requests for deployed REST APIs: address, stage, route, authorisation, integration. */
public final class RestApiEndpoint implements WebEndpoint {

    private final StageCache stages;
    private final TemplateEngine engine;
    private final UsageGate usage;
    private final Backends backends;
    private final Execution execution;
    private final Clock clock;

    public RestApiEndpoint(
            RestApiStore store,
            TemplateEngine engine,
            UsageGate usage,
            Calls calls,
            HttpSender http,
            Clock clock) {
        this.stages = new StageCache(store, engine);
        this.engine = engine;
        this.usage = usage;
        this.backends = new Backends(calls, http);
        this.execution = new Execution(backends);
        this.clock = clock;
    }

    @Override
    public boolean matches(HttpRequest request) {
        return ApiAddress.find(request).isPresent();
    }

    @Override
    public HttpResponse handle(HttpRequest request, String requestId, Gate gate) {
        return execution.answer(requestId, attempt -> route(request, requestId, gate, attempt));
    }

    private Invocation route(
            HttpRequest request, String requestId, Gate gate, Execution.Attempt attempt) {
        ApiAddress address =
                ApiAddress.find(request).orElseThrow(GatewayException::missingAuthenticationToken);
        CompiledStage stage =
                stages.find(address.apiId(), address.stage())
                        .filter(found -> !found.disabled())
                        .orElseThrow(GatewayException::forbidden);
        RequestData data = RequestData.of(request, address.path());
        Instant now = clock.now();
        attempt.knows(() ->
                new Invocation(
                        stage, RoutingTree.Match.NONE, data, requestId, now, Optional.empty()));
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
        Invocation invocation = new Invocation(stage, match, data, requestId, now, caller);
        attempt.knows(() -> invocation);
        caller.ifPresent(call -> authorize(call, invocation, gate));
        if (match.method().authorization().equals("CUSTOM")) {
            match.method()
                    .authorizer()
                    .orElseThrow(GatewayException::authorizerFailed)
                    .authorize(invocation, backends, clock);
        }
        if (match.method().apiKeyRequired()) {
            usage.admit(invocation);
        }
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

    /** Runs one method of the undeployed resources, as TestInvokeMethod does. */
    public TestRun test(TestRun.Request request, String requestId) {
        return TestRun.run(request, requestId, engine, execution, clock);
    }

    /** Ends the calls that are under way. */
    public void close() {
        backends.close();
        usage.close();
    }
}
