package brume.services.apigatewayv2.websocket;

import brume.api.lambda.InvocationResponse;
import brume.base.Region;
import brume.services.apigatewayv2.domain.ActionUri;
import brume.services.apigatewayv2.domain.ParameterMapping;
import brume.services.apigatewayv2.execution.Backends;
import brume.services.apigatewayv2.execution.BodyPath;
import brume.services.apigatewayv2.execution.RefusedException;
import brume.templates.BoundedPattern;
import brume.wire.Blob;
import brume.wire.Documents;
import brume.wire.HttpResponse;
import brume.wire.ServiceException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Calls what stands behind a route, and makes an answer of what it says. */
final class Integrations {

    private final Backends backends;

    Integrations(Backends backends) {
        this.backends = backends;
    }

    /**
     * Runs an integration for an event.
     *
     * @throws RefusedException if it cannot be called or fails
     * @throws brume.templates.TemplateException if a template fails
     */
    Answer run(ServedIntegration served, ConnectionEvent event) {
        return switch (served.type()) {
            case "AWS_PROXY" ->
                    proxied(function(served, event, Documents.write(EventDocument.proxy(event))));
            case "AWS" -> mapped(served, event, aws(served, event));
            case "HTTP" -> mapped(served, event, http(served, event, templated(served, event)));
            case "HTTP_PROXY" -> http(served, event, event.body);
            case "MOCK" -> mapped(served, event, mock(templated(served, event)));
            default -> throw RefusedException.internal();
        };
    }

    private byte[] function(ServedIntegration served, ConnectionEvent event, byte[] payload) {
        InvocationResponse answer =
                backends.invoke(
                        event,
                        served.uri(),
                        event.sourceArn(),
                        served.integration().credentialsArn(),
                        timeoutMillis(served),
                        payload);
        byte[] bytes = (answer.payload() == null ? Blob.EMPTY : answer.payload()).bytes();
        if (answer.functionError() != null && served.type().equals("AWS_PROXY")) {
            event.note(
                    "integrationErrorMessage",
                    "The Lambda function returned the following error: "
                            + new String(bytes, StandardCharsets.UTF_8));
            throw RefusedException.badGateway();
        }
        return bytes;
    }

    private static int timeoutMillis(ServedIntegration served) {
        return Backends.timeoutMillis(served.integration().timeoutInMillis());
    }

    /** A function's own answer: {@code {"statusCode": 200, "body": "..."}}. */
    private static Answer proxied(byte[] payload) {
        JsonNode answer;
        try {
            answer = Documents.parse(payload);
        } catch (IllegalArgumentException e) {
            throw RefusedException.internal();
        }
        int status = answer.path("statusCode").asInt(0);
        if (status < 100 || status > 599) {
            throw RefusedException.internal();
        }
        JsonNode body = answer.path("body");
        String protocol = "";
        for (var header : answer.path("headers").properties()) {
            if (header.getKey().equalsIgnoreCase("Sec-WebSocket-Protocol")) {
                protocol = header.getValue().asText();
            }
        }
        String text =
                body.isValueNode() || body.isMissingNode() ? body.asText("") : Documents.text(body);
        return new Answer(status, body.isNull() ? "" : text, protocol);
    }

    private Answer aws(ServedIntegration served, ConnectionEvent event) {
        String input = templated(served, event);
        String uri = Backends.withStageVariables(served.uri(), event);
        Optional<ActionUri> action = ActionUri.find(uri);
        if (action.isEmpty()) {
            byte[] payload = (input.isEmpty() ? "{}" : input).getBytes(StandardCharsets.UTF_8);
            return Answer.of(
                    200, new String(function(served, event, payload), StandardCharsets.UTF_8));
        }
        try {
            JsonNode output =
                    backends.invoke(
                            event,
                            action.get().service(),
                            action.get().action(),
                            new Region(action.get().region()),
                            String.valueOf(served.integration().credentialsArn()),
                            timeoutMillis(served),
                            parsed(input));
            return Answer.of(200, Documents.text(output));
        } catch (ServiceException e) {
            ObjectNode error = Documents.object();
            error.put("__type", e.error().code()).put("message", e.getMessage());
            return Answer.of(e.error().httpStatus(), Documents.text(error));
        }
    }

    private static JsonNode parsed(String input) {
        try {
            return input.isEmpty() ? Documents.object() : Documents.parse(input);
        } catch (IllegalArgumentException e) {
            throw RefusedException.internal();
        }
    }

    private Answer http(ServedIntegration served, ConnectionEvent event, String body) {
        HttpResponse response =
                backends.send(event, HttpCall.of(served, event, body, timeoutMillis(served)));
        return Answer.of(response.status(), new String(response.body(), StandardCharsets.UTF_8));
    }

    /** A mock's status is what its template says. */
    private static Answer mock(String said) {
        JsonNode status = parsed(said).path("statusCode");
        return Answer.of(status.asInt(200), "");
    }

    /**
     * What an integration is sent: the body, or what its template makes of it.
     *
     * @throws RefusedException if there is no template and the integration wants one
     */
    private static String templated(ServedIntegration served, ConnectionEvent event) {
        String key = key(served.integration().templateSelectionExpression(), event::variable);
        Optional<ServedIntegration.Script> script =
                ServedIntegration.select(served.requestTemplates(), key);
        if (script.isPresent()) {
            return script.get().render(EventDocument.variables(event, event.body));
        }
        String behaviour = String.valueOf(served.integration().passthroughBehavior());
        boolean refused =
                behaviour.equals("NEVER")
                        || (behaviour.equals("WHEN_NO_TEMPLATES")
                                && !served.requestTemplates().isEmpty());
        if (refused) {
            throw RefusedException.internal();
        }
        return event.body;
    }

    private static String key(
            @Nullable String expression, java.util.function.Function<String, String> variable) {
        String plain = Objects.requireNonNullElse(expression, "");
        return plain.isEmpty() || plain.equals("\\$default")
                ? ServedStage.DEFAULT
                : ParameterMapping.evaluate(plain, variable);
    }

    /** What the integration's responses make of its answer; without one it is passed on. */
    private static Answer mapped(ServedIntegration served, ConnectionEvent event, Answer answer) {
        String expression =
                Objects.requireNonNullElse(
                        served.integration().integrationResponseSelectionExpression(), "");
        String selection = ParameterMapping.evaluate(expression, name -> said(name, answer));
        for (ServedIntegration.Response response : served.responses()) {
            if (BoundedPattern.matches(response.pattern(), selection)) {
                String key =
                        key(
                                response.templateSelection(),
                                name ->
                                        name.startsWith("integration.")
                                                ? said(name, answer)
                                                : event.variable(name));
                Map<String, ServedIntegration.Script> templates = response.templates();
                return ServedIntegration.select(templates, key)
                        .map(script ->
                                Answer.of(
                                        answer.status(),
                                        script.render(
                                                EventDocument.variables(event, answer.body()))))
                        .orElse(answer);
            }
        }
        return answer;
    }

    /** A part of an integration's answer, by its name in a selection expression. */
    private static String said(String name, Answer answer) {
        String prefix = "integration.response.body";
        if (name.equals("integration.response.statuscode")) {
            return Integer.toString(answer.status());
        }
        return name.startsWith(prefix)
                ? BodyPath.find(
                        answer.body().getBytes(StandardCharsets.UTF_8),
                        name.substring(prefix.length()))
                : "";
    }
}
