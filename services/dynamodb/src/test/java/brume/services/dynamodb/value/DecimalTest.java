package brume.services.dynamodb.value;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** Numbers against BigDecimal as the model. */
final class DecimalTest {

    private static final long SEED = 20261123;

    @Test
    void writesNumbersCanonically() {
        assertThat(Decimal.parse("00042").text()).isEqualTo("42");
        assertThat(Decimal.parse("-0").text()).isEqualTo("0");
        assertThat(Decimal.parse("1.5E2").text()).isEqualTo("150");
        assertThat(Decimal.parse("+.50").text()).isEqualTo("0.5");
        assertThat(Decimal.parse("1e-3").text()).isEqualTo("0.001");
        assertThat(Decimal.parse("100").text()).isEqualTo("100");
        assertThat(Decimal.parse("0".repeat(100_000) + "1" + "0".repeat(50)).text())
                .isEqualTo("1" + "0".repeat(50));
    }

    @Test
    void rejectsWhatDoesNotFit() {
        assertRejected(
                "1E126",
                "Number overflow. Attempting to store a number with magnitude larger than supported"
                        + " range");
        assertRejected(
                "-1E126",
                "Number overflow. Attempting to store a number with magnitude larger than supported"
                        + " range");
        assertRejected(
                "1E-131",
                "Number underflow. Attempting to store a number with magnitude smaller than"
                        + " supported range");
        assertRejected(
                "123456789012345678901234567890123456789",
                "Attempting to store more than 38 significant digits in a Number");
        assertRejected(
                "1E999999999999",
                "Number overflow. Attempting to store a number with magnitude larger than supported"
                        + " range");
        assertRejected("", "The parameter cannot be converted to a numeric value: ");
        assertRejected("a", "The parameter cannot be converted to a numeric value: a");
        assertRejected("1 ", "The parameter cannot be converted to a numeric value: 1 ");
        assertRejected("1e", "The parameter cannot be converted to a numeric value: 1e");
        assertRejected(".", "The parameter cannot be converted to a numeric value: .");
    }

    private static void assertRejected(String input, String message) {
        assertThatThrownBy(() -> Decimal.parse(input))
                .isInstanceOf(InvalidRequest.class)
                .hasMessage(message);
    }

    @Test
    void agreesWithBigDecimal() {
        SplittableRandom random = new SplittableRandom(SEED);
        Decimal previous = Decimal.ZERO;
        for (int i = 0; i < 50_000; i++) {
            BigDecimal model = random(random);
            Decimal number = Decimal.parse(model.toString());
            String note = "seed " + SEED + " number " + i + ": " + model;
            assertThat(number.toBigDecimal()).as(note).isEqualByComparingTo(model);
            assertThat(Decimal.parse(number.text())).as(note).isEqualTo(number);
            assertThat(Integer.signum(number.compareTo(previous)))
                    .as(note)
                    .isEqualTo(model.compareTo(previous.toBigDecimal()));
            assertThat(Integer.signum(Arrays.compareUnsigned(number.encode(), previous.encode())))
                    .as(note)
                    .isEqualTo(model.compareTo(previous.toBigDecimal()));
            previous = number;
        }
    }

    private static BigDecimal random(SplittableRandom random) {
        int digits = random.nextInt(1, 39);
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < digits; i++) {
            text.append((char) ('0' + random.nextInt(10)));
        }
        int exponent = random.nextInt(4) == 0 ? random.nextInt(-130, 80) : random.nextInt(-5, 5);
        BigDecimal value = new BigDecimal(new BigInteger(text.toString()), -exponent);
        BigDecimal smallest = new BigDecimal("1E-130");
        if (value.signum() != 0 && value.compareTo(smallest) < 0) {
            value = smallest;
        }
        return random.nextBoolean() ? value.negate() : value;
    }

    @Test
    void countsDigitsForTheSize() {
        assertThat(Decimal.parse("0").size()).isEqualTo(1);
        assertThat(Decimal.parse("1").size()).isEqualTo(2);
        assertThat(Decimal.parse("-1").size()).isEqualTo(3);
        assertThat(Decimal.parse("1234").size()).isEqualTo(3);
        assertThat(Decimal.parse("123").size()).isEqualTo(3);
    }
}
