package brume.auth;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/**
 * Signatures with whatever bytes a fuzzer finds: what is no signature is refused with AWS's errors
 * and nothing else. As an ordinary test this runs the inputs of its resources; {@code
 * JAZZER_FUZZ=1} searches for more.
 */
final class SigV4FuzzTest {

    /** Authorization header, date header and query string, one a line. */
    @FuzzTest(maxDuration = "10s")
    void signature(byte[] lines) {
        String[] parts =
                Arrays.copyOf(new String(lines, StandardCharsets.ISO_8859_1).split("\n", 3), 3);
        SignedRequest request =
                new SignedRequest(
                        "POST",
                        "/",
                        parts[2] == null ? "" : parts[2],
                        name ->
                                switch (name) {
                                    case "authorization" -> List.of(parts[0]);
                                    case "x-amz-date" ->
                                            parts[1] == null ? List.of() : List.of(parts[1]);
                                    case "host" -> List.of("h");
                                    default -> List.of();
                                },
                        new byte[0]);
        try {
            SigV4Authorization authorization = SigV4Authorization.parse(request);
            assertThat(authorization.signedHeaders()).hasSizeLessThanOrEqualTo(200);
            List<String> names = authorization.signedHeaders();
            assertThat(CanonicalRequest.of(request, names, "", false)).isNotEmpty();
        } catch (AuthFailureException e) {
            assertThat(e.failure().message()).isNotNull();
        }
    }
}
