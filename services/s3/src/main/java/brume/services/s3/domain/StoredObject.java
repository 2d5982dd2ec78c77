package brume.services.s3.domain;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One version of an object, or the marker that it was deleted.
 *
 * @param versionId {@code null}, as a text, for what was put without versioning
 * @param sequence greater than that of the key's earlier versions
 * @param etag without quotes
 * @param parts its bytes, in order
 * @param headers what S3 keeps of HTTP, such as Content-Type, by its name there
 * @param metadata of the user, names in lower case
 */
public record StoredObject(
        String key,
        String versionId,
        long sequence,
        boolean deleteMarker,
        Instant lastModified,
        String etag,
        long size,
        List<Part> parts,
        @Nullable Checksum checksum,
        String storageClass,
        Map<String, String> headers,
        Map<String, String> metadata,
        Map<String, String> tags) {

    /** The id of what was put without versioning. */
    public static final String NULL_VERSION = "null";

    /**
     * A run of an object's bytes.
     *
     * @param blob where the bytes lie
     * @param checksum in base64, if the part of an upload had one
     */
    public record Part(String blob, long size, int number, @Nullable String checksum) {

        /** The bytes of an object that came in one piece. */
        public static Part whole(String blob, long size) {
            return new Part(blob, size, 0, null);
        }

        /** Whether it was a part of a multipart upload. */
        boolean numbered() {
            return number > 0;
        }
    }

    /** The marker that an object was deleted. */
    public static StoredObject marker(String key, String versionId, Instant now) {
        return new StoredObject(
                key,
                versionId,
                0,
                true,
                now,
                "",
                0,
                List.of(),
                null,
                "STANDARD",
                Map.of(),
                Map.of(),
                Map.of());
    }

    public StoredObject withVersion(String id, long newSequence) {
        return new StoredObject(
                key,
                id,
                newSequence,
                deleteMarker,
                lastModified,
                etag,
                size,
                parts,
                checksum,
                storageClass,
                headers,
                metadata,
                tags);
    }

    public StoredObject withTags(Map<String, String> newTags) {
        return new StoredObject(
                key,
                versionId,
                sequence,
                deleteMarker,
                lastModified,
                etag,
                size,
                parts,
                checksum,
                storageClass,
                headers,
                metadata,
                newTags);
    }

    /** Number of the upload's parts; zero if it came in one piece. */
    public int partCount() {
        return (int) parts.stream().filter(Part::numbered).count();
    }

    /** The ETag as headers and documents show it. */
    public String quotedEtag() {
        return '"' + etag + '"';
    }
}
