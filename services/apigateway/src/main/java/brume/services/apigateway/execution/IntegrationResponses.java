package brume.services.apigateway.execution;

import brume.templates.BoundedPattern;
import brume.wire.HttpHeaders;
import brume.wire.HttpResponse;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Turns what a non-proxy integration answered into the method's response. */
final class IntegrationResponses {

    private static final Logger LOG = LoggerFactory.getLogger(IntegrationResponses.class);
    private static final String JSON = "application/json";

    private IntegrationResponses() {}

    static HttpResponse apply(Invocation invocation, IntegrationResult result) {
        CompiledMethod.Response response = select(invocation, result.selection());
        ContentConversion.Payload payload = convert(invocation, response, result);
        byte[] body = payload.bytes();
        String contentType = JSON;
        Optional<Map.Entry<String, CompiledMethod.Script>> template =
                template(invocation, response);
        if (template.isPresent()) {
            String type = template.get().getKey();
            contentType = type.equals("$default") ? JSON : type;
            body =
                    Bodies.bytes(
                            template.get()
                                    .getValue()
                                    .get()
                                    .render(invocation.variables(payload.text())));
        }
        Map<String, String> headers = new LinkedHashMap<>();
        headers.put("Content-Type", contentType);
        ParameterMapping mapping = new ParameterMapping(invocation, result);
        response.parameters()
                .forEach((target, source) -> {
                    String name = target.substring("method.response.header.".length());
                    mapping.find(source).ifPresent(v -> put(headers, name, v));
                });
        invocation
                .contextMap("responseOverride", "header")
                .forEach((name, v) -> put(headers, String.valueOf(name), String.valueOf(v)));
        HttpHeaders fields = new HttpHeaders();
        headers.forEach((name, value) -> ResponseHeaders.add(fields, name, value));
        return new HttpResponse(status(invocation, response), fields, body);
    }

    private static void put(Map<String, String> headers, String name, String value) {
        headers.keySet().removeIf(known -> known.equalsIgnoreCase(name));
        headers.put(name, value);
    }

    private static int status(Invocation invocation, CompiledMethod.Response response) {
        Object override =
                invocation.context().get("responseOverride") instanceof Map<?, ?> map
                        ? map.get("status")
                        : null;
        try {
            int status = override == null ? 0 : Integer.parseInt(override.toString());
            // AWS ignores a status that is none.
            return status >= 100 && status < 600 ? status : response.status();
        } catch (NumberFormatException e) {
            return response.status();
        }
    }

    private static CompiledMethod.Response select(Invocation invocation, String selection) {
        for (CompiledMethod.Response response : invocation.method.responses()) {
            if (response.selection().isPresent()
                    && BoundedPattern.matches(response.selection().get(), selection)) {
                return response;
            }
        }
        for (CompiledMethod.Response response : invocation.method.responses()) {
            if (response.selection().isEmpty()) {
                return response;
            }
        }
        LOG.debug(
                "{}: no match for output mapping and no default output mapping configured",
                invocation.requestId);
        throw GatewayException.internal();
    }

    private static Optional<Map.Entry<String, CompiledMethod.Script>> template(
            Invocation invocation, CompiledMethod.Response response) {
        Map<String, CompiledMethod.Script> templates = response.templates();
        if (templates.isEmpty()) {
            return Optional.empty();
        }
        List<String> accepts = invocation.request.http().headers().all("Accept");
        String accept =
                accepts.isEmpty() ? JSON : accepts.getLast().toLowerCase(java.util.Locale.ROOT);
        for (String type : new String[] {accept, JSON}) {
            CompiledMethod.Script script = templates.get(type);
            if (script != null) {
                return Optional.of(Map.entry(type, script));
            }
        }
        return templates.entrySet().stream().findFirst();
    }

    /**
     * What the client, or the template, gets of a payload. Source: Developer Guide, "Content type
     * conversions in API Gateway"; LocalStack's recordings of TestApiGatewayS3BinarySupport.
     */
    private static ContentConversion.Payload convert(
            Invocation invocation, CompiledMethod.Response response, IntegrationResult result) {
        boolean binary =
                invocation.stage.isBinary(result.headers().first("Content-Type").orElse(JSON));
        String handling = response.contentHandling();
        if (handling != null) {
            return ContentConversion.convert(result.body(), binary, handling);
        }
        String accept = invocation.request.http().header("Accept").orElse("");
        int comma = accept.indexOf(',');
        boolean wanted = invocation.stage.isBinary(comma < 0 ? accept : accept.substring(0, comma));
        return ContentConversion.convert(
                result.body(), binary, wanted ? "CONVERT_TO_BINARY" : "CONVERT_TO_TEXT");
    }
}
