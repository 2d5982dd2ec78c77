package brume.services.logs.pattern;

import java.math.BigDecimal;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The right side of a comparison. An asterisk in it stands for any text.
 *
 * @param number the value as a number, if it was not quoted and is one
 */
record Operand(String text, Optional<BigDecimal> number) {

    private static final Pattern NUMBER =
            Pattern.compile("[+-]?(\\d{1,40}(\\.\\d{0,40})?|\\.\\d{1,40})([eE][+-]?\\d{1,3})?");

    static Operand text(String text) {
        return new Operand(text, Optional.empty());
    }

    static Operand bare(String text) {
        return new Operand(text, number(text));
    }

    static Optional<BigDecimal> number(String text) {
        return NUMBER.matcher(text).matches()
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
            case "=" -> like(value);
            case "!=" -> !like(value);
            default -> false;
        };
    }

    /** Whether {@code value} is this text, whose asterisks match anything. Linear in both. */
    private boolean like(String value) {
        int v = 0;
        int p = 0;
        int star = -1;
        int mark = 0;
        while (v < value.length()) {
            if (p < text.length() && text.charAt(p) == '*') {
                star = p++;
                mark = v;
            } else if (p < text.length() && text.charAt(p) == value.charAt(v)) {
                p++;
                v++;
            } else if (star >= 0) {
                p = star + 1;
                v = ++mark;
            } else {
                return false;
            }
        }
        while (p < text.length() && text.charAt(p) == '*') {
            p++;
        }
        return p == text.length();
    }
}
