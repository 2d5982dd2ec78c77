package brume.wire;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** Which coding an Accept-Encoding asks for; the odd values are facts recorded from DynamoDB. */
final class AcceptedCodingTest {

    private static String coding(String header) {
        return AcceptedCoding.of(header).orElse("none");
    }

    @Test
    void takesTheHeaviestAndOfEqualsTheFirst() {
        assertThat(coding("gzip, deflate")).isEqualTo("gzip");
        assertThat(coding("br, identity, deflate, gzip")).isEqualTo("deflate");
        assertThat(coding("deflate;q=0.5, gzip;q=0.2")).isEqualTo("deflate");
        assertThat(coding("GZIP, identity")).isEqualTo("gzip");
        assertThat(coding("gzip;q=31,deflate;q=51")).isEqualTo("gzip");
    }

    @Test
    void aStarMeansWhatIsNotNamed() {
        assertThat(coding("*")).isEqualTo("gzip");
        assertThat(coding("*, deflate")).isEqualTo("deflate");
        assertThat(coding("*, gzip;q=0.5")).isEqualTo("deflate");
        assertThat(coding("*;q=0")).isEqualTo("none");
    }

    @Test
    void refusesWhatWeighsNothing() {
        assertThat(coding("")).isEqualTo("none");
        assertThat(coding("x-gzip")).isEqualTo("none");
        assertThat(coding("gzip ;q=0")).isEqualTo("none");
        assertThat(coding("gzip;nq=0;q=1")).isEqualTo("none");
        assertThat(coding("deflate;q=-0.5,gzip;q=0.2")).isEqualTo("gzip");
    }

    @Test
    void aWeightThatIsNoNumberIsOne() {
        assertThat(coding("deflate;q=0.5,gzip;q=0.x")).isEqualTo("gzip");
        assertThat(coding("gzip;q =0;q=1")).isEqualTo("gzip");
    }
}
