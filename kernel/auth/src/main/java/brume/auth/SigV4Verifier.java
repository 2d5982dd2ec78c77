package brume.auth;

import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * Verifies Signature Version 4. Source: IAM User Guide, "AWS Signature Version 4 for API requests",
 * and S3's "Authenticating Requests". Holds the cache of signing keys; safe for any thread.
 */
public final class SigV4Verifier {

    static final String MISMATCH =
            "The request signature we calculated does not match the signature you provided. Check"
                    + " your AWS Secret Access Key and signing method. Consult the service"
                    + " documentation for details.";

    private final SigningKeys keys = new SigningKeys();

    /**
     * Verifies a request.
     *
     * @param secret of the access key that the authorization names
     * @param nows every instant that counts as the present: real time, and the server's own time if
     *     it was moved; the first one appears in messages
     * @throws AuthFailureException if the signature is not valid now
     */
    public SigV4Verification verify(
            SignedRequest request,
            SigV4Authorization authorization,
            String secret,
            SigV4Rules rules,
            List<Instant> nows) {
        checkScope(authorization, rules);
        checkTime(authorization, rules, nows);
        checkSignedHeaders(request, authorization);
        String contentSha256 = contentSha256(request, authorization, rules);
        PayloadMode payload = PayloadMode.of(contentSha256);
        if (!payload.coversBody() && !rules.unsignedPayload()) {
            throw AuthFailure.mismatch("The service requires a signed payload.").exception();
        }
        String canonical =
                CanonicalRequest.of(
                        request, authorization.signedHeaders(), contentSha256, rules.s3());
        String stringToSign =
                stringToSign(authorization.timestamp(), authorization.scope(), canonical);
        SigningKey key = keys.get(secret, authorization.scope());
        if (!Digests.equal(key.sign(stringToSign), authorization.signature())) {
            throw AuthFailure.mismatch(mismatch(canonical, stringToSign)).exception();
        }
        // Last, so that a caller who announces a hash must own the key before we hash the body.
        checkBody(request, payload, contentSha256, rules);
        return new SigV4Verification(authorization, payload, key);
    }

    static String stringToSign(String timestamp, CredentialScope scope, String canonical) {
        return SigV4Parser.ALGORITHM
                + '\n'
                + timestamp
                + '\n'
                + scope
                + '\n'
                + Digests.sha256(canonical);
    }

    private static String mismatch(String canonical, String stringToSign) {
        return MISMATCH
                + "\n\nThe Canonical String for this request should have been\n'"
                + canonical
                + "'\n\nThe String-to-Sign should have been\n'"
                + stringToSign
                + "'\n";
    }

    private static void checkScope(SigV4Authorization authorization, SigV4Rules rules) {
        CredentialScope scope = authorization.scope();
        StringBuilder problems = new StringBuilder();
        if (rules.region().isPresent() && !rules.region().get().equals(scope.region())) {
            problems.append("Credential should be scoped to a valid region. ");
        }
        if (rules.service().isPresent() && !rules.service().get().equals(scope.service())) {
            problems.append("Credential should be scoped to correct service: '")
                    .append(rules.service().get())
                    .append("'. ");
        }
        String timestamp = authorization.timestamp();
        if (!timestamp.startsWith(scope.date()) || scope.date().length() != 8) {
            String day = timestamp.length() < 8 ? timestamp : timestamp.substring(0, 8);
            problems.append(
                            "Date in Credential scope does not match YYYYMMDD from ISO-8601"
                                    + " version")
                    .append(" of date from HTTP: '")
                    .append(scope.date())
                    .append("' != '")
                    .append(day)
                    .append("', from '")
                    .append(timestamp)
                    .append("'.");
        }
        if (!problems.isEmpty()) {
            throw AuthFailure.mismatch(problems.toString()).exception();
        }
    }

    private static void checkTime(
            SigV4Authorization authorization, SigV4Rules rules, List<Instant> nows) {
        Duration skew = rules.skew();
        Instant signed = SigV4Dates.parse(authorization.timestamp());
        Duration lifetime =
                authorization.expiresSeconds().map(s -> Duration.ofSeconds(s)).orElse(skew);
        for (Instant now : nows) {
            boolean expired = signed.isBefore(now.minus(lifetime));
            if (!expired && !signed.isAfter(now.plus(skew))) {
                return;
            }
        }
        throw timeFailure(authorization, signed, skew, lifetime, nows.getFirst(), rules.s3())
                .exception();
    }

    private static AuthFailure timeFailure(
            SigV4Authorization authorization,
            Instant signed,
            Duration skew,
            Duration lifetime,
            Instant now,
            boolean s3) {
        String timestamp = authorization.timestamp();
        if (signed.isAfter(now)) {
            return new AuthFailure(
                    AuthFailure.Reason.SIGNATURE_NOT_YET_CURRENT,
                    "Signature not yet current: "
                            + timestamp
                            + " is still later than "
                            + SigV4Dates.format(now.plus(skew))
                            + " ("
                            + SigV4Dates.format(now)
                            + " + "
                            + skew.toMinutes()
                            + " min.)");
        }
        String prefix = "Signature expired: ";
        if (authorization.presigned() && s3) {
            return AuthFailure.urlExpired();
        }
        if (authorization.presigned()) {
            return new AuthFailure(
                    AuthFailure.Reason.SIGNATURE_EXPIRED,
                    prefix
                            + SigV4Dates.format(signed.plus(lifetime))
                            + " is now earlier than "
                            + SigV4Dates.format(now));
        }
        return new AuthFailure(
                AuthFailure.Reason.SIGNATURE_EXPIRED,
                prefix
                        + timestamp
                        + " is now earlier than "
                        + SigV4Dates.format(now.minus(skew))
                        + " ("
                        + SigV4Dates.format(now)
                        + " - "
                        + skew.toMinutes()
                        + " min.)");
    }

    /** What must not be exchangeable in a signed request: where it goes and what it asks for. */
    private static void checkSignedHeaders(
            SignedRequest request, SigV4Authorization authorization) {
        List<String> signed = authorization.signedHeaders();
        if (!signed.contains("host") && !signed.contains(":authority")) {
            throw AuthFailure.mismatch(
                            "'Host' or ':authority' must be a 'SignedHeader' in the AWS"
                                    + " Authorization.")
                    .exception();
        }
        if (!request.header("x-amz-target").isEmpty() && !signed.contains("x-amz-target")) {
            throw AuthFailure.mismatch(
                            "'X-Amz-Target' must be a 'SignedHeader' in the AWS Authorization.")
                    .exception();
        }
    }

    private static String contentSha256(
            SignedRequest request, SigV4Authorization authorization, SigV4Rules rules) {
        String header = request.header("x-amz-content-sha256");
        if (!header.isEmpty()) {
            return header;
        }
        return rules.s3() && authorization.presigned()
                ? PayloadMode.UNSIGNED.literal()
                : Digests.sha256(request.body());
    }

    private static void checkBody(
            SignedRequest request, PayloadMode payload, String contentSha256, SigV4Rules rules) {
        if (payload != PayloadMode.SIGNED || request.header("x-amz-content-sha256").isEmpty()) {
            return;
        }
        if (!Digests.equal(Digests.sha256(request.body()), contentSha256)) {
            throw AuthFailure.mismatch(
                            rules.s3()
                                    ? "The provided 'x-amz-content-sha256' header does not match"
                                            + " what was computed."
                                    : MISMATCH)
                    .exception();
        }
    }
}
