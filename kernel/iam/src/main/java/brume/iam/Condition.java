package brume.iam;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * One operator, one key and the values that the key is compared with. Source: IAM User Guide,
 * "Multivalued context keys" and "...IfExists condition operators".
 */
final class Condition {

    private enum Quantifier {
        NONE,
        FOR_ANY_VALUE,
        FOR_ALL_VALUES
    }

    private static final String ANY_PREFIX = "foranyvalue:";
    private static final String ALL_PREFIX = "forallvalues:";
    private static final String IF_EXISTS = "ifexists";

    private final Quantifier quantifier;
    private final ConditionOperator operator;
    private final boolean ifExists;
    private final String lowerCaseKey;
    private final List<Comparison> comparisons = new ArrayList<>();
    private final boolean nullExpectsMissing;
    private final boolean nullExpectsPresent;

    /**
     * @param operatorName such as {@code ForAnyValue:StringLikeIfExists}
     * @throws MalformedPolicyException if there is no such operator
     */
    Condition(String operatorName, String key, List<String> values, boolean variables) {
        String name = operatorName.toLowerCase(Locale.ROOT);
        if (name.startsWith(ANY_PREFIX)) {
            quantifier = Quantifier.FOR_ANY_VALUE;
            name = name.substring(ANY_PREFIX.length());
        } else if (name.startsWith(ALL_PREFIX)) {
            quantifier = Quantifier.FOR_ALL_VALUES;
            name = name.substring(ALL_PREFIX.length());
        } else {
            quantifier = Quantifier.NONE;
        }
        ifExists = name.endsWith(IF_EXISTS);
        if (ifExists) {
            name = name.substring(0, name.length() - IF_EXISTS.length());
        }
        ConditionOperator found = ConditionOperator.find(name);
        // Null asks whether the key exists, so IfExists makes no sense with it and is refused.
        if (found == null || (found == ConditionOperator.NULL && ifExists)) {
            throw new MalformedPolicyException(PolicyDocument.SYNTAX_ERRORS);
        }
        operator = found;
        lowerCaseKey = key.toLowerCase(Locale.ROOT);
        for (String value : values) {
            comparisons.add(operator.compile(value, variables));
        }
        nullExpectsMissing = values.stream().anyMatch("true"::equalsIgnoreCase);
        nullExpectsPresent = values.stream().anyMatch("false"::equalsIgnoreCase);
    }

    boolean holds(RequestContext context) {
        List<String> values = values(context);
        boolean missing = values.isEmpty();
        if (operator == ConditionOperator.NULL) {
            return missing ? nullExpectsMissing : nullExpectsPresent;
        }
        if (missing) {
            return switch (quantifier) {
                case NONE -> ifExists || operator.negated();
                case FOR_ANY_VALUE -> ifExists;
                case FOR_ALL_VALUES -> true;
            };
        }
        return compare(values, context);
    }

    /**
     * A set operator takes empty text for no value ("a null data set, such as an empty string").
     */
    private List<String> values(RequestContext context) {
        List<String> values = context.get(lowerCaseKey);
        return quantifier == Quantifier.NONE || !values.contains("")
                ? values
                : values.stream().filter(value -> !value.isEmpty()).toList();
    }

    private boolean compare(List<String> values, RequestContext context) {
        return switch (quantifier) {
            // Without a quantifier a negated operator holds if none of the values matches.
            case NONE ->
                    operator.negated()
                            ? values.stream().noneMatch(v -> matches(v, context))
                            : values.stream().anyMatch(v -> matches(v, context));
            case FOR_ANY_VALUE ->
                    values.stream().anyMatch(v -> matches(v, context) != operator.negated());
            case FOR_ALL_VALUES ->
                    values.stream().allMatch(v -> matches(v, context) != operator.negated());
        };
    }

    private boolean matches(String requestValue, RequestContext context) {
        for (Comparison comparison : comparisons) {
            if (comparison.test(requestValue, context)) {
                return true;
            }
        }
        return false;
    }
}
