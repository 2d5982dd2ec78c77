package brume.services.apigateway.execution;

import brume.api.apigateway.Method;
import brume.api.apigateway.Resource;
import brume.api.apigateway.Stage;
import brume.base.Clock;
import brume.base.Scope;
import brume.services.apigateway.domain.ApigatewayQuotas;
import brume.services.apigateway.store.Snapshot;
import brume.templates.TemplateEngine;
import brume.wire.BodyStream;
import brume.wire.HttpHeaders;
import brume.wire.HttpRequest;
import brume.wire.HttpResponse;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
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
    static final String STAGE = "test-invoke-stage";

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
        ExecutionLog log = new ExecutionLog(ExecutionLog.Level.DATA);
        HttpResponse response =
                execution.answer(
                        requestId,
                        new Execution.Attempt(),
                        attempt -> {
                            Invocation invocation =
                                    route(request, http, requestId, engine, clock, log);
                            attempt.knows(() -> invocation);
                            RestApiEndpoint.begin(invocation);
                            return invocation;
                        });
        response = whole(response);
        if (response.headers().first("x-amzn-ErrorType").isPresent()) {
            response = refusal(response);
        }
        long latencyMillis = (clock.nanos() - before) / 1_000_000;
        return new TestRun(response, text(log, requestId, clock), latencyMillis);
    }

    /** A streamed answer as one, as far as answers may go. */
    private static HttpResponse whole(HttpResponse response) {
        if (response.live().isEmpty()) {
            return response;
        }
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        OutputStream limited =
                new OutputStream() {
                    @Override
                    public void write(int value) throws IOException {
                        if (body.size() >= ApigatewayQuotas.PAYLOAD_BYTES.value()) {
                            throw new IOException("the answer is too long to be shown");
                        }
                        body.write(value);
                    }
                };
        try (BodyStream live = response.live().get()) {
            live.writeTo(limited);
        } catch (IOException e) {
            // What has come is shown.
        }
        return new HttpResponse(response.status(), response.headers(), body.toByteArray());
    }

    /** Of a failure the type alone is shown. */
    private static HttpResponse refusal(HttpResponse response) {
        HttpHeaders headers = new HttpHeaders();
        response.headers()
                .first("x-amzn-ErrorType")
                .ifPresent(type -> headers.add("x-amzn-ErrorType", type));
        return new HttpResponse(response.status(), headers, response.body());
    }

    static String text(ExecutionLog log, String requestId, Clock clock) {
        StringBuilder text = new StringBuilder("Execution log for request " + requestId + '\n');
        String time = LOG_TIME.format(clock.now());
        for (String line : log.lines()) {
            text.append(time).append(" : ").append(line).append('\n');
        }
        return text.toString();
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
            Clock clock,
            ExecutionLog log) {
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
                        engine,
                        Optional.empty(),
                        Optional.empty());
        return new Invocation(
                compiled,
                match(compiled, http, String.valueOf(only.path())),
                RequestData.of(http, http.path()),
                requestId,
                clock.now(),
                Optional.empty(),
                log,
                clock::nanos);
    }

    /** A path that is not the resource's runs its method all the same, without variables. */
    private static RoutingTree.Match match(
            CompiledStage compiled, HttpRequest http, String resourcePath) {
        return compiled.routes()
                .find(http.path(), http.method())
                .or(() ->
                        compiled.routes()
                                .find(resourcePath, http.method())
                                .map(found -> new RoutingTree.Match(found.method(), List.of())))
                .orElseThrow(GatewayException::badPath);
    }
}
