package brume.services.apigateway.execution;

import brume.api.apigateway.GatewayResponse;
import brume.base.Ids;
import brume.services.apigateway.domain.GatewayResponseRules;
import brume.wire.Documents;
import brume.wire.HttpHeaders;
import brume.wire.HttpResponse;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What a client is told when its request does not reach its integration: the gateway response that
 * the API defines, or AWS's own. Templates of gateway responses know variables only. Source:
 * Developer Guide, "Gateway responses for REST APIs in API Gateway".
 */
final class Refusal {

    private static final String JSON = "application/json";
    private static final String NAME =
            "((?:context|stageVariables|method\\.request)(?:\\.[A-Za-z0-9_-]+)+)";
    private static final Pattern VARIABLE =
            Pattern.compile("\\$(?:\\{" + NAME + "\\}|" + NAME + ')');

    private Refusal() {}

    /**
     * The answer.
     *
     * @param invocation what is known of the request, or null if its stage is not even known
     */
    static HttpResponse of(
            GatewayException refused, String requestId, @Nullable Invocation invocation) {
        GatewayResponse defined =
                invocation == null
                        ? null
                        : GatewayResponseRules.defined(
                                refused.responseType(), invocation.stage.gatewayResponses());
        HttpResponse response =
                invocation == null || defined == null
                        ? plain(refused)
                        : defined(refused, defined, invocation);
        HttpHeaders headers = response.headers();
        headers.set("x-amzn-RequestId", requestId);
        headers.set("x-amzn-ErrorType", refused.errorType());
        headers.set("x-amz-apigw-id", Base64.getEncoder().encodeToString(Ids.bytes(11)));
        return response;
    }

    private static HttpResponse plain(GatewayException refused) {
        ObjectNode body = Documents.object();
        // AWS writes this one member differently for denied requests.
        String member = refused.errorType().equals("AccessDeniedException") ? "Message" : "message";
        body.put(member, refused.text());
        return HttpResponse.of(refused.status(), JSON, Documents.write(body));
    }

    private static HttpResponse defined(
            GatewayException refused, GatewayResponse response, Invocation invocation) {
        Map<String, @Nullable Object> error = new LinkedHashMap<>();
        error.put("message", refused.text());
        error.put(
                "messageString",
                refused.text() == null ? "null" : Documents.text(TextNode.valueOf(refused.text())));
        error.put("responseType", refused.responseType());
        invocation.context().put("error", error);
        ParameterMapping mapping = new ParameterMapping(invocation, null);
        Map.Entry<String, String> template = template(response, invocation);
        HttpHeaders headers = new HttpHeaders().add("Content-Type", template.getKey());
        Objects.requireNonNullElse(response.responseParameters(), Map.<String, String>of())
                .forEach((target, source) -> {
                    String name = target.substring("gatewayresponse.header.".length());
                    mapping.find(source)
                            .ifPresent(value -> {
                                if (name.equalsIgnoreCase("Content-Type")) {
                                    headers.set(name, value);
                                } else {
                                    var ignored = ResponseHeaders.add(headers, name, value);
                                }
                            });
                });
        return new HttpResponse(
                status(refused, response),
                headers,
                Bodies.bytes(rendered(template.getValue(), mapping)));
    }

    private static int status(GatewayException refused, GatewayResponse response) {
        String status = response.statusCode();
        return status == null ? refused.status() : Integer.parseInt(status);
    }

    private static Map.Entry<String, String> template(
            GatewayResponse response, Invocation invocation) {
        Map<String, String> templates =
                Objects.requireNonNullElse(response.responseTemplates(), Map.of());
        String accept =
                invocation.request.http().header("Accept").orElse(JSON).toLowerCase(Locale.ROOT);
        for (String type : new String[] {accept, JSON}) {
            String template = templates.get(type);
            if (template != null) {
                return Map.entry(type, template);
            }
        }
        return templates.entrySet().stream()
                .findFirst()
                .orElse(Map.entry(JSON, GatewayResponseRules.TEMPLATE));
    }

    private static String rendered(String template, ParameterMapping mapping) {
        Matcher matcher = VARIABLE.matcher(template);
        return matcher.replaceAll(found -> {
            String name = found.group(1) == null ? found.group(2) : found.group(1);
            Optional<String> value = mapping.find(name);
            return Matcher.quoteReplacement(value.orElse(""));
        });
    }
}
