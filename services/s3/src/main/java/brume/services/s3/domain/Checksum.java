package brume.services.s3.domain;

/**
 * The checksum that an object keeps.
 *
 * @param value in base64; with a dash and the number of parts if it is a checksum of their
 *     checksums
 * @param composite whether it is one of the parts' checksums
 */
public record Checksum(ChecksumKind kind, String value, boolean composite) {

    /** A checksum of all bytes. */
    public static Checksum of(ChecksumKind kind, String value) {
        return new Checksum(kind, value, false);
    }

    /** The name of the type in the API. */
    public String type() {
        return composite ? "COMPOSITE" : "FULL_OBJECT";
    }
}
