package brume.services.apigateway.domain;

import brume.api.apigateway.Authorizer;
import brume.api.apigateway.CreateAuthorizerRequest;
import brume.api.apigateway.Resource;
import brume.base.Ids;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import org.jspecify.annotations.Nullable;

/**
 * Lambda authorizers: what they may be made of, and their patches. Source: the API reference of
 * CreateAuthorizer; its texts are not recorded anywhere public, these are ours.
 */
public final class AuthorizerRules {

    public static final int TTL_SECONDS_DEFAULT = 300;
    private static final int TTL_SECONDS_MAX = 3_600;

    private static final Pattern HEADER =
            Pattern.compile("method\\.request\\.header\\.[!#$%&'*+.^_`|~0-9A-Za-z-]+");
    private static final Pattern SOURCE =
            Pattern.compile(
                    "method\\.request\\.(header|querystring|multivalueheader|multivaluequerystring"
                            + "|path)\\.[^,\\s]+|context\\.[^,\\s]+|stageVariables\\.[^,\\s]+");

    private AuthorizerRules() {}

    public static Authorizer create(CreateAuthorizerRequest input) {
        Authorizer authorizer =
                Authorizer.builder()
                        .id(Ids.lower(ApigatewayQuotas.RESOURCE_ID_LENGTH))
                        .name(input.name())
                        .type(input.type())
                        .providerARNs(input.providerARNs())
                        .authType(input.authType())
                        .authorizerUri(input.authorizerUri())
                        .authorizerCredentials(input.authorizerCredentials())
                        .identitySource(input.identitySource())
                        .identityValidationExpression(input.identityValidationExpression())
                        .authorizerResultTtlInSeconds(
                                input.authorizerResultTtlInSeconds() == null
                                        ? TTL_SECONDS_DEFAULT
                                        : input.authorizerResultTtlInSeconds())
                        .build();
        check(authorizer);
        return authorizer;
    }

    /** Where a REQUEST authorizer's identity comes from: mapping expressions. */
    public static List<String> sources(@Nullable String identitySource) {
        return identitySource == null || identitySource.isBlank()
                ? List.of()
                : Arrays.stream(identitySource.split(",", -1)).map(String::strip).toList();
    }

    private static void check(Authorizer authorizer) {
        String type = authorizer.type() == null ? "" : authorizer.type();
        if (type.equals("COGNITO_USER_POOLS")) {
            throw ApiErrors.notImplemented("authorizers of type COGNITO_USER_POOLS");
        }
        if (authorizer.name() == null || authorizer.name().isBlank()) {
            throw ApiErrors.bad("Authorizer name must be non-empty");
        }
        String uri = authorizer.authorizerUri() == null ? "" : authorizer.authorizerUri();
        // AWS does not look at the path. Source: test_apigateway_with_custom_authorization_method.
        boolean path =
                IntegrationUri.find(uri)
                        .filter(found -> found.service().equals("lambda") && !found.isAction())
                        .isPresent();
        if (!path) {
            throw ApiErrors.bad("Invalid Authorizer URI: " + uri);
        }
        checkSources(type, authorizer);
        Integer ttl = authorizer.authorizerResultTtlInSeconds();
        if (ttl != null && (ttl < 0 || ttl > TTL_SECONDS_MAX)) {
            throw ApiErrors.bad("Authorizer result TTL must be between 0 and 3600 seconds");
        }
        String expression = authorizer.identityValidationExpression();
        try {
            var ignored = Pattern.compile(expression == null ? "" : expression);
        } catch (PatternSyntaxException e) {
            throw ApiErrors.bad("Invalid identity validation expression specified");
        }
    }

    private static void checkSources(String type, Authorizer authorizer) {
        List<String> sources = sources(authorizer.identitySource());
        if (type.equals("TOKEN")) {
            if (sources.size() != 1 || !HEADER.matcher(sources.getFirst()).matches()) {
                throw ApiErrors.bad(
                        "Invalid identity source for authorizer of type TOKEN: must be one request"
                                + " header");
            }
            return;
        }
        Integer ttl = authorizer.authorizerResultTtlInSeconds();
        if (sources.isEmpty() && ttl != null && ttl > 0) {
            throw ApiErrors.bad("Identity source is required when authorizer results are cached");
        }
        for (String source : sources) {
            if (!SOURCE.matcher(source).matches()) {
                throw ApiErrors.bad("Invalid identity source specified: " + source);
            }
        }
    }

    public static Authorizer patched(Authorizer authorizer, List<PatchPath> patches) {
        Authorizer.Builder builder = authorizer.toBuilder();
        for (PatchPath patch : patches) {
            switch (patch.name()) {
                case "name" -> builder.name(patch.replacement());
                case "type" -> builder.type(patch.replacement());
                case "authType" -> builder.authType(patch.replacement());
                case "authorizerUri" -> builder.authorizerUri(patch.replacement());
                case "authorizerCredentials" ->
                        builder.authorizerCredentials(patch.valueOrRemoval());
                case "identitySource" -> builder.identitySource(patch.valueOrRemoval());
                case "identityValidationExpression" ->
                        builder.identityValidationExpression(patch.valueOrRemoval());
                case "authorizerResultTtlInSeconds" ->
                        builder.authorizerResultTtlInSeconds(seconds(patch.replacement()));
                default -> throw patch.invalid();
            }
        }
        Authorizer patched = builder.build();
        check(patched);
        return patched;
    }

    /**
     * Checks that no method names an authorizer that is to go.
     *
     * @throws brume.wire.ServiceException ConflictException
     */
    public static void checkUnused(String id, List<Resource> resources) {
        for (Resource resource : resources) {
            if (resource.resourceMethods() != null
                    && resource.resourceMethods().values().stream()
                            .anyMatch(method -> id.equals(method.authorizerId()))) {
                throw ApiErrors.conflict(
                        "Cannot delete authorizer '"
                                + id
                                + "', is referenced in method: "
                                + resource.path());
            }
        }
    }

    private static int seconds(String text) {
        try {
            return Integer.parseInt(text);
        } catch (NumberFormatException e) {
            throw ApiErrors.bad("Authorizer result TTL must be between 0 and 3600 seconds");
        }
    }
}
