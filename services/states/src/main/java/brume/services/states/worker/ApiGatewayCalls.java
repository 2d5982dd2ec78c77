package brume.services.states.worker;

import brume.base.Scope;
import brume.services.states.domain.data.Payload;
import brume.services.states.domain.engine.Failure;
import brume.services.states.domain.engine.TaskOutcome;
import brume.spi.HttpSender;
import brume.spi.Principal;
import brume.spi.ServerEndpoint;
import brume.spi.Sessions;
import brume.wire.Documents;
import brume.wire.HttpHeaders;
import brume.wire.HttpResponse;
import brume.wire.OutboundRequest;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Tasks on {@code apigateway:invoke}: requests to APIs of this server, over HTTP as any client
 * sends them. Source: "Call API Gateway with Step Functions" of the developer guide, and the
 * outputs recorded in LocalStack's v2/services/test_apigetway_task_service.
 */
final class ApiGatewayCalls {

    private static final Duration TIMEOUT = Duration.ofSeconds(30);

    /** The largest answer of API Gateway (its quotas, "Payload size"). */
    private static final int ANSWER_BYTES_MAX = 10 * 1024 * 1024;

    /** The id in a host name such as {@code abc.execute-api.us-east-1.amazonaws.com}. */
    private static final Pattern BY_HOST =
            Pattern.compile("(?:https?://)?([a-z0-9]+)\\.execute-api\\.[^/]+/?");

    /** The id at the end of an address without a host of its own. */
    private static final Pattern BY_PATH =
            Pattern.compile("https?://[^/]+/(?:_aws/execute-api|restapis)/([a-z0-9]+)/?");

    /** Reason phrases of the statuses that tasks succeed with (RFC 9110, section 15.3). */
    static final Map<Integer, String> REASONS =
            Map.of(
                    200, "OK",
                    201, "Created",
                    202, "Accepted",
                    203, "Non-Authoritative Information",
                    204, "No Content",
                    205, "Reset Content",
                    206, "Partial Content");

    /** The types of authorization for which the request is signed with the role. */
    private static final Set<String> SIGNED = Set.of("IAM_ROLE", "RESOURCE_POLICY");

    private final HttpSender http;
    private final ServerEndpoint endpoint;
    private final Sessions sessions;

    ApiGatewayCalls(HttpSender http, ServerEndpoint endpoint, Sessions sessions) {
        this.http = http;
        this.endpoint = endpoint;
        this.sessions = sessions;
    }

    TaskOutcome call(JsonNode input, Principal.RoleSession session, Scope scope) {
        String type = input.path("AuthType").asText("NO_AUTH");
        if (!type.equals("NO_AUTH") && !SIGNED.contains(type)) {
            return ServiceCalls.unusable(
                    input, "The value of the field 'AuthType' is not supported");
        }
        Optional<String> api = api(input.path("ApiEndpoint").asText());
        if (api.isEmpty()) {
            return ServiceCalls.unusable(
                    input, "The value of the field 'ApiEndpoint' has an invalid format");
        }
        HttpResponse answer;
        try {
            OutboundRequest request = request(api.get(), input);
            if (SIGNED.contains(type)) {
                sessions.sign(session, "execute-api", scope.region(), request);
            }
            answer = http.send(request);
        } catch (IOException | IllegalArgumentException e) {
            return new TaskOutcome.Failed(
                    new Failure(
                            "ApiGateway.SdkClientException",
                            "Unable to execute HTTP request: " + e.getMessage()));
        }
        String body = new String(answer.body(), StandardCharsets.UTF_8);
        if (answer.status() >= 400) {
            return new TaskOutcome.Failed(new Failure("ApiGateway." + answer.status(), body));
        }
        return new TaskOutcome.Succeeded(Payload.of(output(answer, body)));
    }

    private static Optional<String> api(String address) {
        for (Pattern pattern : List.of(BY_HOST, BY_PATH)) {
            Matcher matcher = pattern.matcher(address);
            if (matcher.matches()) {
                return Optional.of(matcher.group(1));
            }
        }
        return Optional.empty();
    }

    private OutboundRequest request(String api, JsonNode input) {
        StringBuilder url =
                new StringBuilder("http://127.0.0.1:")
                        .append(endpoint.functionsPort())
                        .append("/_aws/execute-api/")
                        .append(api);
        for (String part : List.of("Stage", "Path")) {
            String value = input.path(part).asText();
            if (!value.isEmpty()) {
                url.append(value.startsWith("/") ? "" : "/").append(value);
            }
        }
        url.append(query(input.path("QueryParameters")));
        HttpHeaders headers = new HttpHeaders();
        headers.set("User-Agent", "Amazon|StepFunctions|RequestResponse");
        JsonNode body = input.path("RequestBody");
        boolean hasBody = !body.isMissingNode() && !body.isNull();
        if (hasBody) {
            headers.set("Content-Type", "application/json");
        }
        input.path("Headers")
                .properties()
                .forEach(header ->
                        header.getValue()
                                .forEach(value -> headers.add(header.getKey(), value.asText())));
        return new OutboundRequest(
                input.path("Method").asText("GET"),
                URI.create(url.toString()),
                headers,
                hasBody ? body.toString().getBytes(StandardCharsets.UTF_8) : new byte[0],
                TIMEOUT,
                ANSWER_BYTES_MAX);
    }

    private static String query(JsonNode parameters) {
        List<String> pairs = new ArrayList<>();
        parameters
                .properties()
                .forEach(parameter ->
                        parameter
                                .getValue()
                                .forEach(value ->
                                        pairs.add(
                                                FormFields.encoded(parameter.getKey())
                                                        + '='
                                                        + FormFields.encoded(value.asText()))));
        return pairs.isEmpty() ? "" : '?' + String.join("&", pairs);
    }

    private static ObjectNode output(HttpResponse answer, String body) {
        ObjectNode output = Documents.object();
        ObjectNode headers = output.putObject("Headers");
        answer.headers()
                .forEach((name, value) -> {
                    ArrayNode values =
                            headers.get(name) instanceof ArrayNode known
                                    ? known
                                    : headers.putArray(name);
                    values.add(value);
                });
        output.set("ResponseBody", parsed(body));
        output.put("StatusCode", answer.status());
        output.put("StatusText", REASONS.getOrDefault(answer.status(), ""));
        return output;
    }

    /** A body as JSON, or as a text if it is none. */
    static JsonNode parsed(String body) {
        try {
            return Documents.parse(body);
        } catch (IllegalArgumentException e) {
            return Documents.object().textNode(body);
        }
    }
}
