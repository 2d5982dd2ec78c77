package brume.services.logs.pattern;

import java.math.BigDecimal;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The right side of a comparison.
 *
 * @param text what texts are compared with
 * @param number the value as a number, if it was not quoted and is one
 */
record Operand(TextMatcher text, Optional<BigDecimal> number) {

    private static final Pattern NUMBER =
            Pattern.compile("[+-]?(\\d{1,40}(\\.\\d{0,40})?|\\.\\d{1,40})([eE][+-]?\\d{1,3})?");
    private static final int NUMBER_LENGTH_MAX = 90;

    static Operand quoted(String text) {
        return new Operand(new Wildcard(text), Optional.empty());
    }

    static Operand bare(String text) {
        return new Operand(new Wildcard(text), number(text));
    }

    static Operand expression(Expression expression) {
        return new Operand(expression, Optional.empty());
    }

    static Optional<BigDecimal> number(String text) {
        return text.length() <= NUMBER_LENGTH_MAX && NUMBER.matcher(text).matches()
                ? Optional.of(new BigDecimal(text))
                : Optional.empty();
    }

    /** Whether {@code value operator this} holds; numbers compare with numbers only. */
    boolean holds(String operator, String value, Optional<BigDecimal> valueNumber) {
        if (number.isPresent() && valueNumber.isPresent()) {
            int order = valueNumber.get().compareTo(number.get());
            return switch (operator) {
                case "=" -> order == 0;
                case "!=" -> order != 0;
                case "<" -> order < 0;
                case "<=" -> order <= 0;
                case ">" -> order > 0;
                default -> order >= 0;
            };
        }
        return switch (operator) {
            case "=" -> text.matches(value);
            case "!=" -> !text.matches(value);
            default -> false;
        };
    }
}
