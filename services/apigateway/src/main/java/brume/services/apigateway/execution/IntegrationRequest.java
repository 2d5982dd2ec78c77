package brume.services.apigateway.execution;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a non-proxy integration is sent: the mapped parameters and the body, after the request
 * template and its overrides.
 */
@SuppressWarnings("ArrayRecordComponent")
record IntegrationRequest(
        Map<String, String> headers,
        Map<String, String> path,
        Map<String, String> query,
        byte[] body) {

    static IntegrationRequest of(Invocation invocation) {
        Optional<CompiledMethod.Script> template = template(invocation);
        ContentConversion.Payload payload = convert(invocation);
        byte[] body = payload.bytes();
        if (template.isPresent()) {
            String text = template.get().get().render(invocation.variables(payload.text()));
            body = Bodies.bytes(text);
        }
        return parameters(invocation, body);
    }

    /** The mapped parameters alone; the body is the client's own. */
    static IntegrationRequest parametersOf(Invocation invocation) {
        return parameters(invocation, invocation.request.http().body());
    }

    private static IntegrationRequest parameters(Invocation invocation, byte[] body) {
        Map<String, String> headers = new LinkedHashMap<>();
        Map<String, String> path = new LinkedHashMap<>();
        Map<String, String> query = new LinkedHashMap<>();
        Map<String, String> mappings = invocation.method.integration().requestParameters();
        if (mappings != null && !mappings.isEmpty()) {
            ParameterMapping mapping = new ParameterMapping(invocation, null);
            mappings.forEach((target, source) -> {
                String[] parts = target.split("\\.", 4);
                Map<String, String> place =
                        switch (parts[2]) {
                            case "header" -> headers;
                            case "path" -> path;
                            default -> query;
                        };
                mapping.find(source).ifPresent(value -> place.put(parts[3], value));
            });
        }
        override(invocation, "header", headers);
        override(invocation, "path", path);
        override(invocation, "querystring", query);
        return new IntegrationRequest(headers, path, query, body);
    }

    private static void override(
            Invocation invocation, String kind, Map<String, String> parameters) {
        invocation
                .contextMap("requestOverride", kind)
                .forEach((name, value) -> parameters.put(String.valueOf(name), textOf(value)));
    }

    private static String textOf(@Nullable Object value) {
        return value == null ? "" : value.toString();
    }

    /** The value of a header, whatever its case. */
    Optional<String> header(String name) {
        return headers.entrySet().stream()
                .filter(header -> header.getKey().equalsIgnoreCase(name))
                .map(Map.Entry::getValue)
                .findFirst();
    }

    /**
     * The template for the request's content type.
     *
     * @throws GatewayException 415 if the passthrough behaviour forbids a request without one
     */
    private static Optional<CompiledMethod.Script> template(Invocation invocation) {
        Map<String, CompiledMethod.Script> templates = invocation.method.requestTemplates();
        String type = invocation.request.contentType().toLowerCase(Locale.ROOT);
        CompiledMethod.Script script = templates.get(type);
        int parameters = type.indexOf(';');
        if (script == null && parameters >= 0) {
            script = templates.get(type.substring(0, parameters).strip());
        }
        if (script == null) {
            script = templates.get("$default");
        }
        if (script != null) {
            return Optional.of(script);
        }
        String behavior = invocation.method.integration().passthroughBehavior();
        boolean refused =
                "NEVER".equals(behavior)
                        || ("WHEN_NO_TEMPLATES".equals(behavior) && !templates.isEmpty());
        if (refused) {
            throw GatewayException.unsupportedMediaType();
        }
        return Optional.empty();
    }

    private static ContentConversion.Payload convert(Invocation invocation) {
        return ContentConversion.convert(
                invocation.request.http().body(),
                invocation.stage.isBinary(invocation.request.contentType()),
                invocation.method.integration().contentHandling());
    }
}
