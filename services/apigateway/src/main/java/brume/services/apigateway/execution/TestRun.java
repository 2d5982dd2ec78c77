package brume.services.apigateway.execution;

import brume.api.apigateway.Method;
import brume.api.apigateway.Resource;
import brume.api.apigateway.Stage;
import brume.base.Clock;
import brume.base.Scope;
import brume.services.apigateway.store.Snapshot;
import brume.templates.TemplateEngine;
import brume.wire.HttpHeaders;
import brume.wire.HttpRequest;
import brume.wire.HttpResponse;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * The outcome of TestInvokeMethod: the response, AWS's execution log of it, and how long it took.
 * Neither authorisation nor a deployment is asked for.
 */
public record TestRun(HttpResponse response, String log, long latencyMillis) {

    /** The stage that AWS names in test invocations. */
    private static final String STAGE = "test-invoke-stage";

    private static final DateTimeFormatter LOG_TIME =
            DateTimeFormatter.ofPattern("EEE MMM dd HH:mm:ss 'UTC' yyyy", Locale.ROOT)
                    .withZone(ZoneOffset.UTC);

    /**
     * What to run.
     *
     * @param path with its query string, or empty for the resource's own path
     */
    public record Request(
            Scope scope,
            Snapshot snapshot,
            Resource resource,
            Method method,
            String path,
            HttpHeaders headers,
            String body,
            Map<String, String> stageVariables) {}

    static TestRun run(
            Request request,
            String requestId,
            TemplateEngine engine,
            Execution execution,
            Clock clock) {
        long before = clock.nanos();
        HttpRequest http = http(request);
        Log log = new Log(clock, requestId);
        log.requested(request, http);
        HttpResponse response =
                execution.answer(
                        requestId, attempt -> route(request, http, requestId, engine, clock));
        log.answered(response);
        long latencyMillis = (clock.nanos() - before) / 1_000_000;
        return new TestRun(response, log.text.toString(), latencyMillis);
    }

    private static HttpRequest http(Request request) {
        String path =
                request.path().isEmpty()
                        ? String.valueOf(request.resource().path())
                        : request.path();
        int question = path.indexOf('?');
        String httpMethod = String.valueOf(request.method().httpMethod());
        return new HttpRequest(
                httpMethod.equals("ANY") ? "GET" : httpMethod,
                question < 0 ? path : path.substring(0, question),
                question < 0 ? "" : path.substring(question + 1),
                "testPrefix.testDomainName",
                request.headers(),
                Bodies.bytes(request.body()),
                "test-invoke-source-ip",
                true);
    }

    private static Invocation route(
            Request request,
            HttpRequest http,
            String requestId,
            TemplateEngine engine,
            Clock clock) {
        Stage stage =
                Stage.builder()
                        .stageName(STAGE)
                        .deploymentId("test")
                        .variables(request.stageVariables())
                        .build();
        Resource only =
                request.resource().toBuilder()
                        .resourceMethods(Map.of("ANY", request.method()))
                        .build();
        CompiledStage compiled =
                CompiledStage.of(
                        request.scope(),
                        String.valueOf(request.snapshot().api().id()),
                        stage,
                        request.snapshot().with(List.of(only)),
                        engine);
        RoutingTree.Match match =
                compiled.routes()
                        .find(http.path(), http.method())
                        .orElseThrow(() -> GatewayException.badPath());
        return new Invocation(
                compiled,
                match,
                RequestData.of(http, http.path()),
                requestId,
                clock.now(),
                Optional.empty());
    }

    /** Lines in the form of AWS's execution log. */
    private static final class Log {
        private final Clock clock;
        final StringBuilder text = new StringBuilder(1024);

        Log(Clock clock, String requestId) {
            this.clock = clock;
            text.append("Execution log for request ").append(requestId).append('\n');
            line("Starting execution for request: " + requestId);
        }

        void line(String message) {
            text.append(LOG_TIME.format(clock.now())).append(" : ").append(message).append('\n');
        }

        void requested(Request request, HttpRequest http) {
            line("HTTP Method: " + http.method() + ", Resource Path: " + http.path());
            line("Method request query string: {" + http.query() + "}");
            line("Method request headers: " + fields(http.headers()));
            line("Method request body before transformations: " + request.body());
        }

        void answered(HttpResponse response) {
            line("Method response body after transformations: " + Bodies.text(response.body()));
            line("Method response headers: " + fields(response.headers()));
            line(
                    response.headers().first("x-amzn-ErrorType").isPresent()
                            ? "Execution failed: " + Bodies.text(response.body())
                            : "Successfully completed execution");
            line("Method completed with status: " + response.status());
        }

        private static String fields(HttpHeaders headers) {
            StringBuilder fields = new StringBuilder("{");
            headers.forEach((name, value) ->
                    fields.append(fields.length() > 1 ? ", " : "")
                            .append(name)
                            .append('=')
                            .append(value));
            return fields.append('}').toString();
        }
    }
}
