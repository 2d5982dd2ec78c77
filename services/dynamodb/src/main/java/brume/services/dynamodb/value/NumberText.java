package brume.services.dynamodb.value;

/**
 * Numbers as PartiQL and the service's older operations read them: their exponent and their scale,
 * which is the digits after the point less the exponent, are 32-bit integers. Source: recorded
 * answers.
 */
public final class NumberText {

    private NumberText() {}

    /**
     * Whether exponent and scale of {@code text}, if it is a number at all, are 32-bit integers.
     */
    public static boolean fits(String text) {
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
            throw new InvalidRequest(Decimal.NOT_NUMERIC + ": " + text);
        }
        if (wrapsAround(text)) {
            throw new InvalidRequest(Decimal.UNDERFLOW);
        }
        return Decimal.parse(text);
    }

    /** The magnitude, precision less scale, wraps around for this one exponent. */
    private static boolean wrapsAround(String text) {
        int mark = mark(text);
        return mark > 0 && exponent(text.substring(mark + 1)) == Integer.MAX_VALUE;
    }

    /** What is wrong with a number that DynamoDB cannot keep, in both wordings. */
    static InvalidRequest fault(String text, String message) {
        String older = message;
        if (text.isEmpty()) {
            older = Decimal.NOT_NUMERIC;
        } else if (!fits(text)) {
            older = Decimal.NOT_NUMERIC + ": " + text;
        } else if (wrapsAround(text)) {
            older = Decimal.UNDERFLOW;
        }
        return InvalidRequest.value(message, older);
    }
}
