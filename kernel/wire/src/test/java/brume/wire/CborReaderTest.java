package brume.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CborReaderTest {

    private static final long SEED = Long.getLong("brume.seed", System.nanoTime());

    private static CborReader reader(String hex) {
        return new CborReader(HexFormat.of().parseHex(hex), 50);
    }

    /** RFC 8949, appendix A. */
    @ParameterizedTest
    @CsvSource({
        "00,0",
        "17,23",
        "1818,24",
        "1864,100",
        "1903e8,1000",
        "1a000f4240,1000000",
        "20,-1",
        "3863,-100",
        "1b7fffffffffffffff,9223372036854775807",
        "3b7fffffffffffffff,-9223372036854775808"
    })
    void readsIntegers(String hex, long value) {
        assertThat(reader(hex).integer()).isEqualTo(value);
    }

    @ParameterizedTest
    @CsvSource({
        "f93e00,1.5", "f90001,5.960464477539063e-8", "fa47c35000,100000.0",
        "fb3ff199999999999a,1.1", "f97c00,Infinity", "f9fc00,-Infinity"
    })
    void readsFloats(String hex, double value) {
        assertThat(reader(hex).floating()).isEqualTo(value);
    }

    @Test
    void readsTextInPieces() {
        assertThat(reader("7f657374726561646d696e67ff").text()).isEqualTo("streaming");
        assertThat(reader("64f0908591").text()).isEqualTo("\ud800\udd51");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "18",
                "19ff",
                "61",
                "62c3",
                "7f",
                "7f61",
                "5f41",
                "a1",
                "a16161",
                "bf6161",
                "82",
                "9f",
                "9bffffffffffffffff",
                "bbffffffffffffffff",
                "5bffffffffffffffff",
                "7bffffffffffffffff",
                "7a7fffffff",
                "1c",
                "1f",
                "3f",
                "df",
                "c1",
                "f9",
                "fb00",
                "ff",
                "61ff",
                "63eda080"
            })
    void refusesBrokenItems(String hex) {
        assertThatThrownBy(
                        () -> {
                            CborReader in = reader(hex);
                            in.skip();
                            in.end();
                        })
                .isInstanceOf(WireFormatException.class);
    }

    @Test
    void refusesNestingBeyondTheLimit() {
        for (String open : new String[] {"81", "9f", "a100", "bf00", "c1"}) {
            assertThatThrownBy(() -> reader(open.repeat(100_000)).skip())
                    .isInstanceOf(WireFormatException.class);
        }
    }

    @Test
    void randomBytesNeverDoMoreThanBeRefused() {
        System.out.println("CBOR: -Dbrume.seed=" + SEED);
        Random random = new Random(SEED);
        for (int round = 0; round < 50_000; round++) {
            byte[] bytes = new byte[random.nextInt(40)];
            random.nextBytes(bytes);
            try {
                CborReader in = new CborReader(bytes, 50);
                in.skip();
                in.end();
            } catch (WireFormatException e) {
                assertThat(e.getMessage()).isEmpty();
            }
        }
    }
}
