package brume.services.s3.domain;

import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A multipart upload that is under way.
 *
 * @param kind the checksum that was asked for, or null if the service chooses
 * @param composite whether the object's checksum is to be one of its parts' checksums
 * @param initiator the account that began it
 */
public record Upload(
        String key,
        String id,
        Instant initiated,
        String initiator,
        @Nullable ChecksumKind kind,
        boolean composite,
        String storageClass,
        Map<String, String> headers,
        Map<String, String> metadata,
        Map<String, String> tags) {

    /**
     * One uploaded part.
     *
     * @param etag its MD5 in hexadecimal digits
     * @param checksum in base64, of the upload's kind
     */
    public record Part(
            int number, String etag, long size, String blob, String checksum, Instant modified) {

        public String quotedEtag() {
            return '"' + etag + '"';
        }
    }

    /** The checksum that parts are given. */
    public ChecksumKind kindOfParts() {
        return kind == null ? ChecksumKind.DEFAULT : kind;
    }

    /** The name of the checksum's type in the API. */
    public String checksumType() {
        return composite ? "COMPOSITE" : "FULL_OBJECT";
    }
}
