package brume.iam;

import java.util.ArrayList;
import java.util.List;

/**
 * A pattern of ARNs whose six parts are compared one by one, so that a wildcard reaches over a
 * colon in the last part only. A lone {@code *} matches anything; parts that are left out at the
 * end match anything. Source: IAM User Guide, "IAM JSON policy elements: Resource" and "ARN
 * condition operators".
 */
final class ArnPattern {

    private static final int PARTS = 6;

    private final boolean anything;
    private final TextPattern[] parts;

    ArnPattern(String pattern, boolean variables) {
        anything = !pattern.isEmpty() && pattern.chars().allMatch(c -> c == '*');
        List<String> texts = split(pattern);
        parts = new TextPattern[PARTS];
        for (int i = 0; i < PARTS; i++) {
            String text = i < texts.size() ? texts.get(i) : texts.size() > 1 ? "*" : "";
            parts[i] = new TextPattern(text, variables, true);
        }
    }

    boolean matches(String arn, RequestContext context) {
        if (anything) {
            return true;
        }
        int start = 0;
        for (int i = 0; i < PARTS; i++) {
            int end = i == PARTS - 1 ? arn.length() : arn.indexOf(':', start);
            if (end < 0 || !parts[i].matches(arn, start, end, context)) {
                return false;
            }
            start = end + 1;
        }
        return true;
    }

    /** The parts between the colons, at most six; colons of policy variables do not count. */
    private static List<String> split(String pattern) {
        List<String> texts = new ArrayList<>();
        int from = 0;
        boolean inVariable = false;
        for (int i = 0; i < pattern.length() && texts.size() < PARTS - 1; i++) {
            char c = pattern.charAt(i);
            if (c == '$' && pattern.startsWith("${", i)) {
                inVariable = pattern.indexOf('}', i) > 0;
            } else if (c == '}') {
                inVariable = false;
            } else if (c == ':' && !inVariable) {
                texts.add(pattern.substring(from, i));
                from = i + 1;
            }
        }
        texts.add(pattern.substring(from));
        return texts;
    }
}
