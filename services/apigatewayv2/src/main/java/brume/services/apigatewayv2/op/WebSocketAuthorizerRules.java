package brume.services.apigatewayv2.op;

import brume.api.apigatewayv2.Authorizer;
import brume.base.Ids;
import brume.services.apigatewayv2.domain.ApiErrors;
import brume.services.apigatewayv2.domain.HttpApiQuotas;
import brume.services.apigatewayv2.store.ApiRows;
import brume.services.apigatewayv2.store.ApiWriter;
import brume.services.apigatewayv2.store.Part;
import java.util.List;
import java.util.Objects;

/** What an authorizer of a WebSocket API may be: a function that is asked at every connect. */
final class WebSocketAuthorizerRules implements Rules<Authorizer> {

    private static final String SOURCE =
            "(route\\.request\\.(header|querystring)\\.[^.\\s]+|context\\.\\S+|stageVariables\\.\\S+)";

    @Override
    public Authorizer created(Authorizer draft, ApiWriter rows, String apiId) {
        if (rows.list(Part.AUTHORIZER, apiId).size() >= HttpApiQuotas.AUTHORIZERS.value()) {
            throw ApiErrors.tooMany("authorizers");
        }
        return checked(
                draft.toBuilder().authorizerId(Ids.lower(HttpApiQuotas.PART_ID_LENGTH)).build());
    }

    @Override
    public Authorizer updated(Authorizer before, Authorizer after, ApiWriter rows, String apiId) {
        return checked(after);
    }

    @Override
    public void deleted(Authorizer authorizer, ApiRows rows, String apiId) {
        AuthorizerRules.checkUnused(authorizer, rows, apiId);
    }

    private static Authorizer checked(Authorizer authorizer) {
        if (!"REQUEST".equals(authorizer.authorizerType())) {
            throw ApiErrors.bad("WebSocket APIs support authorizers of type REQUEST only");
        }
        if (!Objects.requireNonNullElse(authorizer.authorizerUri(), "").startsWith("arn:")) {
            throw ApiErrors.bad("Invalid Authorizer URI: " + authorizer.authorizerUri());
        }
        boolean forHttpApis =
                authorizer.authorizerPayloadFormatVersion() != null
                        || Boolean.TRUE.equals(authorizer.enableSimpleResponses())
                        || Objects.requireNonNullElse(authorizer.authorizerResultTtlInSeconds(), 0)
                                > 0
                        || authorizer.jwtConfiguration() != null;
        if (forHttpApis) {
            throw ApiErrors.bad(
                    "AuthorizerPayloadFormatVersion, EnableSimpleResponses,"
                            + " AuthorizerResultTtlInSeconds and JwtConfiguration are supported for"
                            + " HTTP APIs only");
        }
        String validation =
                Objects.requireNonNullElse(authorizer.identityValidationExpression(), "");
        if (!validation.isEmpty()) {
            throw ApiErrors.bad(
                    "IdentityValidationExpression is not supported for REQUEST authorizers");
        }
        for (String source :
                Objects.requireNonNullElse(authorizer.identitySource(), List.<String>of())) {
            if (!source.matches(SOURCE)) {
                throw ApiErrors.bad("Invalid mapping expression specified: " + source);
            }
        }
        return authorizer;
    }
}
