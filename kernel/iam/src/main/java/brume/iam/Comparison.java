package brume.iam;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.Locale;
import java.util.function.IntPredicate;
import org.jspecify.annotations.Nullable;

/**
 * The positive comparison of one value of a policy with one value of a request; negated operators
 * turn the result around. Source: IAM User Guide, "IAM JSON policy elements: Condition operators".
 * A value that does not have the operator's type matches nothing.
 */
@FunctionalInterface
interface Comparison {

    boolean test(String requestValue, RequestContext context);

    /** Compares with one value of the policy. */
    @FunctionalInterface
    interface Compiler {
        Comparison compile(String policyValue, boolean variables);
    }

    static Comparison text(String value, boolean variables) {
        TextPattern pattern = new TextPattern(value, variables, false);
        return pattern::matches;
    }

    static Comparison textIgnoreCase(String value, boolean variables) {
        TextPattern pattern = new TextPattern(value, variables, false);
        return pattern::equalsIgnoreCase;
    }

    static Comparison textLike(String value, boolean variables) {
        TextPattern pattern = new TextPattern(value, variables, true);
        return pattern::matches;
    }

    static Comparison arn(String value, boolean variables) {
        ArnPattern pattern = new ArnPattern(value, variables);
        return pattern::matches;
    }

    static Compiler number(IntPredicate sign) {
        return (value, variables) -> {
            BigDecimal limit = parseNumber(value);
            return (requestValue, context) -> {
                BigDecimal number = limit == null ? null : parseNumber(requestValue);
                return limit != null && number != null && sign.test(number.compareTo(limit));
            };
        };
    }

    static Compiler date(IntPredicate sign) {
        return (value, variables) -> {
            Instant limit = PolicyDate.parse(value);
            return (requestValue, context) -> {
                Instant date = limit == null ? null : PolicyDate.parse(requestValue);
                return limit != null && date != null && sign.test(date.compareTo(limit));
            };
        };
    }

    static Comparison bool(String value, boolean variables) {
        boolean valid = value.equalsIgnoreCase("true") || value.equalsIgnoreCase("false");
        return (requestValue, context) -> valid && requestValue.equalsIgnoreCase(value);
    }

    static Comparison binary(String value, boolean variables) {
        byte[] expected = decode(value);
        return (requestValue, context) -> Arrays.equals(expected, decode(requestValue));
    }

    static Comparison address(String value, boolean variables) {
        IpRange range = IpRange.parse(value);
        return (requestValue, context) -> range != null && range.contains(requestValue);
    }

    private static byte[] decode(String base64) {
        try {
            return Base64.getDecoder().decode(base64);
        } catch (IllegalArgumentException e) {
            return base64.getBytes(StandardCharsets.UTF_8);
        }
    }

    private static @Nullable BigDecimal parseNumber(String text) {
        // The bound keeps a hostile exponent or length from costing time.
        if (text.isEmpty() || text.length() > 64 || text.toLowerCase(Locale.ROOT).contains("e")) {
            return null;
        }
        try {
            return new BigDecimal(text);
        } catch (NumberFormatException e) {
            return null;
        }
    }
}
