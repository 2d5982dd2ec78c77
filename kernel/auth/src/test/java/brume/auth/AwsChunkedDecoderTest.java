package brume.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import brume.wire.HttpHeaders;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/**
 * The worked example of the S3 API Reference, "Signature calculations for the Authorization header:
 * transferring payload in multiple chunks", and bodies that break the rules.
 */
class AwsChunkedDecoderTest {

    private static final String SECRET = "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY";
    private static final Instant NOW = Instant.parse("2013-05-24T00:00:00Z");
    private static final String SEED =
            "4f232c4386841ef735655705268965c44a0e4690baa4adea153f7db9fa80a0a9";
    private static final String FIRST =
            "ad80c730a21e5b8d04586a2213dd63b9a0e99e0e2307b0ade35a65485a288648";
    private static final String SECOND =
            "0055627c9e194cb4542bae2aa5492e3c1575bbb81b612b7d234b86a503ef5497";
    private static final String LAST =
            "b6c6ea8a5354eaf15b3cb7646744f4275b71ea724fed81ceb9323e279d449df9";

    private static String body(String first, String second, String last) {
        return "10000;chunk-signature="
                + first
                + "\r\n"
                + "a".repeat(65_536)
                + "\r\n"
                + "400;chunk-signature="
                + second
                + "\r\n"
                + "a".repeat(1_024)
                + "\r\n"
                + "0;chunk-signature="
                + last
                + "\r\n\r\n";
    }

    private static SigV4Verification verified() {
        HttpHeaders headers =
                new HttpHeaders()
                        .add("Host", "s3.amazonaws.com")
                        .add("x-amz-date", "20130524T000000Z")
                        .add("x-amz-storage-class", "REDUCED_REDUNDANCY")
                        .add("x-amz-content-sha256", "STREAMING-AWS4-HMAC-SHA256-PAYLOAD")
                        .add("Content-Encoding", "aws-chunked")
                        .add("x-amz-decoded-content-length", "66560")
                        .add("Content-Length", "66824")
                        .add(
                                "Authorization",
                                "AWS4-HMAC-SHA256 Credential=AKIAIOSFODNN7EXAMPLE/20130524/"
                                    + "us-east-1/s3/aws4_request,SignedHeaders=content-encoding;"
                                    + "content-length;host;x-amz-content-sha256;x-amz-date;"
                                    + "x-amz-decoded-content-length;x-amz-storage-class,Signature="
                                        + SEED);
        SignedRequest request =
                new SignedRequest(
                        "PUT", "/examplebucket/chunkObject.txt", "", headers::all, new byte[0]);
        return new SigV4Verifier()
                .verify(
                        request,
                        SigV4Authorization.parse(request),
                        SECRET,
                        new SigV4Rules(
                                Optional.of("s3"),
                                Optional.empty(),
                                Duration.ofMinutes(15),
                                true,
                                true),
                        List.of(NOW));
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    @Test
    void verifiesTheDocumentedExample() {
        SigV4Verification verification = verified();
        assertThat(verification.payload()).isEqualTo(PayloadMode.STREAMING_SIGNED);
        byte[] decoded =
                AwsChunkedDecoder.decode(verification, bytes(body(FIRST, SECOND, LAST)), 66_560)
                        .body();
        assertThat(decoded).hasSize(66_560).containsOnly((byte) 'a');
    }

    @Test
    void refusesAnyWrongChunkSignature() {
        SigV4Verification verification = verified();
        for (String body :
                List.of(
                        body(SECOND, SECOND, LAST),
                        body(FIRST, FIRST, LAST),
                        body(FIRST, SECOND, FIRST),
                        body(FIRST, SECOND, LAST).replaceFirst("aa", "ab"))) {
            assertThatThrownBy(() -> AwsChunkedDecoder.decode(verification, bytes(body), 1 << 20))
                    .isInstanceOf(AuthFailureException.class)
                    .hasMessageContaining("chunk signature");
        }
    }

    @Test
    void refusesBrokenFramingAndTooLongBodies() {
        SigV4Verification verification = verified();
        String good = body(FIRST, SECOND, LAST);
        for (String body :
                List.of("", "x", "\r\n", "-1\r\n", "fffffff;chunk-signature=x\r\n", "0\r\n\r\n")) {
            assertThatThrownBy(() -> AwsChunkedDecoder.decode(verification, bytes(body), 1 << 20))
                    .isInstanceOf(AuthFailureException.class);
        }
        assertThatThrownBy(() -> AwsChunkedDecoder.decode(verification, bytes(good), 66_559))
                .isInstanceOf(AuthFailureException.class);
        for (int end = 0; end < good.length() - 2; end += 997) {
            byte[] part = bytes(good.substring(0, end));
            assertThatThrownBy(() -> AwsChunkedDecoder.decode(verification, part, 1 << 20))
                    .isInstanceOf(AuthFailureException.class);
        }
    }

    @Test
    void readsUnsignedTrailers() {
        SigV4Verification signed = verified();
        SigV4Verification unsigned =
                new SigV4Verification(
                        signed.authorization(),
                        PayloadMode.STREAMING_UNSIGNED_TRAILER,
                        signed.key());
        AwsChunkedDecoder.Decoded decoded =
                AwsChunkedDecoder.decode(
                        unsigned,
                        bytes("5\r\nhello\r\n0\r\nx-amz-checksum-crc32:NhCmhg==\r\n\r\n"),
                        100);
        assertThat(new String(decoded.body(), StandardCharsets.UTF_8)).isEqualTo("hello");
        assertThat(decoded.trailers().first("x-amz-checksum-crc32")).contains("NhCmhg==");
    }
}
