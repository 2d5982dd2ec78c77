package brume.services.states.worker;

import brume.base.Clock;
import brume.base.Scope;
import brume.services.states.domain.data.Payload;
import brume.services.states.domain.engine.ExecutionFacts;
import brume.services.states.domain.engine.Failure;
import brume.services.states.domain.engine.TaskOutcome;
import brume.spi.Calls;
import brume.spi.ConnectionDirectory.Credentials;
import brume.spi.ConnectionDirectory.Parameter;
import brume.spi.HttpSender;
import brume.spi.Permission;
import brume.spi.Principal;
import brume.wire.Documents;
import brume.wire.HttpHeaders;
import brume.wire.HttpResponse;
import brume.wire.OutboundRequest;
import brume.wire.ServiceException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * Tasks on {@code http:invoke}: requests to any HTTP endpoint, authorised by an EventBridge
 * connection. Source: "Call HTTPS APIs in Step Functions workflows" of the developer guide.
 */
final class HttpCalls {

    /** Our own limit of what an endpoint may ask for with Retry-After. */
    private static final int RETRY_AFTER_SECONDS_MAX = 86_400;

    private static final List<Integer> WITH_RETRY_AFTER = List.of(429, 503);

    /** Content types of answers that a state cannot have. */
    private static final List<String> BINARY =
            List.of("application/octet-stream", "image/", "video/", "audio/");

    private final Calls calls;
    private final HttpSender http;
    private final Clock clock;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

    HttpCalls(Calls calls, HttpSender http, Clock clock) {
        this.calls = calls;
        this.http = http;
        this.clock = clock;
    }

    /** Is shown the requests of HTTP tasks, as TestState shows them. */
    interface Observer {

        Observer NONE = (request, answer) -> {};

        /** Whether it may see what the connection keeps secret. */
        default boolean secretsRevealed() {
            return false;
        }

        /**
         * @param answer null if there was none
         */
        void show(OutboundRequest request, @Nullable HttpResponse answer);
    }

    TaskOutcome call(
            JsonNode input,
            ExecutionFacts facts,
            Principal principal,
            Scope scope,
            Observer observer) {
        HttpTaskRequest request = new HttpTaskRequest(input, scope.region().value());
        try {
            calls.require(
                    Permission.of("states:InvokeHTTPEndpoint", facts.baseMachineArn())
                            .withContext(
                                    Map.of(
                                            "states:HTTPMethod", List.of(request.method()),
                                            "states:HTTPEndpoint", List.of(request.endpoint()))),
                    principal,
                    scope);
        } catch (ServiceException e) {
            return TaskCalls.failed(String.valueOf(e.getMessage()));
        }
        try {
            Credentials credentials =
                    calls.credentials(request.connectionArn(), false, principal, scope);
            HttpResponse answer = send(request, credentials, observer);
            if (credentials.renewable() && List.of(401, 407).contains(answer.status())) {
                Credentials renewed =
                        calls.credentials(request.connectionArn(), true, principal, scope);
                answer = send(request, renewed, observer);
            }
            return outcome(answer);
        } catch (ServiceException e) {
            return new TaskOutcome.Failed(
                    new Failure(connectionError(e), String.valueOf(e.getMessage())));
        } catch (IllegalArgumentException e) {
            return ServiceCalls.unusable(input, String.valueOf(e.getMessage()));
        } catch (IOException e) {
            return new TaskOutcome.Failed(new Failure("States.Http.Socket", cause(e)));
        }
    }

    private static String connectionError(ServiceException e) {
        return "Events.ConnectionResource."
                + switch (e.error().name()) {
                    case "ResourceNotFoundException" -> "NotFound";
                    case "InvalidStateException" -> "InvalidConnectionState";
                    default -> "AccessDenied";
                };
    }

    private static String cause(IOException e) {
        return e instanceof SocketTimeoutException
                ? "The HTTP request timed out after "
                        + HttpTaskRequest.TIMEOUT.toSeconds()
                        + " seconds"
                : "The HTTP endpoint could not be talked to: " + e.getMessage();
    }

    private HttpResponse send(HttpTaskRequest request, Credentials credentials, Observer observer)
            throws IOException {
        OutboundRequest sent = request.with(credentials);
        OutboundRequest shown =
                observer.secretsRevealed() ? sent : request.with(withoutSecrets(credentials));
        observer.show(shown, null);
        HttpResponse answer = limited(sent);
        observer.show(shown, answer);
        return answer;
    }

    private static Credentials withoutSecrets(Credentials credentials) {
        return new Credentials(
                open(credentials.headers()),
                open(credentials.query()),
                open(credentials.body()),
                credentials.renewable());
    }

    private static List<Parameter> open(List<Parameter> parameters) {
        return parameters.stream().filter(parameter -> !parameter.secret()).toList();
    }

    /** Sends the request; also an endpoint that answers byte by byte gets no more time. */
    private HttpResponse limited(OutboundRequest request) throws IOException {
        Future<HttpResponse> task = threads.submit(() -> http.send(request));
        try {
            return task.get(HttpTaskRequest.TIMEOUT.toSeconds(), TimeUnit.SECONDS);
        } catch (TimeoutException e) {
            boolean ignored = task.cancel(true);
            throw new SocketTimeoutException("no answer in time");
        } catch (ExecutionException e) {
            throw e.getCause() instanceof IOException io ? io : new IOException(e.getCause());
        } catch (InterruptedException e) {
            boolean ignored = task.cancel(true);
            Thread.currentThread().interrupt();
            throw new IOException("the server stops", e);
        }
    }

    private TaskOutcome outcome(HttpResponse answer) {
        String body = new String(answer.body(), StandardCharsets.UTF_8);
        if (answer.status() / 100 != 2) {
            return new TaskOutcome.Failed(
                    new Failure("States.Http.StatusCode." + answer.status(), body)
                            .notBefore(retryAfterSeconds(answer)));
        }
        String type = answer.headers().first("Content-Type").orElse("").toLowerCase(Locale.ROOT);
        if (BINARY.stream().anyMatch(type::startsWith)) {
            return new TaskOutcome.Failed(
                    new Failure(
                            Failure.RUNTIME,
                            "The response body has the content type "
                                    + type
                                    + ", which cannot be read"));
        }
        ObjectNode output = Documents.object();
        ObjectNode headers = output.putObject("Headers");
        answer.headers()
                .forEach((name, value) ->
                        headers.withArrayProperty(name.toLowerCase(Locale.ROOT)).add(value));
        output.set("ResponseBody", ApiGatewayCalls.parsed(body));
        output.put("StatusCode", answer.status());
        output.put("StatusText", reason(answer.status()));
        return new TaskOutcome.Succeeded(Payload.of(output));
    }

    /** The reason phrase of a status (RFC 9110, section 15), as far as tasks succeed with it. */
    static String reason(int status) {
        return ApiGatewayCalls.REASONS.getOrDefault(status, "");
    }

    /** How long a busy endpoint asks to be left alone; 0 if it does not. */
    private int retryAfterSeconds(HttpResponse answer) {
        if (!WITH_RETRY_AFTER.contains(answer.status())) {
            return 0;
        }
        long seconds = answer.headers().first("Retry-After").map(this::seconds).orElse(0L);
        return Math.clamp(seconds, 0, RETRY_AFTER_SECONDS_MAX);
    }

    private long seconds(String text) {
        try {
            return Long.parseLong(text.strip());
        } catch (NumberFormatException e) {
            return untilDate(text.strip());
        }
    }

    private long untilDate(String text) {
        try {
            var date = ZonedDateTime.parse(text, DateTimeFormatter.RFC_1123_DATE_TIME);
            return Duration.between(clock.now(), date.toInstant()).toSeconds();
        } catch (DateTimeParseException e) {
            return 0;
        }
    }

    /** Headers as TestState shows them. */
    static String shown(HttpHeaders headers) {
        List<String> texts = new ArrayList<>();
        headers.forEach((name, value) -> texts.add(name.toLowerCase(Locale.ROOT) + ": " + value));
        return texts.toString();
    }
}
