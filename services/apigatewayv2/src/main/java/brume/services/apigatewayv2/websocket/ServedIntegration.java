package brume.services.apigatewayv2.websocket;

import brume.api.apigatewayv2.Integration;
import brume.api.apigatewayv2.IntegrationResponse;
import brume.services.apigatewayv2.domain.WebSocketMapping;
import brume.templates.MappingTemplate;
import brume.templates.TemplateEngine;
import brume.templates.TemplateException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * An integration of a deployment, ready to run.
 *
 * @param responses those with {@code $default} last
 */
record ServedIntegration(
        Integration integration, Map<String, Script> requestTemplates, List<Response> responses) {

    private static final String DEFAULT = "$default";

    /** A template, or what is wrong with it, which the client meets when it would be rendered. */
    record Script(Optional<MappingTemplate> template, String fault) {

        String render(Map<String, Object> variables) {
            return template.orElseThrow(() -> new TemplateException(fault)).render(variables);
        }
    }

    /** What is made of an answer whose selection text matches. */
    record Response(
            Pattern pattern, @Nullable String templateSelection, Map<String, Script> templates) {}

    static ServedIntegration of(
            Integration integration, List<IntegrationResponse> responses, TemplateEngine engine) {
        List<Response> compiled =
                responses.stream()
                        .sorted(
                                java.util.Comparator.comparing(response ->
                                        response.integrationResponseKey().equals(DEFAULT)))
                        .map(response ->
                                new Response(
                                        WebSocketMapping.pattern(response.integrationResponseKey()),
                                        response.templateSelectionExpression(),
                                        scripts(response.responseTemplates(), engine)))
                        .toList();
        return new ServedIntegration(
                integration, scripts(integration.requestTemplates(), engine), compiled);
    }

    private static Map<String, Script> scripts(
            @Nullable Map<String, String> templates, TemplateEngine engine) {
        Map<String, Script> scripts = new HashMap<>();
        Objects.requireNonNullElse(templates, Map.<String, String>of())
                .forEach((key, text) -> scripts.put(key, script(text, engine)));
        return Map.copyOf(scripts);
    }

    private static Script script(String text, TemplateEngine engine) {
        try {
            return new Script(Optional.of(engine.compile(text)), "");
        } catch (TemplateException e) {
            return new Script(Optional.empty(), String.valueOf(e.getMessage()));
        }
    }

    String type() {
        return String.valueOf(integration.integrationType());
    }

    String uri() {
        return String.valueOf(integration.integrationUri());
    }

    /** The template of this key, or the default one. */
    static Optional<Script> select(Map<String, Script> templates, String key) {
        Script named = templates.get(key);
        return Optional.ofNullable(named == null ? templates.get(DEFAULT) : named);
    }
}
