package brume.services.dynamodb.partiql;

import brume.services.dynamodb.value.Decimal;
import brume.services.dynamodb.value.InvalidRequest;

/**
 * Numbers as statements and their parameters write them: their exponent and their scale, which is
 * the digits after the point less the exponent, are 32-bit integers. Source: recorded answers.
 */
public final class NumberText {

    private NumberText() {}

    /**
     * Whether exponent and scale of {@code text}, if it is a number at all, are 32-bit integers.
     */
    static boolean fits(String text) {
        int mark = mark(text);
        long exponent = mark < 0 ? 0 : exponent(text.substring(mark + 1));
        long scale = fraction(text, mark) - exponent;
        return exponent == (int) exponent && scale == (int) scale;
    }

    private static int mark(String text) {
        return Math.max(text.indexOf('e'), text.indexOf('E'));
    }

    private static long exponent(String text) {
        try {
            return Long.parseLong(text);
        } catch (NumberFormatException e) {
            // Too long, or no number: the first must not fit, the second is found by the parser.
            return Long.MAX_VALUE / 2;
        }
    }

    private static long fraction(String text, int mark) {
        int point = text.indexOf('.');
        return point < 0 ? 0 : (mark < 0 ? text.length() : mark) - point - 1L;
    }

    /**
     * The number of a parameter.
     *
     * @throws InvalidRequest with AWS's text
     */
    public static Decimal parameter(String text) {
        if (!fits(text)) {
            throw new InvalidRequest(
                    "The parameter cannot be converted to a numeric value: " + text);
        }
        int mark = mark(text);
        if (mark > 0 && exponent(text.substring(mark + 1)) == Integer.MAX_VALUE) {
            // The service's magnitude, precision less scale, wraps around here.
            throw new InvalidRequest(
                    "Number underflow. Attempting to store a number with magnitude smaller than"
                            + " supported range");
        }
        return Decimal.parse(text);
    }
}
