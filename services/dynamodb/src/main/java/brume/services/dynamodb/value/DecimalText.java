package brume.services.dynamodb.value;

/** A number as a request writes it, read in one pass whatever its length. */
final class DecimalText {

    private static final int EXPONENT_TEXT_MAX = 10_000_000;

    private final String input;
    private final StringBuilder digits = new StringBuilder();
    private int at;
    private boolean point;
    private boolean any;
    private long zerosHeld;
    private long exponent = -1;

    DecimalText(String input) {
        this.input = input;
    }

    Decimal decimal() {
        boolean negative = sign();
        while (at < input.length() && digitOrPoint(input.charAt(at))) {
            at++;
        }
        if (!any) {
            throw Decimal.notNumeric(input);
        }
        long written = exponentPart();
        if (at < input.length()) {
            throw Decimal.notNumeric(input);
        }
        if (digits.isEmpty()) {
            return Decimal.ZERO;
        }
        long first = exponent + written;
        if (first > Decimal.EXPONENT_MAX) {
            throw NumberText.fault(input, Decimal.OVERFLOW);
        }
        if (first < Decimal.EXPONENT_MIN) {
            throw NumberText.fault(input, Decimal.UNDERFLOW);
        }
        if (digits.length() > Decimal.DIGITS_MAX) {
            throw new InvalidRequest(
                    "Attempting to store more than 38 significant digits in a Number");
        }
        return Decimal.of(negative, digits.toString(), (int) first);
    }

    private boolean sign() {
        if (at < input.length() && (input.charAt(at) == '-' || input.charAt(at) == '+')) {
            return input.charAt(at++) == '-';
        }
        return false;
    }

    /** Takes one character of the mantissa; {@code exponent} becomes that of the first digit. */
    private boolean digitOrPoint(char c) {
        if (c == '.' && !point) {
            point = true;
            return true;
        }
        if (c < '0' || c > '9') {
            return false;
        }
        any = true;
        if (c == '0') {
            if (!digits.isEmpty()) {
                zerosHeld++;
                exponent += point ? 0 : 1;
            } else if (point) {
                exponent--;
            }
            return true;
        }
        if (digits.isEmpty()) {
            exponent = point ? exponent : 0;
        } else {
            exponent += point ? 0 : 1;
        }
        if (digits.length() <= Decimal.DIGITS_MAX) {
            digits.repeat('0', (int) Math.min(zerosHeld, Decimal.DIGITS_MAX + 1)).append(c);
        }
        zerosHeld = 0;
        return true;
    }

    private long exponentPart() {
        if (at >= input.length() || (input.charAt(at) | 0x20) != 'e') {
            return 0;
        }
        at++;
        boolean negative = sign();
        int start = at;
        long value = 0;
        while (at < input.length() && input.charAt(at) >= '0' && input.charAt(at) <= '9') {
            value = Math.min(value * 10 + input.charAt(at++) - '0', EXPONENT_TEXT_MAX);
        }
        if (at == start) {
            throw Decimal.notNumeric(input);
        }
        return negative ? -value : value;
    }
}
