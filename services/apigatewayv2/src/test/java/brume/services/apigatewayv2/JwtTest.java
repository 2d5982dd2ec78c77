package brume.services.apigatewayv2;

import static org.assertj.core.api.Assertions.assertThat;

import brume.wire.HttpResponse;
import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSSigner;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.PlainJWT;
import com.nimbusds.jwt.SignedJWT;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** JWT authorizers: which tokens pass, and which attacks do not. */
class JwtTest extends HttpApiFixture {

    private static final String ISSUER = "https://issuer.example/pool";
    private static RSAKey rsa;
    private static ECKey curve;
    private static RSAKey foreign;

    @BeforeAll
    static void keys() throws JOSEException {
        rsa = new RSAKeyGenerator(2048).keyID("rsa").generate();
        curve = new ECKeyGenerator(Curve.P_256).keyID("ec").generate();
        foreign = new RSAKeyGenerator(2048).keyID("rsa").generate();
    }

    @BeforeEach
    void authorizer() {
        gateway.endpoints.at(
                ISSUER + "/.well-known/openid-configuration",
                "{\"issuer\":\"" + ISSUER + "\",\"jwks_uri\":\"https://issuer.example/keys\"}");
        gateway.endpoints.at(
                "https://issuer.example/keys", new JWKSet(List.of(rsa, curve)).toString(true));
        String id =
                call(
                                "CreateAuthorizer",
                                "{'Name':'j','AuthorizerType':'JWT','IdentitySource':"
                                        + "['$request.header.Authorization'],'JwtConfiguration':"
                                        + "{'Issuer':'"
                                        + ISSUER
                                        + "','Audience':['us']}}")
                        .get("AuthorizerId")
                        .asText();
        String guarded = ",'AuthorizationType':'JWT','AuthorizerId':'" + id + "'";
        String function = function("2.0");
        route("GET /a", function, guarded);
        route("GET /s", function, guarded + ",'AuthorizationScopes':['read','admin']");
        gateway.calls.answer("{}");
    }

    private JWTClaimsSet.Builder claims() {
        Instant now = gateway.clock.now();
        return new JWTClaimsSet.Builder()
                .issuer(ISSUER)
                .audience("us")
                .subject("jane")
                .claim("scope", "read write")
                .claim("groups", List.of("x", "y"))
                .issueTime(Date.from(now.minusSeconds(1)))
                .expirationTime(Date.from(now.plusSeconds(600)));
    }

    private static String signed(
            JWSAlgorithm algorithm, String key, JWSSigner signer, JWTClaimsSet claims)
            throws JOSEException {
        SignedJWT jwt = new SignedJWT(new JWSHeader.Builder(algorithm).keyID(key).build(), claims);
        jwt.sign(signer);
        return jwt.serialize();
    }

    private static String good(JWTClaimsSet claims) throws JOSEException {
        return signed(JWSAlgorithm.RS256, "rsa", new RSASSASigner(rsa), claims);
    }

    private HttpResponse show(String path, String token) {
        return send("GET", path, "", "Authorization", "Bearer " + token);
    }

    private int status(String token) {
        return show("/a", token).status();
    }

    @Test
    void goodTokensPassWithTheirClaims() throws JOSEException {
        assertThat(status(good(claims().build()))).isEqualTo(200);
        var said = gateway.calls.lastEvent().at("/requestContext/authorizer/jwt");
        assertThat(said.at("/claims/sub").asText()).isEqualTo("jane");
        assertThat(said.at("/claims/aud").asText()).isEqualTo("us");
        assertThat(said.at("/claims/groups").asText()).isEqualTo("[x y]");
        assertThat(said.at("/scopes/0").asText()).isEqualTo("read");
        assertThat(
                        status(
                                signed(
                                        JWSAlgorithm.ES256,
                                        "ec",
                                        new ECDSASigner(curve),
                                        claims().audience(List.of())
                                                .claim("client_id", "us")
                                                .build())))
                .isEqualTo(200);
        // Discovery and keys are asked for once.
        assertThat(gateway.endpoints.requests).hasSize(2);
    }

    @Test
    void badTokensDoNot() throws JOSEException {
        Instant now = gateway.clock.now();
        assertThat(get("/a")).isEqualTo("401 {\"message\":\"Unauthorized\"}");
        String good = good(claims().build());
        assertThat(status(good)).isEqualTo(200);
        for (String bad :
                List.of(
                        "nonsense",
                        good.substring(0, good.length() - 8) + "AAAAAAAA",
                        new PlainJWT(claims().build()).serialize(),
                        signed(
                                JWSAlgorithm.RS256,
                                "rsa",
                                new RSASSASigner(foreign),
                                claims().build()),
                        // The public key taken for a shared secret.
                        signed(
                                JWSAlgorithm.HS256,
                                "rsa",
                                new MACSigner(rsa.toPublicJWK().toJSONString()),
                                claims().build()),
                        // One kind of key named for the other.
                        signed(JWSAlgorithm.ES256, "rsa", new ECDSASigner(curve), claims().build()),
                        signed(
                                JWSAlgorithm.RS256,
                                "nobody",
                                new RSASSASigner(rsa),
                                claims().build()),
                        good(claims().issuer("https://other.example").build()),
                        good(claims().audience("them").build()),
                        good(claims().audience("them").claim("client_id", "us").build()),
                        good(claims().expirationTime(Date.from(now.minusSeconds(1))).build()),
                        good(claims().expirationTime(null).build()),
                        good(claims().notBeforeTime(Date.from(now.plusSeconds(60))).build()),
                        good(claims().issueTime(Date.from(now.plusSeconds(60))).build()))) {
            HttpResponse response = show("/a", bad);
            assertThat(Gateway.text(response)).isEqualTo("401 {\"message\":\"Unauthorized\"}");
            assertThat(response.headers().first("WWW-Authenticate").orElseThrow())
                    .contains("error=\"invalid_token\"");
        }
        assertThat(gateway.calls.invocations()).isEqualTo(1);
        // Unknown key ids do not make us ask the issuer again and again.
        assertThat(gateway.endpoints.requests).hasSize(2);
    }

    @Test
    void scopesAndNewKeys() throws JOSEException {
        assertThat(show("/s", good(claims().build())).status()).isEqualTo(200);
        HttpResponse without = show("/s", good(claims().claim("scope", "write").build()));
        assertThat(Gateway.text(without)).isEqualTo("403 {\"message\":\"Forbidden\"}");
        assertThat(without.headers().first("WWW-Authenticate"))
                .hasValue("Bearer scope=\"read admin\" error=\"insufficient_scope\"");
        RSAKey next = new RSAKeyGenerator(2048).keyID("next").generate();
        gateway.endpoints.at(
                "https://issuer.example/keys", new JWKSet(next.toPublicJWK()).toString(true));
        gateway.clock.advance(Duration.ofSeconds(60));
        String token = signed(JWSAlgorithm.RS256, "next", new RSASSASigner(next), claims().build());
        assertThat(status(token)).isEqualTo(200);
        assertThat(status(good(claims().build()))).isEqualTo(401);
    }
}
