package brume.auth;

import brume.wire.HttpHeaders;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Decodes an aws-chunked body and verifies the signature of every chunk and of the trailing
 * headers. Source: S3 API Reference, "Signature calculations: transferring payload in multiple
 * chunks" and "... including trailing headers".
 */
public final class AwsChunkedDecoder {

    private static final int LINE_LENGTH_MAX = 8_192;
    private static final int TRAILERS_MAX = 20;
    private static final String CHUNK_SIGNATURE = ";chunk-signature=";
    private static final String TRAILER_SIGNATURE = "x-amz-trailer-signature";

    private final SigV4Verification verification;
    private final byte[] body;
    private final int decodedLengthMax;
    private final byte[] decoded;
    private final HttpHeaders trailers = new HttpHeaders();
    private String previousSignature;
    private int position;
    private int decodedLength;

    private AwsChunkedDecoder(SigV4Verification verification, byte[] body, int decodedLengthMax) {
        this.verification = verification;
        this.body = body;
        this.decodedLengthMax = decodedLengthMax;
        this.decoded = new byte[Math.min(body.length, decodedLengthMax)];
        this.previousSignature = verification.authorization().signature();
    }

    /** The body without its framing and the headers that followed it. */
    @SuppressWarnings("ArrayRecordComponent")
    public record Decoded(byte[] body, HttpHeaders trailers) {}

    /**
     * Decodes a whole body.
     *
     * @param decodedLengthMax most bytes that the decoded body may have: those that the client has
     *     announced, or a limit
     * @throws AuthFailureException if the framing is broken, too long or wrongly signed
     */
    public static Decoded decode(
            SigV4Verification verification, byte[] body, int decodedLengthMax) {
        return new AwsChunkedDecoder(verification, body, decodedLengthMax).decode();
    }

    private Decoded decode() {
        int size;
        do {
            String line = line();
            int semicolon = line.indexOf(';');
            size = size(semicolon < 0 ? line : line.substring(0, semicolon));
            if (size > body.length - position || size > decodedLengthMax - decodedLength) {
                throw malformed("a chunk is longer than the body");
            }
            if (signed()) {
                verifyChunk(line, semicolon, size);
            }
            System.arraycopy(body, position, decoded, decodedLength, size);
            decodedLength += size;
            position += size;
            if (size > 0) {
                requireLineEnd();
            }
        } while (size > 0);
        readTrailers();
        return new Decoded(
                decodedLength == decoded.length ? decoded : Arrays.copyOf(decoded, decodedLength),
                trailers);
    }

    private boolean signed() {
        return verification.payload() != PayloadMode.STREAMING_UNSIGNED_TRAILER;
    }

    private void verifyChunk(String line, int semicolon, int size) {
        if (semicolon < 0 || !line.startsWith(CHUNK_SIGNATURE, semicolon)) {
            throw malformed("a chunk has no signature");
        }
        String expected =
                verification
                        .key()
                        .sign(
                                prefix("AWS4-HMAC-SHA256-PAYLOAD")
                                        + Digests.EMPTY_SHA256
                                        + '\n'
                                        + Digests.sha256(body, position, size));
        verifySignature(expected, line.substring(semicolon + CHUNK_SIGNATURE.length()));
    }

    private String prefix(String algorithm) {
        SigV4Authorization authorization = verification.authorization();
        return algorithm
                + '\n'
                + authorization.timestamp()
                + '\n'
                + authorization.scope()
                + '\n'
                + previousSignature
                + '\n';
    }

    private void verifySignature(String expected, String given) {
        if (!Digests.equal(expected, given)) {
            throw AuthFailure.mismatch(
                            "The chunk signature we calculated does not match the signature you"
                                    + " provided.")
                    .exception();
        }
        previousSignature = expected;
    }

    private void readTrailers() {
        StringBuilder canonical = new StringBuilder();
        String signature = "";
        while (position < body.length) {
            String line = line();
            if (line.isEmpty()) {
                continue;
            }
            int colon = line.indexOf(':');
            if (colon <= 0 || trailers.size() >= TRAILERS_MAX) {
                throw malformed("a trailing header is malformed");
            }
            String name = line.substring(0, colon).strip();
            String value = line.substring(colon + 1).strip();
            if (name.equalsIgnoreCase(TRAILER_SIGNATURE)) {
                signature = value;
            } else {
                trailers.add(name, value);
                canonical.append(name).append(':').append(value).append('\n');
            }
        }
        if (verification.payload() == PayloadMode.STREAMING_SIGNED_TRAILER) {
            String expected =
                    verification
                            .key()
                            .sign(
                                    prefix("AWS4-HMAC-SHA256-TRAILER")
                                            + Digests.sha256(canonical.toString()));
            verifySignature(expected, signature);
        } else if (signed() && trailers.size() > 0) {
            throw malformed("there are trailing headers that are not announced");
        }
    }

    private void requireLineEnd() {
        if (!line().isEmpty()) {
            throw malformed("a chunk is not followed by a line end");
        }
    }

    private String line() {
        int limit = Math.min(body.length, position + LINE_LENGTH_MAX);
        for (int i = position; i < limit; i++) {
            if (body[i] == '\n') {
                int end = i > position && body[i - 1] == '\r' ? i - 1 : i;
                String line = new String(body, position, end - position, StandardCharsets.UTF_8);
                position = i + 1;
                return line;
            }
        }
        throw malformed("it ends within a line");
    }

    private static int size(String hex) {
        if (hex.isEmpty() || hex.length() > 7) {
            throw malformed("a chunk has no valid size");
        }
        int size = 0;
        for (int i = 0; i < hex.length(); i++) {
            int digit = Character.digit(hex.charAt(i), 16);
            if (digit < 0) {
                throw malformed("a chunk has no valid size");
            }
            size = size << 4 | digit;
        }
        return size;
    }

    private static AuthFailureException malformed(String why) {
        return AuthFailure.incomplete("The aws-chunked body is malformed: " + why + ".")
                .exception();
    }
}
