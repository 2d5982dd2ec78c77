package brume.services.apigateway.execution;

import brume.templates.JsonPathQuery;
import brume.wire.Documents;
import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Evaluates mapping expressions such as {@code method.request.header.X}, {@code context.stage} or
 * {@code 'text'}. Source: Developer Guide, "API Gateway API request and response data mapping
 * reference".
 */
final class ParameterMapping {

    private final Invocation invocation;
    private final @Nullable IntegrationResult result;

    ParameterMapping(Invocation invocation, @Nullable IntegrationResult result) {
        this.invocation = invocation;
        this.result = result;
    }

    /** The value of an expression, or empty if there is none. */
    Optional<String> find(String expression) {
        if (expression.length() > 1 && expression.startsWith("'") && expression.endsWith("'")) {
            return Optional.of(expression.substring(1, expression.length() - 1));
        }
        if (expression.startsWith("method.request.")) {
            return request(expression.substring("method.request.".length()));
        }
        if (expression.startsWith("integration.response.") && result != null) {
            return response(result, expression.substring("integration.response.".length()));
        }
        if (expression.startsWith("context.")) {
            return context(expression.substring("context.".length()));
        }
        if (expression.startsWith("stageVariables.")) {
            return Optional.ofNullable(invocation.stage.variables().get(expression.substring(15)));
        }
        return Optional.empty();
    }

    private Optional<String> request(String expression) {
        int dot = expression.indexOf('.');
        String place = dot < 0 ? expression : expression.substring(0, dot);
        String name = dot < 0 ? "" : expression.substring(dot + 1);
        RequestData request = invocation.request;
        return switch (place) {
            case "path" -> Optional.ofNullable(invocation.pathParameters.get(name));
            case "querystring" -> last(request.query(), name);
            case "multivaluequerystring" -> joined(request.query(), name);
            case "header" -> {
                List<String> values = request.header(name);
                yield values.isEmpty() ? Optional.empty() : Optional.of(values.getLast());
            }
            case "multivalueheader" -> {
                List<String> values = request.header(name);
                yield values.isEmpty() ? Optional.empty() : Optional.of(String.join(",", values));
            }
            case "body" -> body(request.http().body(), name);
            default -> Optional.empty();
        };
    }

    private static Optional<String> last(Map<String, List<String>> values, String name) {
        return Optional.ofNullable(values.get(name)).map(List::getLast);
    }

    private static Optional<String> joined(Map<String, List<String>> values, String name) {
        return Optional.ofNullable(values.get(name)).map(all -> String.join(",", all));
    }

    private static Optional<String> response(IntegrationResult result, String expression) {
        int dot = expression.indexOf('.');
        String place = dot < 0 ? expression : expression.substring(0, dot);
        String name = dot < 0 ? "" : expression.substring(dot + 1);
        return switch (place) {
            case "header", "multivalueheader" -> result.headers().first(name);
            case "body" -> body(result.body(), name);
            default -> Optional.empty();
        };
    }

    private static Optional<String> body(byte[] body, String jsonPath) {
        String text = new String(body, StandardCharsets.UTF_8);
        if (jsonPath.isEmpty()) {
            return Optional.of(text);
        }
        try {
            JsonNode found = JsonPathQuery.of("$." + jsonPath).find(Documents.parse(text));
            if (found.isMissingNode() || found.isNull()) {
                return Optional.empty();
            }
            return Optional.of(found.isTextual() ? found.textValue() : Documents.text(found));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private Optional<String> context(String expression) {
        Object at = invocation.context();
        for (String name : expression.split("\\.", -1)) {
            at = at instanceof Map<?, ?> map ? map.get(name) : null;
        }
        return at == null || at instanceof Map ? Optional.empty() : Optional.of(at.toString());
    }
}
