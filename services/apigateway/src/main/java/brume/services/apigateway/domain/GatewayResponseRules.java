package brume.services.apigateway.domain;

import brume.api.apigateway.ApigatewayErrors;
import brume.api.apigateway.GatewayResponse;
import brume.api.apigateway.PutGatewayResponseRequest;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Gateway responses: what clients are told when a request does not reach its integration. One that
 * is not defined is that of its class (DEFAULT_4XX, DEFAULT_5XX), or AWS's own. Source:
 * LocalStack's recordings of TestApiGatewayGatewayResponse.
 */
public final class GatewayResponseRules {

    public static final String TEMPLATE = "{\"message\":$context.error.messageString}";
    private static final String JSON = "application/json";
    private static final String CLIENT = "DEFAULT_4XX";
    private static final String SERVER = "DEFAULT_5XX";

    /** The types with their statuses; the two defaults have none. */
    private static final Map<String, String> STATUSES = statuses();

    private static final Pattern STATUS = Pattern.compile("[1-5]\\d\\d");
    private static final Pattern TARGET =
            Pattern.compile("gatewayresponse\\.header\\.[!#$%&'*+.^_`|~0-9A-Za-z-]+");
    private static final Pattern SOURCE =
            Pattern.compile(
                    "method\\.request\\.(path|querystring|header|multivaluequerystring"
                            + "|multivalueheader)\\..+|context\\..+|stageVariables\\..+|'[^']*'",
                    Pattern.DOTALL);

    private GatewayResponseRules() {}

    private static Map<String, String> statuses() {
        Map<String, String> statuses = new TreeMap<>();
        for (String type :
                List.of(
                        "ACCESS_DENIED 403",
                        "API_CONFIGURATION_ERROR 500",
                        "AUTHORIZER_CONFIGURATION_ERROR 500",
                        "AUTHORIZER_FAILURE 500",
                        "BAD_REQUEST_BODY 400",
                        "BAD_REQUEST_PARAMETERS 400",
                        "DEFAULT_4XX ",
                        "DEFAULT_5XX ",
                        "EXPIRED_TOKEN 403",
                        "INTEGRATION_FAILURE 504",
                        "INTEGRATION_TIMEOUT 504",
                        "INVALID_API_KEY 403",
                        "INVALID_SIGNATURE 403",
                        "MISSING_AUTHENTICATION_TOKEN 403",
                        "QUOTA_EXCEEDED 429",
                        "REQUEST_TOO_LARGE 413",
                        "RESOURCE_NOT_FOUND 404",
                        "THROTTLED 429",
                        "UNAUTHORIZED 401",
                        "UNSUPPORTED_MEDIA_TYPE 415",
                        "WAF_FILTERED 403")) {
            int space = type.indexOf(' ');
            statuses.put(type.substring(0, space), type.substring(space + 1));
        }
        return statuses;
    }

    /** The response of a type, as far as an API defines it or its class. */
    public static @Nullable GatewayResponse defined(String type, List<GatewayResponse> defined) {
        GatewayResponse own = find(type, defined);
        if (own != null) {
            return own;
        }
        String status = STATUSES.getOrDefault(type, "");
        return find(status.startsWith("5") || type.equals(SERVER) ? SERVER : CLIENT, defined);
    }

    private static @Nullable GatewayResponse find(String type, List<GatewayResponse> defined) {
        for (GatewayResponse response : defined) {
            if (type.equals(response.responseType())) {
                return response;
            }
        }
        return null;
    }

    /** The response of a type as an API shows it. */
    public static GatewayResponse shown(String type, List<GatewayResponse> defined) {
        GatewayResponse found = defined(type, defined);
        if (found == null) {
            return response(type, null, null, null).toBuilder().defaultResponse(true).build();
        }
        if (type.equals(found.responseType())) {
            return found;
        }
        return found.toBuilder()
                .responseType(type)
                .statusCode(found.statusCode() == null ? status(type) : found.statusCode())
                .defaultResponse(true)
                .build();
    }

    /** Every type as an API shows it, by name. */
    public static List<GatewayResponse> all(List<GatewayResponse> defined) {
        return STATUSES.keySet().stream().map(type -> shown(type, defined)).toList();
    }

    private static @Nullable String status(String type) {
        String status = STATUSES.getOrDefault(type, "");
        return status.isEmpty() ? null : status;
    }

    public static GatewayResponse create(PutGatewayResponseRequest input) {
        return response(
                input.responseType(),
                input.statusCode(),
                input.responseParameters(),
                input.responseTemplates());
    }

    private static GatewayResponse response(
            String type,
            @Nullable String status,
            @Nullable Map<String, String> parameters,
            @Nullable Map<String, String> templates) {
        GatewayResponse response =
                GatewayResponse.builder()
                        .responseType(type)
                        .statusCode(status == null ? status(type) : status)
                        .responseParameters(parameters == null ? Map.of() : parameters)
                        .responseTemplates(
                                templates == null || templates.isEmpty()
                                        ? Map.of(JSON, TEMPLATE)
                                        : templates)
                        .defaultResponse(false)
                        .build();
        check(response);
        return response;
    }

    private static void check(GatewayResponse response) {
        String status = response.statusCode();
        if (status != null && !STATUS.matcher(status).matches()) {
            throw ApiErrors.bad("Invalid status code specified: " + status);
        }
        Objects.requireNonNull(response.responseParameters())
                .forEach((target, source) -> {
                    if (!TARGET.matcher(target).matches() || !SOURCE.matcher(source).matches()) {
                        throw ApiErrors.bad(
                                "Invalid mapping expression specified: " + target + ": " + source);
                    }
                });
    }

    public static GatewayResponse patched(GatewayResponse response, List<PatchPath> patches) {
        GatewayResponse patched = response;
        for (PatchPath patch : patches) {
            patched = patched(patched, patch);
        }
        check(patched);
        return patched.toBuilder().defaultResponse(false).build();
    }

    private static GatewayResponse patched(GatewayResponse response, PatchPath patch) {
        GatewayResponse.Builder builder = response.toBuilder();
        switch (patch.name()) {
            case "statusCode" -> {
                if (!patch.op().equals("replace") || patch.names().size() != 1) {
                    throw patch.invalid();
                }
                builder.statusCode(patch.value());
            }
            case "responseParameters" ->
                    builder.responseParameters(entry(response.responseParameters(), patch));
            case "responseTemplates" ->
                    builder.responseTemplates(entry(response.responseTemplates(), patch));
            default -> throw patch.invalid();
        }
        return builder.build();
    }

    private static Map<String, String> entry(
            @Nullable Map<String, String> entries, PatchPath patch) {
        if (patch.names().size() != 2) {
            throw patch.invalid();
        }
        String value = patch.value();
        if (!patch.isRemove() && (value == null || value.isEmpty())) {
            throw ApiErrors.bad("Invalid null or empty value in " + patch.name());
        }
        boolean known = entries != null && entries.containsKey(patch.names().get(1));
        if (patch.op().equals("replace") && !known) {
            throw ApigatewayErrors.notFoundException("Invalid parameter name specified");
        }
        return patch.applyTo(entries, text -> text);
    }
}
