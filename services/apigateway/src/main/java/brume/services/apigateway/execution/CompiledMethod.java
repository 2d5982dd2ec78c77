package brume.services.apigateway.execution;

import brume.api.apigateway.Integration;
import brume.api.apigateway.IntegrationResponse;
import brume.api.apigateway.Method;
import brume.api.apigateway.MethodSetting;
import brume.api.apigateway.Resource;
import brume.templates.MappingTemplate;
import brume.templates.TemplateEngine;
import brume.templates.TemplateException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A method of a deployment, ready to run.
 *
 * @param httpMethod as the resource names it, which may be {@code ANY}
 * @param setting what the stage says of it
 * @param authorization {@code NONE}, {@code AWS_IAM} or {@code CUSTOM}
 * @param authorizer with authorization {@code CUSTOM}; empty if it is no longer there
 * @param validation what a request has to bring
 * @param requestTemplates by content type
 * @param responses in the order of their status codes
 */
record CompiledMethod(
        String resourceId,
        String resourcePath,
        String httpMethod,
        MethodSetting setting,
        String authorization,
        Optional<LambdaAuthorizer> authorizer,
        boolean apiKeyRequired,
        RequestValidation validation,
        Integration integration,
        Map<String, Script> requestTemplates,
        List<Response> responses) {

    static final CompiledMethod NONE =
            new CompiledMethod(
                    "",
                    "",
                    "",
                    MethodSetting.builder().build(),
                    "NONE",
                    Optional.empty(),
                    false,
                    RequestValidation.NONE,
                    Integration.builder().type("NONE").build(),
                    Map.of(),
                    List.of());

    /** A template that compiled, or the reason why it did not, told when it is first needed. */
    record Script(Optional<MappingTemplate> template, String problem) {
        MappingTemplate get() {
            return template.orElseThrow(() -> new TemplateException(problem));
        }
    }

    /**
     * An integration response.
     *
     * @param selection what the error message or status must match; empty for the default response
     */
    record Response(
            int status,
            Optional<Pattern> selection,
            Map<String, String> parameters,
            Map<String, Script> templates,
            @Nullable String contentHandling) {}

    static CompiledMethod of(
            Resource resource,
            Method method,
            MethodSetting setting,
            Optional<LambdaAuthorizer> authorizer,
            RequestValidation validation,
            TemplateEngine engine) {
        Integration integration =
                method.methodIntegration() == null
                        ? Integration.builder().type("NONE").build()
                        : method.methodIntegration();
        return new CompiledMethod(
                text(resource.id()),
                text(resource.path()),
                text(method.httpMethod()),
                setting,
                text(method.authorizationType()),
                authorizer,
                Boolean.TRUE.equals(method.apiKeyRequired()),
                validation,
                integration,
                scripts(integration.requestTemplates(), engine),
                responses(integration.integrationResponses(), engine));
    }

    private static String text(@Nullable String value) {
        return value == null ? "" : value;
    }

    private static List<Response> responses(
            @Nullable Map<String, IntegrationResponse> responses, TemplateEngine engine) {
        List<Response> compiled = new ArrayList<>();
        if (responses == null) {
            return compiled;
        }
        responses.values().stream()
                .sorted(java.util.Comparator.comparing(r -> text(r.statusCode())))
                .forEach(response ->
                        compiled.add(
                                new Response(
                                        Integer.parseInt(text(response.statusCode())),
                                        pattern(response.selectionPattern()),
                                        response.responseParameters() == null
                                                ? Map.of()
                                                : response.responseParameters(),
                                        scripts(response.responseTemplates(), engine),
                                        response.contentHandling())));
        return compiled;
    }

    private static Optional<Pattern> pattern(@Nullable String pattern) {
        return pattern == null || pattern.isEmpty()
                ? Optional.empty()
                : Optional.of(Pattern.compile(pattern));
    }

    private static Map<String, Script> scripts(
            @Nullable Map<String, String> templates, TemplateEngine engine) {
        Map<String, Script> compiled = new LinkedHashMap<>();
        if (templates != null) {
            templates.forEach((type, text) -> {
                if (text != null && !text.isEmpty()) {
                    compiled.put(type.toLowerCase(Locale.ROOT), script(text, engine));
                }
            });
        }
        return compiled;
    }

    private static Script script(String text, TemplateEngine engine) {
        try {
            return new Script(Optional.of(engine.compile(text)), "");
        } catch (TemplateException e) {
            return new Script(Optional.empty(), String.valueOf(e.getMessage()));
        }
    }
}
