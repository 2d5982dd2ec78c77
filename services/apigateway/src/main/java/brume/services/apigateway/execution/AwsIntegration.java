package brume.services.apigateway.execution;

import brume.api.lambda.InvocationResponse;
import brume.services.apigateway.domain.IntegrationUri;
import brume.wire.Blob;
import brume.wire.Documents;
import brume.wire.HttpHeaders;
import brume.wire.ServiceException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;

/** AWS: a Lambda function that gets the mapped body as its event, or an action of a service. */
final class AwsIntegration {

    private AwsIntegration() {}

    static IntegrationResult invoke(Invocation invocation, Backends backends) {
        IntegrationRequest request = IntegrationRequest.of(invocation);
        IntegrationUri uri = uri(invocation, request);
        return uri.function().isPresent()
                ? function(invocation, backends, request, uri.function().get())
                : action(invocation, backends, request, uri);
    }

    private static IntegrationUri uri(Invocation invocation, IntegrationRequest request) {
        String text = String.valueOf(invocation.method.integration().uri());
        text = Backends.withStageVariables(text, invocation.stage.variables());
        for (var parameter : request.path().entrySet()) {
            text = text.replace("{" + parameter.getKey() + "}", parameter.getValue());
        }
        return IntegrationUri.find(text).orElseThrow(GatewayException::internal);
    }

    private static IntegrationResult function(
            Invocation invocation, Backends backends, IntegrationRequest request, String name) {
        String type =
                request.header("X-Amz-Invocation-Type")
                        .filter("Event"::equals)
                        .orElse("RequestResponse");
        byte[] event = request.body().length == 0 ? Bodies.bytes("{}") : request.body();
        InvocationResponse answer;
        try {
            answer = backends.invoke(invocation, name, type, event);
        } catch (ServiceException e) {
            throw GatewayException.internal();
        }
        Blob payload = answer.payload() == null ? Blob.EMPTY : answer.payload();
        int status = answer.statusCode() == null ? 200 : answer.statusCode();
        return new IntegrationResult(
                status, new HttpHeaders(), payload.bytes(), errorMessage(payload));
    }

    /** The message of a failed invocation, which the selection patterns are compared with. */
    private static String errorMessage(Blob payload) {
        byte[] bytes = payload.bytes();
        if (bytes.length == 0 || bytes[0] != '{') {
            return "";
        }
        try {
            return Documents.parse(bytes).path("errorMessage").asText("");
        } catch (IllegalArgumentException e) {
            return "";
        }
    }

    private static IntegrationResult action(
            Invocation invocation,
            Backends backends,
            IntegrationRequest request,
            IntegrationUri uri) {
        HttpHeaders headers = new HttpHeaders();
        try {
            JsonNode output = backends.invoke(invocation, uri, input(request));
            return new IntegrationResult(200, headers, Bodies.bytes(Documents.text(output)), "200");
        } catch (ServiceException e) {
            ObjectNode error = Documents.object();
            error.put("__type", e.error().code());
            error.put("message", e.getMessage());
            int status = e.error().httpStatus();
            return new IntegrationResult(
                    status, headers, Bodies.bytes(Documents.text(error)), String.valueOf(status));
        }
    }

    /** The action's input: a JSON body, or a form, or the mapped query string. */
    private static JsonNode input(IntegrationRequest request) {
        String text = Bodies.text(request.body()).strip();
        ObjectNode input = Documents.object();
        request.query().forEach(input::put);
        if (text.startsWith("{")) {
            try {
                JsonNode body = Documents.parse(text);
                return input.isEmpty() ? body : input.setAll((ObjectNode) body);
            } catch (IllegalArgumentException e) {
                throw new ServiceException(
                        brume.wire.ErrorModel.sender("SerializationException", 400), "");
            }
        }
        for (String pair : text.isEmpty() ? new String[0] : text.split("&")) {
            int equals = pair.indexOf('=');
            if (equals > 0) {
                input.put(
                        URLDecoder.decode(pair.substring(0, equals), StandardCharsets.UTF_8),
                        URLDecoder.decode(pair.substring(equals + 1), StandardCharsets.UTF_8));
            }
        }
        input.remove("Action");
        input.remove("Version");
        return input;
    }
}
