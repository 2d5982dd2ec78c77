package brume.services.apigatewayv2.execution;

import brume.api.apigatewayv2.Integration;
import brume.base.Region;
import brume.services.apigatewayv2.domain.ParameterMapping;
import brume.services.apigatewayv2.domain.ServiceAction;
import brume.wire.Documents;
import brume.wire.HttpHeaders;
import brume.wire.HttpResponse;
import brume.wire.ServiceException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Base64;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/** AWS_PROXY with a subtype: an action of a service, whose input is made of mappings. */
final class ActionIntegration {

    private static final String JSON = "application/json";

    /** Parameters that are lists, maps or numbers; clients write them as JSON. */
    private static final Set<String> NOT_TEXT =
            Set.of(
                    "AttributeNames",
                    "DelaySeconds",
                    "MaxNumberOfMessages",
                    "MessageAttributeNames",
                    "MessageAttributes",
                    "MessageSystemAttributes",
                    "Resources",
                    "VisibilityTimeout",
                    "WaitTimeSeconds");

    private ActionIntegration() {}

    static HttpResponse invoke(Exchange exchange, Integration integration, Backends backends) {
        ServiceAction action =
                ServiceAction.find(String.valueOf(integration.integrationSubtype()))
                        .orElseThrow(RefusedException::internal);
        ObjectNode input = Documents.object();
        Map<String, String> parameters =
                Objects.requireNonNullElse(integration.requestParameters(), Map.of());
        parameters.forEach((name, source) -> {
            String value = ParameterMapping.evaluate(source, exchange::variable);
            if (!value.isEmpty()) {
                input.set(name, value(name, value));
            }
        });
        Region region =
                input.has("Region")
                        ? new Region(input.remove("Region").asText())
                        : exchange.stage.scope().region();
        try {
            JsonNode output =
                    backends.invoke(
                            exchange,
                            action.service(),
                            action.action(),
                            region,
                            String.valueOf(integration.credentialsArn()),
                            Backends.timeoutMillis(integration.timeoutInMillis()),
                            shaped(action, input));
            return HttpResponse.of(200, JSON, Documents.write(seconds(output)));
        } catch (ServiceException e) {
            exchange.note("integrationErrorMessage", e.getMessage());
            ObjectNode error = Documents.object();
            error.put("__type", e.error().code());
            error.put("message", e.getMessage());
            HttpHeaders headers = new HttpHeaders().add("Content-Type", JSON);
            return new HttpResponse(e.error().httpStatus(), headers, Documents.write(error));
        }
    }

    private static JsonNode value(String name, String text) {
        if (NOT_TEXT.contains(name)) {
            try {
                return Documents.parse(text);
            } catch (IllegalArgumentException e) {
                throw RefusedException.internal();
            }
        }
        return Documents.object().put("v", text).path("v");
    }

    /** An event is one entry of a list, and a record's data are bytes. */
    private static ObjectNode shaped(ServiceAction action, ObjectNode input) {
        if (action.subtype().equals("EventBridge-PutEvents")) {
            ObjectNode request = Documents.object();
            request.putArray("Entries").add(input);
            return request;
        }
        if (action.subtype().equals("Kinesis-PutRecord")) {
            byte[] data = input.path("Data").asText().getBytes(StandardCharsets.UTF_8);
            input.put("Data", Base64.getEncoder().encodeToString(data));
        }
        return input;
    }

    /** In these services' JSON, times are numbers of seconds. */
    private static JsonNode seconds(JsonNode output) {
        if (output instanceof ObjectNode object) {
            for (String name : Set.of("startDate", "stopDate")) {
                try {
                    if (object.path(name).isTextual()) {
                        Instant time = Instant.parse(object.path(name).asText());
                        object.put(name, time.toEpochMilli() / 1_000.0);
                    }
                } catch (DateTimeParseException e) {
                    throw new IllegalStateException("no time: " + object.path(name), e);
                }
            }
        }
        return output;
    }
}
