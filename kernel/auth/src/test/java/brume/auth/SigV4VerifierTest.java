package brume.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import brume.auth.AuthFailure.Reason;
import brume.wire.HttpHeaders;
import brume.wire.Protocol;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class SigV4VerifierTest {

    private static final Instant NOW = Instant.parse("2026-03-04T05:06:07Z");
    private static final SigV4Rules RULES = SigV4Rules.of(Protocol.AWS_JSON_1_0, "dynamodb");
    private static final byte[] BODY = "{}".getBytes(StandardCharsets.UTF_8);

    private final SigV4Verifier verifier = new SigV4Verifier();
    private final SigV4Signer signer =
            new SigV4Signer("AKIDEXAMPLE", "secret", "", "us-east-1", "dynamodb");

    private HttpHeaders signed(Instant at) {
        HttpHeaders headers =
                new HttpHeaders()
                        .add("Host", "localhost:4566")
                        .add("X-Amz-Target", "DynamoDB_20120810.ListTables");
        signer.sign("POST", "/", "", headers, BODY, PayloadMode.SIGNED, at);
        return headers;
    }

    private void verify(HttpHeaders headers, byte[] body, String secret, SigV4Rules rules) {
        verify(new SignedRequest("POST", "/", "", headers::all, body), secret, rules);
    }

    private void verify(SignedRequest request, String secret, SigV4Rules rules, Instant... nows) {
        verifier.verify(
                request,
                SigV4Authorization.parse(request),
                secret,
                rules,
                nows.length == 0 ? List.of(NOW) : List.of(nows));
    }

    private static AuthFailure failure(Runnable verification) {
        AuthFailureException e =
                catchThrowableOfType(AuthFailureException.class, verification::run);
        assertThat(e).as("the request is refused").isNotNull();
        return e.failure();
    }

    @Test
    void acceptsItsOwnSignatureAndNothingElse() {
        HttpHeaders headers = signed(NOW);
        verify(headers, BODY, "secret", RULES);
        AuthFailure wrong = failure(() -> verify(headers, BODY, "Secret", RULES));
        assertThat(wrong.reason()).isEqualTo(Reason.SIGNATURE_MISMATCH);
        assertThat(wrong.message())
                .startsWith("The request signature we calculated does not match")
                .contains("The Canonical String for this request should have been\n'POST\n/\n")
                .contains("The String-to-Sign should have been\n'AWS4-HMAC-SHA256\n2026");
        assertThat(failure(() -> verify(headers, new byte[] {'['}, "secret", RULES)).reason())
                .isEqualTo(Reason.SIGNATURE_MISMATCH);
        HttpHeaders other = signed(NOW).set("X-Amz-Target", "DynamoDB_20120810.DeleteTable");
        assertThat(failure(() -> verify(other, BODY, "secret", RULES)).reason())
                .isEqualTo(Reason.SIGNATURE_MISMATCH);
    }

    @Test
    void comparesTimesWithEveryPresent() {
        SignedRequest old =
                new SignedRequest("POST", "/", "", signed(NOW.minusSeconds(301))::all, BODY);
        assertThat(failure(() -> verify(old, "secret", RULES)))
                .isEqualTo(
                        new AuthFailure(
                                Reason.SIGNATURE_EXPIRED,
                                "Signature expired: 20260304T050106Z is now earlier than"
                                        + " 20260304T050107Z (20260304T050607Z - 5 min.)"));
        verify(old, "secret", SigV4Rules.of(Protocol.AWS_QUERY, "dynamodb"));
        verify(old, "secret", RULES, NOW.plus(Duration.ofDays(180)), NOW.minusSeconds(10));
        SignedRequest early =
                new SignedRequest("POST", "/", "", signed(NOW.plusSeconds(301))::all, BODY);
        assertThat(failure(() -> verify(early, "secret", RULES)))
                .isEqualTo(
                        new AuthFailure(
                                Reason.SIGNATURE_NOT_YET_CURRENT,
                                "Signature not yet current: 20260304T051108Z is still later than"
                                        + " 20260304T051107Z (20260304T050607Z + 5 min.)"));
    }

    @Test
    void checksTheScope() {
        HttpHeaders headers = signed(NOW);
        SigV4Rules rules = SigV4Rules.of(Protocol.AWS_JSON_1_0, "events").withRegion("eu-west-1");
        assertThat(failure(() -> verify(headers, BODY, "secret", rules)).message())
                .isEqualTo(
                        "Credential should be scoped to a valid region. Credential should be scoped"
                                + " to correct service: 'events'. ");
        String header = headers.first("authorization").orElseThrow();
        HttpHeaders day = signed(NOW).set("Authorization", header.replace("20260304", "20260303"));
        assertThat(failure(() -> verify(day, BODY, "secret", RULES)).message())
                .isEqualTo(
                        "Date in Credential scope does not match YYYYMMDD from ISO-8601 version of"
                                + " date from HTTP: '20260303' != '20260304', from"
                                + " '20260304T050607Z'.");
        HttpHeaders end = signed(NOW).set("Authorization", header.replace("aws4_request", "x"));
        assertThat(failure(() -> verify(end, BODY, "secret", RULES)).message())
                .contains("valid terminator: 'aws4_request', not 'x'");
    }

    @Test
    void namesWhatIsMissing() {
        assertThat(failure(() -> verify(new HttpHeaders(), BODY, "s", RULES)).reason())
                .isEqualTo(Reason.MISSING_TOKEN);
        HttpHeaders basic = new HttpHeaders().add("Authorization", "Basic dGVzdA==");
        assertThat(failure(() -> verify(basic, BODY, "s", RULES)).reason())
                .isEqualTo(Reason.MISSING_TOKEN);
        HttpHeaders empty = new HttpHeaders().add("Authorization", "AWS4-HMAC-SHA256 a=b");
        AuthFailure failure = failure(() -> verify(empty, BODY, "s", RULES));
        assertThat(failure.reason()).isEqualTo(Reason.INCOMPLETE_SIGNATURE);
        assertThat(failure.message())
                .startsWith(
                        "Authorization header requires 'Credential' parameter. Authorization header"
                            + " requires 'Signature' parameter. Authorization header requires"
                            + " 'SignedHeaders' parameter. Authorization header requires existence"
                            + " of either a 'X-Amz-Date' or a 'Date' header. ");
        SignedRequest query =
                new SignedRequest(
                        "GET", "/", "X-Amz-Algorithm=AWS4-HMAC-SHA256", n -> List.of(), BODY);
        assertThat(failure(() -> verify(query, "s", RULES)).message())
                .startsWith("AWS query-string parameters must include 'X-Amz-Credential'. ");
    }

    @Test
    void presignedRequestsExpire() {
        SigV4Signer sts = new SigV4Signer("AKIDEXAMPLE", "secret", "to/ken", "us-east-1", "sts");
        String query = sts.presign("GET", "/", "Action=GetCallerIdentity", "host", 60, NOW);
        SigV4Rules rules = SigV4Rules.of(Protocol.AWS_QUERY, "sts");
        SignedRequest request =
                new SignedRequest(
                        "GET",
                        "/",
                        query,
                        n -> n.equals("host") ? List.of("host") : List.of(),
                        new byte[0]);
        verify(request, "secret", rules, NOW.plusSeconds(60));
        assertThat(SigV4Authorization.parse(request).sessionToken()).isEqualTo("to/ken");
        assertThat(failure(() -> verify(request, "secret", rules, NOW.plusSeconds(61))))
                .isEqualTo(
                        new AuthFailure(
                                Reason.SIGNATURE_EXPIRED,
                                "Signature expired: 20260304T050707Z is now earlier than"
                                        + " 20260304T050708Z"));
        for (String expires : List.of("0", "604801", "-1", "x", "99999999999")) {
            SignedRequest bad =
                    new SignedRequest(
                            "GET",
                            "/",
                            query.replace("Expires=60", "Expires=" + expires),
                            request.headers(),
                            new byte[0]);
            assertThat(failure(() -> verify(bad, "secret", rules)).reason())
                    .isEqualTo(Reason.INCOMPLETE_SIGNATURE);
        }
    }

    @Test
    void refusesUnsignedBodiesWhereTheyAreNotAllowed() {
        HttpHeaders headers = new HttpHeaders().add("Host", "h");
        signer.sign("POST", "/", "", headers, BODY, PayloadMode.UNSIGNED, NOW);
        assertThat(failure(() -> verify(headers, BODY, "secret", RULES)).reason())
                .isEqualTo(Reason.SIGNATURE_MISMATCH);
        verify(headers, BODY, "secret", RULES.withUnsignedPayload());
    }

    @Test
    void everyReasonHasACodeInEveryProtocol() {
        for (Protocol protocol : Protocol.values()) {
            for (Reason reason : Reason.values()) {
                assertThat(AuthErrors.of(protocol, reason).httpStatus()).isBetween(400, 403);
            }
        }
        assertThat(AuthErrors.of(Protocol.EC2_QUERY, Reason.INVALID_TOKEN).code())
                .isEqualTo("AuthFailure");
        assertThat(AuthErrors.of(Protocol.AWS_QUERY, Reason.INVALID_TOKEN).code())
                .isEqualTo("InvalidClientTokenId");
        assertThat(AuthErrors.of(Protocol.REST_JSON_1, Reason.INVALID_TOKEN).httpStatus())
                .isEqualTo(403);
    }

    @Test
    void theKeyCacheIsBounded() {
        SigningKeys keys = new SigningKeys();
        for (int i = 0; i < SigningKeys.KEYS_MAX + 100; i++) {
            keys.get("s", new CredentialScope("20260101", "r" + i, "x"));
        }
        assertThat(keys.size()).isLessThanOrEqualTo(SigningKeys.KEYS_MAX);
    }
}
