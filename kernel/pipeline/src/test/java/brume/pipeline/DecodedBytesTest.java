package brume.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import brume.wire.Protocol;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class DecodedBytesTest {

    private static final int MEGABYTE = 1 << 20;

    /** Room for three megabytes of text: half of the heap, for twelve times as much. */
    private final DecodedBytes bytes = new DecodedBytes(72L * MEGABYTE);

    @Test
    void whatDoesNotFitWaitsUntilOthersAreDone() throws Exception {
        int first = bytes.acquire(Protocol.AWS_JSON_1_0, 2 * MEGABYTE);
        Thread second =
                Thread.ofVirtual()
                        .start(() ->
                                bytes.release(bytes.acquire(Protocol.AWS_JSON_1_0, 2 * MEGABYTE)));
        assertThat(second.join(Duration.ofMillis(100))).isFalse();
        bytes.release(first);
        assertThat(second.join(Duration.ofSeconds(10))).isTrue();
    }

    @Test
    void oneThatIsLargerThanAllGetsAll() {
        bytes.release(bytes.acquire(Protocol.AWS_JSON_1_0, 16 * MEGABYTE));
        bytes.release(bytes.acquire(Protocol.AWS_JSON_1_0, 16 * MEGABYTE));
    }

    @Test
    void theShortAndTheUndecodedDoNotCount() {
        int all = bytes.acquire(Protocol.AWS_JSON_1_0, 16 * MEGABYTE);
        assertThat(bytes.acquire(Protocol.AWS_JSON_1_0, 1000)).isZero();
        assertThat(bytes.acquire(Protocol.REST_XML, 16 * MEGABYTE)).isZero();
        bytes.release(all);
    }
}
