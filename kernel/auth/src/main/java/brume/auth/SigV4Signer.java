package brume.auth;

import brume.wire.HttpHeaders;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.TreeSet;

/** Signs requests, for internal calls, benchmarks and tests. */
public final class SigV4Signer {

    private final String accessKeyId;
    private final String secret;
    private final String sessionToken;
    private final String region;
    private final String service;
    private final SigningKeys keys = new SigningKeys();

    /**
     * @param sessionToken empty text for long-term keys
     */
    public SigV4Signer(
            String accessKeyId, String secret, String sessionToken, String region, String service) {
        this.accessKeyId = accessKeyId;
        this.secret = secret;
        this.sessionToken = sessionToken;
        this.region = region;
        this.service = service;
    }

    /**
     * Signs with the Authorization header: sets {@code X-Amz-Date}, {@code X-Amz-Security-Token}
     * and {@code Authorization} in {@code headers}, which must have {@code Host} already.
     *
     * @param payload {@code SIGNED} covers the body; the other modes also set {@code
     *     X-Amz-Content-Sha256}
     */
    public void sign(
            String method,
            String path,
            String query,
            HttpHeaders headers,
            byte[] body,
            PayloadMode payload,
            Instant now) {
        String timestamp = SigV4Dates.format(now);
        headers.set("X-Amz-Date", timestamp);
        if (!sessionToken.isEmpty()) {
            headers.set("X-Amz-Security-Token", sessionToken);
        }
        if (payload != PayloadMode.SIGNED) {
            headers.set("X-Amz-Content-Sha256", payload.literal());
        }
        TreeSet<String> names = new TreeSet<>();
        headers.forEach((name, value) -> names.add(name.toLowerCase(Locale.ROOT)));
        // Proxies and HTTP clients change these on the way.
        names.removeAll(
                List.of(
                        "authorization",
                        "connection",
                        "user-agent",
                        "expect",
                        "transfer-encoding"));
        List<String> signed = List.copyOf(names);
        CredentialScope scope = scope(timestamp);
        String hash = contentSha256(headers, body, payload);
        SignedRequest request = new SignedRequest(method, path, query, headers::all, body);
        String canonical = CanonicalRequest.of(request, signed, hash, service.equals("s3"));
        String signature =
                keys.get(secret, scope)
                        .sign(SigV4Verifier.stringToSign(timestamp, scope, canonical));
        StringBuilder authorization = new StringBuilder(SigV4Parser.ALGORITHM);
        authorization.append(" Credential=").append(accessKeyId).append('/').append(scope);
        authorization.append(", SignedHeaders=");
        CanonicalRequest.appendNames(authorization, signed);
        headers.set("Authorization", authorization.append(", Signature=") + signature);
    }

    private static String contentSha256(HttpHeaders headers, byte[] body, PayloadMode payload) {
        if (payload != PayloadMode.SIGNED) {
            return payload.literal();
        }
        return headers.first("x-amz-content-sha256").orElseGet(() -> Digests.sha256(body));
    }

    /** The query string of a presigned request that covers the host header and no body. */
    public String presign(
            String method,
            String path,
            String query,
            String host,
            int expiresSeconds,
            Instant now) {
        String timestamp = SigV4Dates.format(now);
        CredentialScope scope = scope(timestamp);
        List<String> parts = new ArrayList<>();
        if (!query.isEmpty()) {
            parts.add(query);
        }
        parts.add("X-Amz-Algorithm=" + SigV4Parser.ALGORITHM);
        parts.add("X-Amz-Credential=" + PercentEncoding.encode(accessKeyId + '/' + scope, false));
        parts.add("X-Amz-Date=" + timestamp);
        parts.add("X-Amz-Expires=" + expiresSeconds);
        parts.add("X-Amz-SignedHeaders=host");
        if (!sessionToken.isEmpty()) {
            parts.add("X-Amz-Security-Token=" + PercentEncoding.encode(sessionToken, false));
        }
        String unsigned = String.join("&", parts);
        boolean s3 = service.equals("s3");
        SignedRequest request =
                new SignedRequest(
                        method,
                        path,
                        unsigned,
                        name -> name.equals("host") ? List.of(host) : List.of(),
                        new byte[0]);
        String hash = s3 ? PayloadMode.UNSIGNED.literal() : Digests.EMPTY_SHA256;
        String canonical = CanonicalRequest.of(request, List.of("host"), hash, s3);
        String stringToSign = SigV4Verifier.stringToSign(timestamp, scope, canonical);
        return unsigned + "&X-Amz-Signature=" + keys.get(secret, scope).sign(stringToSign);
    }

    private CredentialScope scope(String timestamp) {
        return new CredentialScope(timestamp.substring(0, 8), region, service);
    }
}
