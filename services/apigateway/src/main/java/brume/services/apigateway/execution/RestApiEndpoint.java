package brume.services.apigateway.execution;

import brume.base.Clock;
import brume.base.Ids;
import brume.services.apigateway.domain.ApigatewayQuotas;
import brume.services.apigateway.store.ApiPart;
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
    private final DomainNames domains;
    private final TemplateEngine engine;
    private final UsageGate usage;
    private final Backends backends;
    private final ResponseCache cache;
    private final Execution execution;
    private final LogDelivery delivery;
    private final RequestLogs logs;
    private final Clock clock;

    public RestApiEndpoint(
            RestApiStore store,
            TemplateEngine engine,
            UsageGate usage,
            Calls calls,
            HttpSender http,
            Clock clock) {
        this.stages = new StageCache(store, engine);
        this.domains = new DomainNames(store);
        this.engine = engine;
        this.usage = usage;
        this.backends =
                new Backends(
                        calls,
                        http,
                        (scope, id) ->
                                store.read(
                                                scope,
                                                rows ->
                                                        rows.find(
                                                                ApiPart.VPC_LINK,
                                                                ApiPart.ACCOUNT,
                                                                id))
                                        .isPresent());
        this.cache = new ResponseCache(clock);
        this.execution = new Execution(backends, cache);
        this.delivery = new LogDelivery(calls);
        this.logs = new RequestLogs(delivery);
        this.clock = clock;
    }

    @Override
    public boolean matches(HttpRequest request) {
        return ApiAddress.find(request).isPresent() || domains.has(request);
    }

    @Override
    public HttpResponse handle(HttpRequest request, String requestId, Gate gate) {
        Execution.Attempt attempt = new Execution.Attempt();
        HttpResponse response =
                execution.answer(
                        requestId, attempt, known -> route(request, requestId, gate, known));
        Invocation invocation = attempt.known();
        if (invocation != null) {
            logs.write(invocation, response, attempt.refused());
        }
        return response;
    }

    private Invocation route(
            HttpRequest request, String requestId, Gate gate, Execution.Attempt attempt) {
        Optional<ApiAddress> own = ApiAddress.find(request);
        ApiAddress address =
                own.or(() -> domains.find(request)).orElseThrow(GatewayException::forbidden);
        CompiledStage stage =
                stages.find(address.apiId(), address.stage())
                        .map(found -> found.side(Ids.fraction()))
                        .filter(found -> !found.hidden() && !(found.disabled() && own.isPresent()))
                        .orElseThrow(GatewayException::forbidden);
        RequestData data = RequestData.of(request, address.path());
        Instant now = clock.now();
        attempt.knows(() ->
                invocation(stage, RoutingTree.Match.NONE, data, requestId, now, Optional.empty()));
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
        Invocation invocation = invocation(stage, match, data, requestId, now, caller);
        attempt.knows(() -> invocation);
        begin(invocation);
        authorize(invocation, gate);
        if (match.method().apiKeyRequired()) {
            usage.admit(invocation);
        }
        usage.admitMethod(invocation);
        if (ResponseCache.applies(invocation)) {
            CacheControl.apply(invocation, gate);
        }
        return invocation;
    }

    private Invocation invocation(
            CompiledStage stage,
            RoutingTree.Match match,
            RequestData data,
            String requestId,
            Instant now,
            Optional<Call> caller) {
        ExecutionLog log = new ExecutionLog(ExecutionLog.level(match.method().setting()));
        return new Invocation(stage, match, data, requestId, now, caller, log, clock::nanos);
    }

    /** The first lines of an execution log. */
    static void begin(Invocation invocation) {
        ExecutionLog log = invocation.log;
        RequestData data = invocation.request;
        log.info(() -> "Starting execution for request: " + invocation.requestId);
        log.info(() ->
                "HTTP Method: "
                        + data.http().method()
                        + ", Resource Path: "
                        + (invocation.isTest() ? data.path() : invocation.method.resourcePath()));
        log.data(() -> "Method request path: " + ExecutionLog.fields(invocation.pathParameters));
        log.data(() -> "Method request query string: " + ExecutionLog.fields(data.singleQuery()));
        log.data(() -> "Method request headers: " + ExecutionLog.fields(data.singleHeaders()));
        log.data(() ->
                "Method request body before transformations: " + Bodies.text(data.http().body()));
    }

    /** Forgets the answers that a stage's cache keeps. */
    public void flush(String apiId, String stage) {
        cache.flush(apiId, stage);
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

    /** Asks the policy of the API, and what the method says besides. */
    private void authorize(Invocation invocation, Gate gate) {
        Optional<ResourcePolicy> policy = invocation.stage.policy();
        switch (invocation.method.authorization()) {
            case "AWS_IAM" -> authorize(invocation.caller.orElseThrow(), invocation, policy, gate);
            case "CUSTOM" -> {
                policy.ifPresent(known -> known.refuseDenied(invocation));
                invocation
                        .method
                        .authorizer()
                        .orElseThrow(GatewayException::authorizerFailed)
                        .authorize(invocation, backends, clock);
            }
            default -> policy.ifPresent(known -> known.demand(invocation));
        }
    }

    private static void authorize(
            Call call, Invocation invocation, Optional<ResourcePolicy> policy, Gate gate) {
        try {
            gate.authorize(
                    call,
                    Permission.of(ResourcePolicy.ACTION, invocation.methodArn())
                            .withResourcePolicy(policy.map(ResourcePolicy::text)));
        } catch (ServiceException e) {
            throw GatewayException.accessDenied(e.getMessage());
        }
    }

    /** Runs one method of the undeployed resources, as TestInvokeMethod does. */
    public TestRun test(TestRun.Request request, String requestId) {
        return TestRun.run(request, requestId, engine, execution, clock);
    }

    /** Asks an authorizer about a request, as TestInvokeAuthorizer does. */
    public AuthorizerRun testAuthorizer(AuthorizerRun.Request request, String requestId) {
        return AuthorizerRun.run(request, requestId, engine, backends, clock);
    }

    /** Ends the calls that are under way. */
    public void close() {
        backends.close();
        delivery.close();
        usage.close();
    }
}
