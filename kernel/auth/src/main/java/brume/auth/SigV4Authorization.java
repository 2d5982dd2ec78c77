package brume.auth;

import java.util.List;
import java.util.Optional;

/**
 * The signature that a request carries, taken apart but not verified.
 *
 * @param timestamp ISO 8601 basic format, as signed
 * @param signedHeaders lower-case names
 * @param sessionToken {@code X-Amz-Security-Token} of header or query; empty text if there is none
 * @param expiresSeconds how long a presigned request is valid; empty for a signature in the header
 */
public record SigV4Authorization(
        String accessKeyId,
        CredentialScope scope,
        String timestamp,
        List<String> signedHeaders,
        String signature,
        String sessionToken,
        Optional<Integer> expiresSeconds) {

    /** Whether the signature is in the query string. */
    public boolean presigned() {
        return expiresSeconds.isPresent();
    }

    /**
     * Reads the signature of a request from its Authorization header or its query string.
     *
     * @throws AuthFailureException if there is none, or a part is missing or malformed
     */
    public static SigV4Authorization parse(SignedRequest request) {
        return SigV4Parser.parse(request);
    }
}
