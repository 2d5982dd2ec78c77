package brume.iam;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The condition operators of IAM, each a comparison and whether its result is turned around. */
enum ConditionOperator {
    STRING_EQUALS("StringEquals", false, Comparison::text),
    STRING_NOT_EQUALS("StringNotEquals", true, Comparison::text),
    STRING_EQUALS_IGNORE_CASE("StringEqualsIgnoreCase", false, Comparison::textIgnoreCase),
    STRING_NOT_EQUALS_IGNORE_CASE("StringNotEqualsIgnoreCase", true, Comparison::textIgnoreCase),
    STRING_LIKE("StringLike", false, Comparison::textLike),
    STRING_NOT_LIKE("StringNotLike", true, Comparison::textLike),
    NUMERIC_EQUALS("NumericEquals", false, Comparison.number(s -> s == 0)),
    NUMERIC_NOT_EQUALS("NumericNotEquals", true, Comparison.number(s -> s == 0)),
    NUMERIC_LESS_THAN("NumericLessThan", false, Comparison.number(s -> s < 0)),
    NUMERIC_LESS_THAN_EQUALS("NumericLessThanEquals", false, Comparison.number(s -> s <= 0)),
    NUMERIC_GREATER_THAN("NumericGreaterThan", false, Comparison.number(s -> s > 0)),
    NUMERIC_GREATER_THAN_EQUALS("NumericGreaterThanEquals", false, Comparison.number(s -> s >= 0)),
    DATE_EQUALS("DateEquals", false, Comparison.date(s -> s == 0)),
    DATE_NOT_EQUALS("DateNotEquals", true, Comparison.date(s -> s == 0)),
    DATE_LESS_THAN("DateLessThan", false, Comparison.date(s -> s < 0)),
    DATE_LESS_THAN_EQUALS("DateLessThanEquals", false, Comparison.date(s -> s <= 0)),
    DATE_GREATER_THAN("DateGreaterThan", false, Comparison.date(s -> s > 0)),
    DATE_GREATER_THAN_EQUALS("DateGreaterThanEquals", false, Comparison.date(s -> s >= 0)),
    BOOL("Bool", false, Comparison::bool),
    BINARY_EQUALS("BinaryEquals", false, Comparison::binary),
    IP_ADDRESS("IpAddress", false, Comparison::address),
    NOT_IP_ADDRESS("NotIpAddress", true, Comparison::address),
    ARN_EQUALS("ArnEquals", false, Comparison::arn),
    ARN_LIKE("ArnLike", false, Comparison::arn),
    ARN_NOT_EQUALS("ArnNotEquals", true, Comparison::arn),
    ARN_NOT_LIKE("ArnNotLike", true, Comparison::arn),
    /** Whether the key is missing; the comparison is not used. */
    NULL("Null", false, Comparison::bool);

    private static final Map<String, ConditionOperator> BY_NAME = new HashMap<>();

    static {
        for (ConditionOperator operator : values()) {
            BY_NAME.put(operator.awsName.toLowerCase(Locale.ROOT), operator);
        }
    }

    private final String awsName;
    private final boolean negated;

    @SuppressWarnings("ImmutableEnumChecker") // stateless functions
    private final Comparison.Compiler compiler;

    ConditionOperator(String awsName, boolean negated, Comparison.Compiler compiler) {
        this.awsName = awsName;
        this.negated = negated;
        this.compiler = compiler;
    }

    boolean negated() {
        return negated;
    }

    Comparison compile(String policyValue, boolean variables) {
        return compiler.compile(policyValue, variables);
    }

    /** The operator with this name, in any case, without prefix and suffix; null if none. */
    static @Nullable ConditionOperator find(String name) {
        return BY_NAME.get(name.toLowerCase(Locale.ROOT));
    }
}
