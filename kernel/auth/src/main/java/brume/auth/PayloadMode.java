package brume.auth;

import java.util.Locale;

/** How the signature covers the body. */
public enum PayloadMode {
    /** By the body's SHA-256. */
    SIGNED(""),
    UNSIGNED("UNSIGNED-PAYLOAD"),
    /** aws-chunked, every chunk signed. */
    STREAMING_SIGNED("STREAMING-AWS4-HMAC-SHA256-PAYLOAD"),
    /** aws-chunked, every chunk and the trailing headers signed. */
    STREAMING_SIGNED_TRAILER("STREAMING-AWS4-HMAC-SHA256-PAYLOAD-TRAILER"),
    /** aws-chunked with trailing headers, none of it signed. */
    STREAMING_UNSIGNED_TRAILER("STREAMING-UNSIGNED-PAYLOAD-TRAILER");

    private final String literal;

    PayloadMode(String literal) {
        this.literal = literal;
    }

    /** What stands in {@code x-amz-content-sha256}; empty text for {@code SIGNED}. */
    String literal() {
        return literal;
    }

    /** Whether the body is framed as aws-chunked. */
    public boolean chunked() {
        return compareTo(UNSIGNED) > 0;
    }

    boolean coversBody() {
        return this != UNSIGNED && this != STREAMING_UNSIGNED_TRAILER;
    }

    static PayloadMode of(String contentSha256) {
        for (PayloadMode mode : values()) {
            if (!mode.literal.isEmpty() && mode.literal.equals(contentSha256)) {
                return mode;
            }
        }
        if (contentSha256.toUpperCase(Locale.ROOT).startsWith("STREAMING-")) {
            throw AuthFailure.incomplete(
                            "Unsupported x-amz-content-sha256: '" + contentSha256 + "'.")
                    .exception();
        }
        return SIGNED;
    }
}
