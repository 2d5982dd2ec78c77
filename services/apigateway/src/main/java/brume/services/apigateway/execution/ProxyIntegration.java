package brume.services.apigateway.execution;

import brume.api.lambda.InvocationResponse;
import brume.services.apigateway.domain.IntegrationUri;
import brume.services.apigateway.domain.TransferMode;
import brume.wire.Blob;
import brume.wire.Documents;
import brume.wire.HttpHeaders;
import brume.wire.HttpResponse;
import brume.wire.ServiceException;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * AWS_PROXY: a Lambda function gets the whole request and answers the whole response. Source:
 * Developer Guide, "Output format of a Lambda function for proxy integration", and LocalStack's
 * recording test_aws_proxy_response_payload_format_validation.
 */
final class ProxyIntegration {

    private static final Logger LOG = LoggerFactory.getLogger(ProxyIntegration.class);

    private static final Set<String> MEMBERS =
            Set.of("statusCode", "headers", "multiValueHeaders", "body", "isBase64Encoded");

    private ProxyIntegration() {}

    static HttpResponse invoke(Invocation invocation, Backends backends) {
        // Mappings have no effect here, but those that are forbidden fail all the same.
        IntegrationRequest mapped = IntegrationRequest.parametersOf(invocation);
        HttpIntegration.checkMapped(mapped, true);
        if (!"POST".equals(invocation.method.integration().httpMethod())) {
            // Lambda's Invoke is a POST; AWS sends what was configured and fails.
            throw GatewayException.internal();
        }
        String uri =
                Backends.withStageVariables(
                        String.valueOf(invocation.method.integration().uri()),
                        invocation.stage.variables());
        String function =
                IntegrationUri.find(uri)
                        .flatMap(IntegrationUri::function)
                        .orElseThrow(GatewayException::internal);
        InvocationResponse answer;
        IntegrationUri.find(uri)
                .ifPresent(found -> AwsIntegration.requested(invocation, found, mapped));
        try {
            if (TransferMode.isStream(invocation.method.integration())) {
                return backends.stream(invocation, function, ProxyEvent.of(invocation));
            }
            answer =
                    backends.invoke(
                            invocation, function, "RequestResponse", ProxyEvent.of(invocation));
        } catch (ServiceException e) {
            LOG.debug(
                    "{}: the function cannot be invoked: {}", invocation.requestId, e.getMessage());
            throw GatewayException.internal();
        }
        Blob payload = answer.payload() == null ? Blob.EMPTY : answer.payload();
        invocation.received(200, new HttpHeaders(), payload.bytes());
        return response(invocation, payload);
    }

    private static HttpResponse response(Invocation invocation, Blob payload) {
        JsonNode answer;
        try {
            answer = Documents.parse(payload.bytes());
        } catch (IllegalArgumentException e) {
            throw GatewayException.badProxyAnswer();
        }
        check(answer);
        HttpResponse head = head(answer);
        return new HttpResponse(head.status(), head.headers(), body(invocation, answer));
    }

    /**
     * Status and header fields of an answer; streamed ones may have cookies too.
     *
     * @throws GatewayException 502 if they are in a wrong form
     */
    static HttpResponse head(JsonNode answer) {
        if (!answer.isObject()
                || !isMap(answer.path("headers"))
                || !isMap(answer.path("multiValueHeaders"))) {
            throw GatewayException.badProxyAnswer();
        }
        HttpHeaders headers = new HttpHeaders();
        merged(answer).forEach((name, values) -> values.forEach(v -> add(headers, name, v)));
        answer.path("cookies").forEach(cookie -> add(headers, "Set-Cookie", scalar(cookie)));
        if (headers.first("Content-Type").isEmpty()) {
            headers.add("Content-Type", "application/json");
        }
        return new HttpResponse(status(answer), headers, new byte[0]);
    }

    private static void check(JsonNode answer) {
        boolean valid = answer.isObject();
        if (valid) {
            for (Map.Entry<String, JsonNode> member : answer.properties()) {
                valid &= MEMBERS.contains(member.getKey());
            }
            JsonNode body = answer.path("body");
            valid &= body.isMissingNode() || body.isNull() || body.isTextual();
        }
        if (!valid) {
            throw GatewayException.badProxyAnswer();
        }
    }

    private static boolean isMap(JsonNode node) {
        return node.isMissingNode() || node.isNull() || node.isObject();
    }

    /** The fields by name; where both forms name one, the values of the list come first. */
    private static Map<String, java.util.List<String>> merged(JsonNode answer) {
        Map<String, java.util.List<String>> merged = new LinkedHashMap<>();
        Map<String, String> spelling = new LinkedHashMap<>();
        for (Map.Entry<String, JsonNode> field : answer.path("multiValueHeaders").properties()) {
            if (!field.getValue().isArray()) {
                throw GatewayException.badProxyAnswer();
            }
            java.util.List<String> values = new java.util.ArrayList<>();
            field.getValue().forEach(value -> values.add(scalar(value)));
            spelling.put(field.getKey().toLowerCase(Locale.ROOT), field.getKey());
            merged.put(field.getKey(), values);
        }
        for (Map.Entry<String, JsonNode> field : answer.path("headers").properties()) {
            if (field.getValue().isNull()) {
                continue;
            }
            String value = scalar(field.getValue());
            String name =
                    spelling.getOrDefault(field.getKey().toLowerCase(Locale.ROOT), field.getKey());
            java.util.List<String> values =
                    merged.computeIfAbsent(name, n -> new java.util.ArrayList<>());
            if (!values.contains(value)) {
                values.add(value);
            }
        }
        return merged;
    }

    private static String scalar(JsonNode value) {
        if (!value.isValueNode()) {
            throw GatewayException.badProxyAnswer();
        }
        return value.asText();
    }

    private static void add(HttpHeaders headers, String name, String value) {
        if (!ResponseHeaders.add(headers, name, value)) {
            throw GatewayException.badProxyAnswer();
        }
    }

    private static int status(JsonNode answer) {
        JsonNode status = answer.path("statusCode");
        if (status.isMissingNode() || status.isNull()) {
            return 200;
        }
        try {
            int code = Integer.parseInt(status.asText());
            if (code >= 100 && code < 600) {
                return code;
            }
        } catch (NumberFormatException e) {
            // Told below, together with numbers that are no status.
        }
        throw GatewayException.badProxyAnswer();
    }

    private static byte[] body(Invocation invocation, JsonNode answer) {
        byte[] body = Bodies.bytes(answer.path("body").asText(""));
        String accept = invocation.request.http().header("Accept").orElse("");
        int comma = accept.indexOf(',');
        String first = comma < 0 ? accept : accept.substring(0, comma);
        boolean decode =
                answer.path("isBase64Encoded").asBoolean() && invocation.stage.isBinary(first);
        return decode ? Bodies.fromBase64(body) : body;
    }
}
