package brume.services.apigatewayv2.domain;

import brume.templates.TemplateEngine;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import org.jspecify.annotations.Nullable;

/**
 * Mappings of WebSocket APIs. Source: Developer Guide, "Data mapping for WebSocket APIs in API
 * Gateway".
 */
public final class WebSocketMapping {

    private static final Pattern TARGET =
            Pattern.compile("integration\\.request\\.(header|querystring|path)\\.[A-Za-z0-9._$-]+");
    private static final Pattern SOURCE =
            Pattern.compile(
                    "route\\.request\\.(header|querystring|multivalueheader|multivaluequerystring)"
                            + "\\.\\S+|route\\.request\\.body(\\.\\S+)?|stageVariables\\.\\w+"
                            + "|context\\.\\S+|'[^']*'",
                    Pattern.CASE_INSENSITIVE);

    /** Everything, for an integration response that answers what no other does. */
    private static final Pattern DEFAULT = Pattern.compile(".*", Pattern.DOTALL);

    private WebSocketMapping() {}

    /** Checks a mapping of what an integration is sent. */
    public static void checkRequest(String target, String source) {
        if (!TARGET.matcher(target).matches() || !SOURCE.matcher(source).matches()) {
            throw ApiErrors.bad(
                    "Invalid mapping expression specified: " + target + " from " + source);
        }
    }

    public static void checkTemplates(@Nullable Map<String, String> templates) {
        if (templates == null) {
            return;
        }
        templates.forEach((key, template) -> {
            String forbidden = TemplateEngine.forbiddenDirective(template);
            if (!forbidden.isEmpty()) {
                throw ApiErrors.bad("The directive " + forbidden + " is not allowed in templates");
            }
            if (template.getBytes(StandardCharsets.UTF_8).length
                    > TemplateEngine.TEMPLATE_BYTES_MAX) {
                throw ApiErrors.bad("The template for " + key + " is too large");
            }
        });
    }

    /**
     * The key of an integration response: {@code $default}, or a pattern between slashes such as
     * {@code /2\d\d/}.
     *
     * @throws brume.wire.ServiceException BadRequestException if it is neither
     */
    public static Pattern pattern(String key) {
        if (key.equals("$default")) {
            return DEFAULT;
        }
        if (key.length() < 2 || !key.startsWith("/") || !key.endsWith("/")) {
            throw ApiErrors.bad("Invalid IntegrationResponseKey specified: " + key);
        }
        try {
            return Pattern.compile(key.substring(1, key.length() - 1));
        } catch (PatternSyntaxException e) {
            throw ApiErrors.bad("Invalid IntegrationResponseKey specified: " + key);
        }
    }
}
