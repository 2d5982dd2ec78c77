package brume.auth;

import java.nio.charset.StandardCharsets;
import java.security.InvalidKeyException;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * A URL of S3 that is signed with Signature Version 2, as boto3 still presigns them unless it is
 * told otherwise. Source: S3 Developer Guide, "Signing and authenticating REST requests", with
 * "Query string request authentication alternative".
 *
 * @param stringToSign what the signature must be of
 * @param expiresSeconds since the epoch
 */
public record SigV2Url(
        String accessKeyId,
        String sessionToken,
        String signature,
        String stringToSign,
        long expiresSeconds) {

    /** The only service that takes such URLs. */
    public static final String SERVICE = "s3";

    private static final String ACCESS_KEY = "AWSAccessKeyId";
    private static final String SIGNATURE = "Signature";
    private static final String EXPIRES = "Expires";
    private static final String TOKEN = "x-amz-security-token";

    /** Parameters that are part of the resource. */
    private static final Set<String> SUBRESOURCES =
            Set.of(
                    "accelerate",
                    "acl",
                    "analytics",
                    "cors",
                    "delete",
                    "inventory",
                    "lifecycle",
                    "location",
                    "logging",
                    "metrics",
                    "notification",
                    "object-lock",
                    "partNumber",
                    "policy",
                    "replication",
                    "requestPayment",
                    "response-cache-control",
                    "response-content-disposition",
                    "response-content-encoding",
                    "response-content-language",
                    "response-content-type",
                    "response-expires",
                    "restore",
                    "select",
                    "select-type",
                    "storageClass",
                    "tagging",
                    "torrent",
                    "uploadId",
                    "uploads",
                    "versionId",
                    "versioning",
                    "versions",
                    "website");

    /** Whether a query string has the parameters of such a URL. */
    public static boolean isIn(String query) {
        return query.contains(ACCESS_KEY + '=')
                && query.contains(SIGNATURE + '=')
                && query.contains(EXPIRES + '=');
    }

    /**
     * Reads the URL of a request.
     *
     * @param headerNames of the request, in any case
     * @throws AuthFailureException if a parameter is missing or malformed
     */
    public static SigV2Url parse(SignedRequest request, List<String> headerNames) {
        QueryParameters query = QueryParameters.parse(request.query());
        SortedMap<String, String> amazon = new TreeMap<>();
        for (QueryParameters.Parameter parameter : query.parameters()) {
            addAmazon(amazon, parameter.name(), parameter.value());
        }
        for (String name : headerNames) {
            String lower = name.toLowerCase(Locale.ROOT);
            addAmazon(amazon, lower, String.join(",", request.headers().apply(lower)));
        }
        String expires = query.get(EXPIRES);
        String text =
                request.method()
                        + '\n'
                        + either(request, query, "content-md5")
                        + '\n'
                        + either(request, query, "content-type")
                        + '\n'
                        + expires
                        + '\n'
                        + lines(amazon)
                        + request.path()
                        + subresources(query);
        return new SigV2Url(
                query.get(ACCESS_KEY),
                amazon.getOrDefault(TOKEN, ""),
                query.get(SIGNATURE),
                text,
                seconds(expires));
    }

    private static void addAmazon(Map<String, String> amazon, String name, String value) {
        if (name.startsWith("x-amz-")) {
            amazon.put(name, value.strip());
        }
    }

    private static String either(SignedRequest request, QueryParameters query, String name) {
        String header = request.header(name);
        return header.isEmpty() ? query.get(name) : header;
    }

    private static String lines(SortedMap<String, String> amazon) {
        StringBuilder lines = new StringBuilder();
        amazon.forEach((name, value) -> lines.append(name).append(':').append(value).append('\n'));
        return lines.toString();
    }

    private static String subresources(QueryParameters query) {
        SortedMap<String, String> found = new TreeMap<>();
        for (QueryParameters.Parameter parameter : query.parameters()) {
            if (SUBRESOURCES.contains(parameter.name())) {
                found.put(parameter.name(), parameter.value());
            }
        }
        StringBuilder text = new StringBuilder();
        found.forEach((name, value) -> {
            text.append(text.isEmpty() ? '?' : '&').append(name);
            text.append(value.isEmpty() ? "" : "=").append(value);
        });
        return text.toString();
    }

    private static long seconds(String expires) {
        try {
            return Long.parseLong(expires);
        } catch (NumberFormatException e) {
            throw AuthFailure.incomplete("Invalid date (should be seconds since epoch): " + expires)
                    .exception();
        }
    }

    /**
     * Verifies the signature and the time.
     *
     * @param nows as in {@link SigV4Verifier#verify}
     * @throws AuthFailureException if the URL is not valid now
     */
    public void verify(String secret, List<Instant> nows) {
        if (!Digests.equal(sign(secret), signature)) {
            throw AuthFailure.mismatch(SigV4Verifier.MISMATCH).exception();
        }
        if (nows.stream().allMatch(now -> now.getEpochSecond() > expiresSeconds)) {
            throw AuthFailure.urlExpired().exception();
        }
    }

    private String sign(String secret) {
        try {
            Mac mac = Mac.getInstance("HmacSHA1");
            mac.init(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), "HmacSHA1"));
            byte[] signed = mac.doFinal(stringToSign.getBytes(StandardCharsets.UTF_8));
            return Base64.getEncoder().encodeToString(signed);
        } catch (NoSuchAlgorithmException | InvalidKeyException e) {
            throw new IllegalStateException(e);
        }
    }
}
