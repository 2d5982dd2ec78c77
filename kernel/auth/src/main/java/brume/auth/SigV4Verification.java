package brume.auth;

/**
 * A verified signature and what is needed to verify the body's chunks.
 *
 * @param payload how the body is covered; if {@link PayloadMode#chunked()}, the caller decodes it
 *     with {@link AwsChunkedDecoder}
 */
public record SigV4Verification(
        SigV4Authorization authorization, PayloadMode payload, SigningKey key) {}
