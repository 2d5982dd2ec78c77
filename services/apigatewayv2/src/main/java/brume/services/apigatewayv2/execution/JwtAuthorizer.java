package brume.services.apigatewayv2.execution;

import brume.api.apigatewayv2.Authorizer;
import brume.api.apigatewayv2.JWTConfiguration;
import brume.base.Clock;
import brume.services.apigatewayv2.domain.ParameterMapping;
import brume.wire.Documents;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSVerifier;
import com.nimbusds.jose.crypto.ECDSAVerifier;
import com.nimbusds.jose.crypto.RSASSAVerifier;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.KeyUse;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import java.text.ParseException;
import java.time.Instant;
import java.util.Arrays;
import java.util.Collection;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Lets a request pass that shows a good token of the issuer. Which claims are checked: Developer
 * Guide, "Control access to HTTP APIs with JWT authorizers in API Gateway". AWS takes RSA
 * signatures only; elliptic curves are taken here too.
 */
final class JwtAuthorizer {

    private static final int TOKEN_LENGTH_MAX = 16_384;
    private static final String BEARER = "bearer ";

    /** None with a shared secret, and not "none". */
    private static final Set<JWSAlgorithm> ALGORITHMS =
            Set.of(
                    JWSAlgorithm.RS256,
                    JWSAlgorithm.RS384,
                    JWSAlgorithm.RS512,
                    JWSAlgorithm.PS256,
                    JWSAlgorithm.PS384,
                    JWSAlgorithm.PS512,
                    JWSAlgorithm.ES256,
                    JWSAlgorithm.ES384,
                    JWSAlgorithm.ES512);

    private final String source;
    private final String issuer;
    private final List<String> audience;
    private final KeySets keys;

    JwtAuthorizer(Authorizer authorizer, KeySets keys) {
        JWTConfiguration configuration = authorizer.jwtConfiguration();
        List<String> sources = Objects.requireNonNullElse(authorizer.identitySource(), List.of());
        this.source = sources.isEmpty() ? "$request.header.Authorization" : sources.getFirst();
        this.issuer = configuration == null ? "" : String.valueOf(configuration.issuer());
        List<String> configured = configuration == null ? null : configuration.audience();
        this.audience = Objects.requireNonNullElse(configured, List.of());
        this.keys = keys;
    }

    /**
     * Lets a request pass, with the claims in the context.
     *
     * @param required scopes of which the token needs one, if there are any
     * @throws RefusedException 401 without a good token, 403 without such a scope
     */
    void authorize(Exchange exchange, List<String> required, Clock clock) {
        String token = ParameterMapping.evaluate(source, exchange::variable).strip();
        if (token.regionMatches(true, 0, BEARER, 0, BEARER.length())) {
            token = token.substring(BEARER.length()).strip();
        }
        if (token.isEmpty()) {
            throw RefusedException.badToken("");
        }
        try {
            if (token.length() > TOKEN_LENGTH_MAX) {
                throw RefusedException.badToken("the token is too long");
            }
            SignedJWT jwt = SignedJWT.parse(token);
            verify(jwt);
            JWTClaimsSet claims = jwt.getJWTClaimsSet();
            check(claims, clock.now());
            List<String> scopes = scopes(claims);
            if (!required.isEmpty() && required.stream().noneMatch(scopes::contains)) {
                throw RefusedException.missingScope(String.join(" ", required));
            }
            exchange.authorized("jwt", said(claims, scopes));
        } catch (ParseException e) {
            throw RefusedException.badToken("unable to parse the token");
        } catch (JOSEException e) {
            throw RefusedException.badToken("signature is not valid");
        }
    }

    private void verify(SignedJWT jwt) throws JOSEException {
        JWSAlgorithm algorithm = jwt.getHeader().getAlgorithm();
        if (!ALGORITHMS.contains(algorithm)) {
            throw RefusedException.badToken("signing method is invalid");
        }
        String keyId = jwt.getHeader().getKeyID();
        if (keyId == null) {
            throw RefusedException.badToken("the token has no key id");
        }
        JWK key =
                keys.find(issuer, keyId)
                        .orElseThrow(() -> RefusedException.badToken("signing key is unknown"));
        boolean other = key.getAlgorithm() != null && !key.getAlgorithm().equals(algorithm);
        if (other || KeyUse.ENCRYPTION.equals(key.getKeyUse())) {
            throw RefusedException.badToken("signing method is invalid");
        }
        if (!jwt.verify(verifier(key, algorithm))) {
            throw RefusedException.badToken("signature is not valid");
        }
    }

    private static JWSVerifier verifier(JWK key, JWSAlgorithm algorithm) throws JOSEException {
        if (key instanceof RSAKey rsa && !JWSAlgorithm.Family.EC.contains(algorithm)) {
            return new RSASSAVerifier(rsa);
        }
        if (key instanceof ECKey curve && JWSAlgorithm.Family.EC.contains(algorithm)) {
            return new ECDSAVerifier(curve);
        }
        throw new JOSEException("a key of another kind");
    }

    private void check(JWTClaimsSet claims, Instant now) throws ParseException {
        if (!issuer.equals(claims.getIssuer())) {
            throw RefusedException.badToken("invalid issuer");
        }
        List<String> audiences = claims.getAudience();
        String client = audiences.isEmpty() ? claims.getStringClaim("client_id") : null;
        boolean ours =
                audiences.stream().anyMatch(audience::contains)
                        || client != null && audience.contains(client);
        if (!ours) {
            throw RefusedException.badToken("invalid audience");
        }
        Date expires = claims.getExpirationTime();
        if (expires == null || !now.isBefore(expires.toInstant())) {
            throw RefusedException.badToken("the token has expired");
        }
        Date from = claims.getNotBeforeTime();
        Date issued = claims.getIssueTime();
        if (from != null && now.isBefore(from.toInstant())
                || issued != null && now.isBefore(issued.toInstant())) {
            throw RefusedException.badToken("the token is not valid yet");
        }
    }

    /** From {@code scope}, a text, or {@code scp}, a text or a list. */
    private static List<String> scopes(JWTClaimsSet claims) {
        Object found =
                claims.getClaim("scope") == null
                        ? claims.getClaim("scp")
                        : claims.getClaim("scope");
        if (found instanceof Collection<?> list) {
            return list.stream().map(String::valueOf).toList();
        }
        return found == null
                ? List.of()
                : Arrays.stream(found.toString().split(" ")).filter(s -> !s.isEmpty()).toList();
    }

    /** Claims are texts; of a list, the text is its elements between brackets. */
    private static ObjectNode said(JWTClaimsSet claims, List<String> scopes) {
        ObjectNode said = Documents.object();
        ObjectNode texts = said.putObject("claims");
        for (Map.Entry<String, Object> claim : claims.getClaims().entrySet()) {
            if (claim.getValue() != null) {
                texts.put(claim.getKey(), text(single(claim)));
            }
        }
        if (scopes.isEmpty()) {
            said.putNull("scopes");
        } else {
            ArrayNode array = said.putArray("scopes");
            scopes.forEach(array::add);
        }
        return said;
    }

    /** The library makes a list of an audience even if the token has one text. */
    private static Object single(Map.Entry<String, Object> claim) {
        return claim.getKey().equals("aud")
                        && claim.getValue() instanceof List<?> list
                        && list.size() == 1
                        && list.getFirst() != null
                ? list.getFirst()
                : claim.getValue();
    }

    private static String text(Object value) {
        return switch (value) {
            case Date date -> Long.toString(date.toInstant().getEpochSecond());
            case Collection<?> list ->
                    list.stream().map(String::valueOf).collect(Collectors.joining(" ", "[", "]"));
            default -> value.toString();
        };
    }
}
