package brume.services.apigatewayv2.op;

import brume.api.apigatewayv2.Authorizer;
import brume.api.apigatewayv2.JWTConfiguration;
import brume.api.apigatewayv2.Route;
import brume.base.Ids;
import brume.services.apigatewayv2.domain.ApiErrors;
import brume.services.apigatewayv2.domain.HttpApiQuotas;
import brume.services.apigatewayv2.store.ApiRows;
import brume.services.apigatewayv2.store.ApiWriter;
import brume.services.apigatewayv2.store.Part;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.List;
import java.util.Objects;

/** What an authorizer of an HTTP API may be. */
final class AuthorizerRules implements Rules<Authorizer> {

    private static final int TTL_SECONDS_DEFAULT = 300;
    private static final int TTL_SECONDS_MAX = 3_600;
    private static final String SOURCE =
            "\\$(request\\.(header|querystring)\\.[^.\\s]+|context\\.\\S+|stageVariables\\.\\S+)";

    @Override
    public Authorizer created(Authorizer draft, ApiWriter rows, String apiId) {
        if (rows.list(Part.AUTHORIZER, apiId).size() >= HttpApiQuotas.AUTHORIZERS.value()) {
            throw ApiErrors.tooMany("authorizers");
        }
        Authorizer.Builder builder =
                draft.toBuilder().authorizerId(Ids.lower(HttpApiQuotas.PART_ID_LENGTH));
        if ("REQUEST".equals(draft.authorizerType())) {
            builder.authorizerResultTtlInSeconds(
                            Objects.requireNonNullElse(
                                    draft.authorizerResultTtlInSeconds(), TTL_SECONDS_DEFAULT))
                    .enableSimpleResponses(Boolean.TRUE.equals(draft.enableSimpleResponses()));
        }
        return checked(builder.build());
    }

    @Override
    public Authorizer updated(Authorizer before, Authorizer after, ApiWriter rows, String apiId) {
        return checked(after);
    }

    @Override
    public void deleted(Authorizer authorizer, ApiRows rows, String apiId) {
        checkUnused(authorizer, rows, apiId);
    }

    static void checkUnused(Authorizer authorizer, ApiRows rows, String apiId) {
        for (Route route : rows.list(Part.ROUTE, apiId)) {
            if (Objects.equals(route.authorizerId(), authorizer.authorizerId())) {
                throw ApiErrors.conflict(
                        "Cannot delete authorizer '"
                                + authorizer.authorizerId()
                                + "', is referenced in route: "
                                + route.routeKey());
            }
        }
    }

    private static Authorizer checked(Authorizer authorizer) {
        if (authorizer.identityValidationExpression() != null
                && !authorizer.identityValidationExpression().isEmpty()) {
            throw ApiErrors.bad("IdentityValidationExpression is not supported for HTTP APIs");
        }
        List<String> sources = Objects.requireNonNullElse(authorizer.identitySource(), List.of());
        for (String source : sources) {
            if (!source.matches(SOURCE)) {
                throw ApiErrors.bad("Invalid mapping expression specified: " + source);
            }
        }
        switch (String.valueOf(authorizer.authorizerType())) {
            case "JWT" -> checkJwt(authorizer, sources);
            case "REQUEST" -> checkRequest(authorizer, sources);
            default -> throw ApiErrors.bad("Invalid authorizer type specified");
        }
        return authorizer;
    }

    private static void checkJwt(Authorizer authorizer, List<String> sources) {
        JWTConfiguration jwt = authorizer.jwtConfiguration();
        String issuer = jwt == null ? null : jwt.issuer();
        List<String> audience = jwt == null ? null : jwt.audience();
        if (issuer == null || !isAddress(issuer)) {
            throw ApiErrors.bad("Invalid issuer: " + issuer + ". Issuer must be a valid URL");
        }
        if (audience == null || audience.isEmpty()) {
            throw ApiErrors.bad("Audience is required for JWT authorizers");
        }
        if (audience.size() > HttpApiQuotas.AUDIENCES.value()) {
            throw ApiErrors.tooMany("audiences");
        }
        boolean token = sources.size() == 1 && sources.getFirst().startsWith("$request.");
        if (!token) {
            throw ApiErrors.bad(
                    "Identity source for JWT authorizers must be one header or query string"
                            + " parameter");
        }
        if (authorizer.authorizerUri() != null
                || authorizer.authorizerPayloadFormatVersion() != null
                || authorizer.enableSimpleResponses() != null) {
            throw ApiErrors.bad(
                    "AuthorizerUri, AuthorizerPayloadFormatVersion and EnableSimpleResponses are"
                            + " supported for REQUEST authorizers only");
        }
    }

    private static boolean isAddress(String issuer) {
        try {
            URI uri = new URI(issuer);
            String scheme = String.valueOf(uri.getScheme());
            return (scheme.equals("https") || scheme.equals("http")) && uri.getHost() != null;
        } catch (URISyntaxException e) {
            return false;
        }
    }

    private static void checkRequest(Authorizer authorizer, List<String> sources) {
        String uri = Objects.requireNonNullElse(authorizer.authorizerUri(), "");
        if (!uri.startsWith("arn:")) {
            throw ApiErrors.bad("Invalid Authorizer URI: " + uri);
        }
        String version = authorizer.authorizerPayloadFormatVersion();
        if (!"1.0".equals(version) && !"2.0".equals(version)) {
            throw ApiErrors.bad(
                    "AuthorizerPayloadFormatVersion is a required parameter for REQUEST authorizer."
                            + " Valid values are 1.0 and 2.0");
        }
        if (Boolean.TRUE.equals(authorizer.enableSimpleResponses()) && "1.0".equals(version)) {
            throw ApiErrors.bad(
                    "EnableSimpleResponses is supported for payload format version 2.0 only");
        }
        int ttl = Objects.requireNonNullElse(authorizer.authorizerResultTtlInSeconds(), 0);
        if (ttl < 0 || ttl > TTL_SECONDS_MAX) {
            throw ApiErrors.bad("Authorizer result TTL must be between 0 and 3600 seconds");
        }
        if (ttl > 0 && sources.isEmpty()) {
            throw ApiErrors.bad("Identity source is required when authorizer caching is enabled");
        }
        if (authorizer.jwtConfiguration() != null) {
            throw ApiErrors.bad("JwtConfiguration is supported for JWT authorizers only");
        }
    }
}
