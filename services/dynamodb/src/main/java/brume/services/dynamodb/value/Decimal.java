package brume.services.dynamodb.value;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A DynamoDB number: up to 38 significant decimal digits, zero or a magnitude from 1E-130 to
 * 9.99...E+125, kept in its canonical text, which is plain notation without needless zeros.
 *
 * <p>Source: Amazon DynamoDB Developer Guide, "Supported data types and naming rules", Number.
 */
public final class Decimal implements Comparable<Decimal> {

    public static final int DIGITS_MAX = 38;
    public static final int EXPONENT_MAX = 125;
    public static final int EXPONENT_MIN = -130;
    public static final Decimal ZERO = new Decimal("0");

    static final String NOT_NUMERIC = "The parameter cannot be converted to a numeric value";
    static final String OVERFLOW =
            "Number overflow. Attempting to store a number with magnitude larger than supported"
                    + " range";
    static final String UNDERFLOW =
            "Number underflow. Attempting to store a number with magnitude smaller than supported"
                    + " range";
    private static final int MANTISSA_BYTES_MAX = 20;

    private final String text;

    private Decimal(String text) {
        this.text = text;
    }

    /**
     * The number that {@code input} writes, in plain or scientific notation.
     *
     * @throws InvalidRequest if it is not a number, or one that DynamoDB cannot keep
     */
    public static Decimal parse(String input) {
        return isCanonicalInteger(input) ? new Decimal(input) : new DecimalText(input).decimal();
    }

    /** The number whose canonical text was stored before. */
    public static Decimal ofCanonical(String text) {
        return new Decimal(text);
    }

    private static boolean isCanonicalInteger(String input) {
        int length = input.length();
        int first = length > 0 && input.charAt(0) == '-' ? 1 : 0;
        if (length == first || length - first > DIGITS_MAX) {
            return false;
        }
        char leading = input.charAt(first);
        if (leading == '0') {
            return length == 1;
        }
        for (int i = first; i < length; i++) {
            char c = input.charAt(i);
            if (c < '0' || c > '9') {
                return false;
            }
        }
        return true;
    }

    /** A number from its significant digits, without zeros at either end, and first exponent. */
    static Decimal of(boolean negative, String digits, int exponent) {
        if (digits.isEmpty()) {
            return ZERO;
        }
        StringBuilder plain = new StringBuilder(digits.length() + Math.abs(exponent) + 3);
        if (negative) {
            plain.append('-');
        }
        if (exponent < 0) {
            plain.append("0.").repeat('0', -exponent - 1).append(digits);
        } else if (digits.length() <= exponent + 1) {
            plain.append(digits).repeat('0', exponent + 1 - digits.length());
        } else {
            plain.append(digits, 0, exponent + 1)
                    .append('.')
                    .append(digits, exponent + 1, digits.length());
        }
        return new Decimal(plain.toString());
    }

    static InvalidRequest notNumeric(String input) {
        return NumberText.fault(input, NOT_NUMERIC + ": " + input);
    }

    /** The canonical text, as DynamoDB answers it. */
    public String text() {
        return text;
    }

    public boolean isNegative() {
        return text.charAt(0) == '-';
    }

    public BigDecimal toBigDecimal() {
        return new BigDecimal(text);
    }

    /** The sum, rejected like an input if DynamoDB cannot keep it. */
    public Decimal plus(Decimal other) {
        return of(toBigDecimal().add(other.toBigDecimal()));
    }

    /** The difference, rejected like an input if DynamoDB cannot keep it. */
    public Decimal minus(Decimal other) {
        return of(toBigDecimal().subtract(other.toBigDecimal()));
    }

    private static Decimal of(BigDecimal value) {
        if (value.stripTrailingZeros().precision() > DIGITS_MAX) {
            // Recorded so: a result without room for its digits is reported as too large.
            throw new InvalidRequest(
                    "Number overflow. Attempting to store a number with magnitude larger than"
                            + " supported range");
        }
        return parse(value.toString());
    }

    /** The bytes that the number counts for in an item's size. */
    public int size() {
        return encode().length;
    }

    /**
     * Bytes whose unsigned order is the numbers' order: an exponent byte, then base-100 digits, the
     * form of Oracle's NUMBER, which is what DynamoDB's item sizes and scan order show that it
     * uses. For negative numbers every byte is complemented and 102 ends the digits.
     */
    public byte[] encode() {
        if (text.equals("0")) {
            return new byte[] {(byte) 0x80};
        }
        boolean negative = isNegative();
        byte[] digits = new byte[DIGITS_MAX + 2];
        int exponent = significantDigits(digits);
        int count = (exponent >> 16) & 0xffff;
        int pointAfter = (short) exponent + 1;
        int shift = Math.floorMod(pointAfter, 2);
        int pairs = (count + shift + 1) / 2;
        boolean terminated = negative && pairs < MANTISSA_BYTES_MAX;
        byte[] encoded = new byte[1 + pairs + (terminated ? 1 : 0)];
        int lead = Math.floorDiv(pointAfter + shift, 2) + 0xc0;
        encoded[0] = (byte) (negative ? ~lead : lead);
        for (int pair = 0; pair < pairs; pair++) {
            int high = digitAt(digits, count, pair * 2 - shift);
            int low = digitAt(digits, count, pair * 2 - shift + 1);
            int value = high * 10 + low;
            encoded[1 + pair] = (byte) (negative ? 101 - value : value + 1);
        }
        if (terminated) {
            encoded[encoded.length - 1] = 102;
        }
        return encoded;
    }

    private static int digitAt(byte[] digits, int count, int index) {
        return index < 0 || index >= count ? 0 : digits[index];
    }

    /**
     * Fills {@code digits}; answers their count in the high and the first exponent in the low half.
     */
    private int significantDigits(byte[] digits) {
        int point = text.indexOf('.');
        int integerEnd = point < 0 ? text.length() : point;
        int at = isNegative() ? 1 : 0;
        int exponent = integerEnd - at - 1;
        int count = 0;
        int last = 0;
        for (; at < text.length(); at++) {
            char c = text.charAt(at);
            if (c == '.') {
                continue;
            }
            if (count == 0 && c == '0') {
                exponent--;
                continue;
            }
            if (count < digits.length) {
                digits[count] = (byte) (c - '0');
            }
            count++;
            if (c != '0') {
                last = count;
            }
        }
        return (last << 16) | (exponent & 0xffff);
    }

    @Override
    public int compareTo(Decimal other) {
        return text.equals(other.text) ? 0 : Arrays.compareUnsigned(encode(), other.encode());
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Decimal decimal && text.equals(decimal.text);
    }

    @Override
    public int hashCode() {
        return text.hashCode();
    }

    @Override
    public String toString() {
        return text;
    }

    /** The canonical text in ASCII. */
    public byte[] bytes() {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }
}
