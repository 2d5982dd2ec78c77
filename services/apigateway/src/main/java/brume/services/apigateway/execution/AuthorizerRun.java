package brume.services.apigateway.execution;

import brume.api.apigateway.Authorizer;
import brume.api.apigateway.Stage;
import brume.base.Clock;
import brume.base.Scope;
import brume.services.apigateway.store.Snapshot;
import brume.templates.TemplateEngine;
import brume.templates.TemplateException;
import brume.wire.HttpHeaders;
import brume.wire.HttpRequest;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The outcome of TestInvokeAuthorizer. Source: API reference, TestInvokeAuthorizer; CLI reference,
 * the examples of test-invoke-authorizer.
 *
 * @param clientStatus what a client would be refused with, or 0
 * @param policy JSON text, and the context that comes with it; empty if the client is refused
 */
public record AuthorizerRun(
        int clientStatus,
        String log,
        long latencyMillis,
        Optional<String> policy,
        Map<String, String> context) {

    /** The stage that AWS names to authorizers in tests. */
    private static final String STAGE = "ESTestInvoke-stage";

    /**
     * What to ask.
     *
     * @param path with its query string, or empty
     */
    public record Request(
            Scope scope,
            Snapshot snapshot,
            Authorizer authorizer,
            String path,
            HttpHeaders headers,
            String body,
            Map<String, String> stageVariables) {}

    static AuthorizerRun run(
            Request request,
            String requestId,
            TemplateEngine engine,
            Backends backends,
            Clock clock) {
        long before = clock.nanos();
        ExecutionLog log = new ExecutionLog(ExecutionLog.Level.DATA);
        Invocation invocation = invocation(request, requestId, engine, log, clock);
        int status = 0;
        Optional<AuthorizerResult> result = Optional.empty();
        try {
            result =
                    Optional.of(
                            new LambdaAuthorizer(request.authorizer()).test(invocation, backends));
        } catch (GatewayException e) {
            status = e.status();
            log.error(() -> "Execution failed: " + e.text());
        } catch (TemplateException e) {
            status = 500;
            log.error(() -> "Execution failed: " + e.getMessage());
        }
        return new AuthorizerRun(
                status,
                TestRun.text(log, requestId, clock),
                (clock.nanos() - before) / 1_000_000,
                result.map(AuthorizerResult::text),
                result.map(AuthorizerResult::context).orElse(Map.of()));
    }

    private static Invocation invocation(
            Request request,
            String requestId,
            TemplateEngine engine,
            ExecutionLog log,
            Clock clock) {
        String path = request.path().isEmpty() ? "/" : request.path();
        int question = path.indexOf('?');
        HttpRequest http =
                new HttpRequest(
                        "GET",
                        question < 0 ? path : path.substring(0, question),
                        question < 0 ? "" : path.substring(question + 1),
                        "testPrefix.testDomainName",
                        request.headers(),
                        Bodies.bytes(request.body()),
                        "test-invoke-source-ip",
                        true);
        CompiledStage stage =
                CompiledStage.of(
                        request.scope(),
                        String.valueOf(request.snapshot().api().id()),
                        Stage.builder()
                                .stageName(STAGE)
                                .deploymentId("test")
                                .variables(request.stageVariables())
                                .build(),
                        request.snapshot().with(List.of()),
                        engine,
                        Optional.empty(),
                        Optional.empty());
        return new Invocation(
                stage,
                RoutingTree.Match.NONE,
                RequestData.of(http, http.path()),
                requestId,
                clock.now(),
                Optional.empty(),
                log,
                clock::nanos);
    }
}
