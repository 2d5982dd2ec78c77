package brume.services.apigateway.domain;

import brume.api.apigateway.Integration;
import brume.api.apigateway.IntegrationResponse;
import brume.api.apigateway.Method;
import brume.api.apigateway.PutIntegrationRequest;
import brume.templates.TemplateEngine;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import org.jspecify.annotations.Nullable;

/** Integrations and their responses: what they may be made of, and their patches. */
public final class IntegrationRules {

    public static final int TIMEOUT_MILLIS_DEFAULT = 29_000;
    private static final int TIMEOUT_MILLIS_MIN = 50;

    private static final Pattern REQUEST_TARGET =
            Pattern.compile(
                    "integration\\.request\\.(path|querystring|header)"
                            + "\\.[!#$%&'*+.^_`|~0-9A-Za-z:-]+");
    private static final Pattern RESPONSE_TARGET =
            Pattern.compile("method\\.response\\.header\\.[!#$%&'*+.^_`|~0-9A-Za-z-]+");
    private static final Pattern SOURCE =
            Pattern.compile(
                    "method\\.request\\.(path|querystring|header|multivaluequerystring"
                            + "|multivalueheader)\\..+|method\\.request\\.body(\\..+)?"
                            + "|context\\..+|stageVariables\\..+|'[^']*'",
                    Pattern.DOTALL);
    private static final Pattern RESPONSE_SOURCE =
            Pattern.compile(
                    "integration\\.response\\.(header|multivalueheader)\\..+"
                            + "|integration\\.response\\.body(\\..+)?"
                            + "|context\\..+|stageVariables\\..+|'[^']*'",
                    Pattern.DOTALL);
    private static final Set<String> PASSTHROUGH =
            Set.of("WHEN_NO_MATCH", "WHEN_NO_TEMPLATES", "NEVER");

    private IntegrationRules() {}

    public static Integration create(PutIntegrationRequest input) {
        if (input.tlsConfig() != null) {
            throw ApiErrors.notImplemented("the parameter tlsConfig");
        }
        if (input.integrationTarget() != null) {
            throw ApiErrors.notImplemented("the parameter integrationTarget");
        }
        boolean mock = input.type().equals("MOCK");
        boolean http = input.type().startsWith("HTTP");
        Integration integration =
                Integration.builder()
                        .type(input.type())
                        .httpMethod(mock ? null : input.integrationHttpMethod())
                        .uri(mock ? null : input.uri())
                        .connectionType(http ? connectionType(input) : null)
                        .connectionId(http ? input.connectionId() : null)
                        .credentials(input.credentials())
                        .requestParameters(input.requestParameters())
                        .requestTemplates(input.requestTemplates())
                        .passthroughBehavior(
                                input.passthroughBehavior() == null
                                        ? "WHEN_NO_MATCH"
                                        : input.passthroughBehavior())
                        .contentHandling(input.contentHandling())
                        .responseTransferMode(TransferMode.of(input.responseTransferMode()))
                        .timeoutInMillis(
                                input.timeoutInMillis() == null
                                        ? TIMEOUT_MILLIS_DEFAULT
                                        : input.timeoutInMillis())
                        .cacheNamespace(
                                input.cacheNamespace() == null
                                        ? input.resourceId()
                                        : input.cacheNamespace())
                        .cacheKeyParameters(
                                input.cacheKeyParameters() == null
                                        ? List.of()
                                        : input.cacheKeyParameters())
                        .build();
        check(integration);
        return integration;
    }

    private static String connectionType(PutIntegrationRequest input) {
        return input.connectionType() == null ? "INTERNET" : input.connectionType();
    }

    private static void check(Integration integration) {
        if ("VPC_LINK".equals(integration.connectionType())
                && isEmpty(integration.connectionId())) {
            throw ApiErrors.bad("VPC link must be specified for a connection of type VPC_LINK");
        }
        String type = integration.type() == null ? "" : integration.type();
        if (!type.equals("MOCK") && isEmpty(integration.httpMethod())) {
            throw ApiErrors.bad("Enumeration value for HttpMethod must be non-empty");
        }
        switch (type) {
            case "HTTP", "HTTP_PROXY" -> {
                String uri = integration.uri() == null ? "" : integration.uri();
                if (!uri.startsWith("http://") && !uri.startsWith("https://")) {
                    throw ApiErrors.bad("Invalid HTTP endpoint specified for URI");
                }
            }
            case "AWS", "AWS_PROXY" -> IntegrationUri.check(type, integration.uri());
            default -> {
                // A MOCK integration has no address.
            }
        }
        if (!PASSTHROUGH.contains(integration.passthroughBehavior())) {
            throw ApiErrors.bad("Invalid passthrough behavior specified");
        }
        Integer timeout = integration.timeoutInMillis();
        int timeoutMax =
                TransferMode.isStream(integration)
                        ? TransferMode.STREAM_TIMEOUT_MILLIS_MAX
                        : TIMEOUT_MILLIS_DEFAULT;
        if (timeout != null && (timeout < TIMEOUT_MILLIS_MIN || timeout > timeoutMax)) {
            throw ApiErrors.bad("Timeout should be between 50 ms and " + timeoutMax + " ms");
        }
        TransferMode.check(integration);
        checkMappings(integration.requestParameters(), REQUEST_TARGET, SOURCE);
        checkTemplates(integration.requestTemplates());
    }

    private static boolean isEmpty(@Nullable String text) {
        return text == null || text.isEmpty();
    }

    private static void checkMappings(
            @Nullable Map<String, String> mappings, Pattern target, Pattern source) {
        if (mappings == null) {
            return;
        }
        mappings.forEach((to, from) -> {
            if (!target.matcher(to).matches()) {
                throw invalidMapping(to);
            }
            if (!source.matcher(from).matches()) {
                throw invalidMapping(from);
            }
        });
    }

    private static brume.wire.ServiceException invalidMapping(String expression) {
        return ApiErrors.bad(
                "Invalid mapping expression specified: Validation Result: warnings : [], errors :"
                        + " [Invalid mapping expression specified: "
                        + expression
                        + "]");
    }

    private static void checkTemplates(@Nullable Map<String, String> templates) {
        if (templates == null) {
            return;
        }
        for (Map.Entry<String, String> entry : templates.entrySet()) {
            String contentType = entry.getKey();
            if (!contentType.equals("$default") && contentType.indexOf('/') < 1) {
                throw ApiErrors.bad(
                        "Validation Result: warnings : [], errors : [Invalid content type"
                                + " specified: "
                                + contentType
                                + "]");
            }
            if (entry.getValue() != null) {
                checkTemplate(entry.getValue());
            }
        }
    }

    private static void checkTemplate(String template) {
        if (template.length() > TemplateEngine.TEMPLATE_BYTES_MAX) {
            throw ApiErrors.bad("Mapping template size exceeds the limit of 300 KB");
        }
        String directive = TemplateEngine.forbiddenDirective(template);
        if (!directive.isEmpty()) {
            throw ApiErrors.notImplemented("the directive " + directive + " in mapping templates");
        }
    }

    /** The integration of a method. */
    public static Integration integration(Method method) {
        Integration integration = method.methodIntegration();
        if (integration == null) {
            throw ApiErrors.integrationNotFound();
        }
        return integration;
    }

    public static Integration patched(Integration integration, List<PatchPath> patches) {
        Integration patched = integration;
        for (PatchPath patch : patches) {
            patched = patched(patched, patch);
        }
        check(patched);
        return patched;
    }

    private static Integration patched(Integration integration, PatchPath patch) {
        Integration.Builder builder = integration.toBuilder();
        switch (patch.name()) {
            case "type" -> builder.type(patch.replacement());
            case "httpMethod" -> builder.httpMethod(patch.replacement());
            case "uri" -> builder.uri(patch.replacement());
            case "credentials" -> builder.credentials(patch.valueOrRemoval());
            case "passthroughBehavior" -> builder.passthroughBehavior(patch.replacement());
            case "contentHandling" -> {
                String value = patch.valueOrRemoval();
                builder.contentHandling(isEmpty(value) ? null : value);
            }
            case "responseTransferMode" ->
                    builder.responseTransferMode(TransferMode.of(patch.replacement()));
            case "timeoutInMillis" -> builder.timeoutInMillis(timeout(patch.replacement()));
            case "cacheNamespace" -> builder.cacheNamespace(patch.replacement());
            case "requestParameters" ->
                    builder.requestParameters(
                            patch.applyTo(integration.requestParameters(), value -> value));
            case "requestTemplates" ->
                    builder.requestTemplates(
                            patch.applyTo(integration.requestTemplates(), value -> value));
            case "connectionType" -> builder.connectionType(patch.replacement());
            case "connectionId" -> builder.connectionId(patch.valueOrRemoval());
            case "cacheKeyParameters" -> builder.cacheKeyParameters(cacheKeys(integration, patch));
            case "tlsConfig" -> throw ApiErrors.notImplemented("the patch path " + patch.path());
            default -> throw patch.invalid();
        }
        return builder.build();
    }

    private static List<String> cacheKeys(Integration integration, PatchPath patch) {
        if (patch.names().size() != 2) {
            throw patch.invalid();
        }
        String name = patch.names().get(1);
        List<String> keys = new ArrayList<>();
        if (integration.cacheKeyParameters() != null) {
            keys.addAll(integration.cacheKeyParameters());
        }
        keys.remove(name);
        if (!patch.isRemove()) {
            keys.add(name);
        }
        return keys;
    }

    private static int timeout(String value) {
        try {
            return Integer.parseInt(value);
        } catch (NumberFormatException e) {
            throw ApiErrors.bad("Timeout should be between 50 ms and 29000 ms");
        }
    }

    // Responses

    public static void check(IntegrationResponse response) {
        checkMappings(response.responseParameters(), RESPONSE_TARGET, RESPONSE_SOURCE);
        checkTemplates(response.responseTemplates());
        if (response.selectionPattern() != null) {
            try {
                var ignored = Pattern.compile(response.selectionPattern());
            } catch (PatternSyntaxException e) {
                throw ApiErrors.bad("Invalid selection pattern specified");
            }
        }
    }

    public static IntegrationResponse response(Integration integration, String statusCode) {
        Map<String, IntegrationResponse> responses = integration.integrationResponses();
        IntegrationResponse response = responses == null ? null : responses.get(statusCode);
        if (response == null) {
            throw ApiErrors.statusCodeNotFound();
        }
        return response;
    }

    public static Integration with(Integration integration, IntegrationResponse response) {
        Map<String, IntegrationResponse> responses = new LinkedHashMap<>();
        if (integration.integrationResponses() != null) {
            responses.putAll(integration.integrationResponses());
        }
        responses.put(java.util.Objects.requireNonNull(response.statusCode()), response);
        return integration.toBuilder().integrationResponses(responses).build();
    }

    public static Integration without(Integration integration, String statusCode) {
        Map<String, IntegrationResponse> responses = new LinkedHashMap<>();
        if (integration.integrationResponses() != null) {
            responses.putAll(integration.integrationResponses());
        }
        responses.remove(statusCode);
        return integration.toBuilder()
                .integrationResponses(responses.isEmpty() ? null : responses)
                .build();
    }

    public static IntegrationResponse patched(IntegrationResponse response, PatchPath patch) {
        IntegrationResponse.Builder builder = response.toBuilder();
        switch (patch.name()) {
            case "selectionPattern" -> builder.selectionPattern(patch.replacement());
            case "contentHandling" -> {
                String value = patch.valueOrRemoval();
                builder.contentHandling(isEmpty(value) ? null : value);
            }
            case "responseParameters" ->
                    builder.responseParameters(
                            patch.applyTo(response.responseParameters(), value -> value));
            case "responseTemplates" ->
                    builder.responseTemplates(
                            patch.applyTo(response.responseTemplates(), value -> value));
            default -> throw patch.invalid();
        }
        return builder.build();
    }
}
