package brume.iam;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Text of a policy that may hold wildcards and policy variables such as {@code ${aws:username}},
 * {@code ${aws:PrincipalTag/team, 'none'}} and the literal characters {@code ${*} ${?} ${$}}.
 * Source: IAM User Guide, "IAM policy elements: Variables and tags". The values of variables are
 * never wildcards.
 */
final class Template {

    private sealed interface Part {}

    private record Text(String marked) implements Part {}

    private record Variable(String lowerCaseKey, @Nullable String defaultValue) implements Part {}

    private final List<Part> parts;
    private final @Nullable String constant;

    private Template(List<Part> parts) {
        this.parts = parts;
        this.constant = constantOf(parts);
    }

    private static @Nullable String constantOf(List<Part> parts) {
        StringBuilder text = new StringBuilder();
        for (Part part : parts) {
            if (!(part instanceof Text t)) {
                return null;
            }
            text.append(t.marked());
        }
        return text.toString();
    }

    /**
     * Compiles policy text.
     *
     * @param variables whether the policy's version has policy variables
     * @param wildcards whether asterisk and question mark are wildcards here
     */
    static Template compile(String text, boolean variables, boolean wildcards) {
        List<Part> parts = new ArrayList<>();
        int from = 0;
        int open = variables ? text.indexOf("${") : -1;
        while (open >= 0) {
            int close = text.indexOf('}', open);
            if (close < 0) {
                break;
            }
            addText(parts, text.substring(from, open), wildcards);
            parts.add(variable(text.substring(open + 2, close)));
            from = close + 1;
            open = text.indexOf("${", from);
        }
        addText(parts, text.substring(from), wildcards);
        return new Template(List.copyOf(parts));
    }

    private static void addText(List<Part> parts, String text, boolean wildcards) {
        if (!text.isEmpty()) {
            parts.add(new Text(wildcards ? Wildcard.mark(text) : Wildcard.plain(text)));
        }
    }

    private static Part variable(String inner) {
        if (inner.equals("*") || inner.equals("?") || inner.equals("$")) {
            return new Text(inner);
        }
        int comma = inner.indexOf(',');
        String name = comma < 0 ? inner : inner.substring(0, comma);
        String defaultValue = null;
        if (comma >= 0) {
            String quoted = inner.substring(comma + 1).strip();
            if (quoted.length() < 2 || !quoted.startsWith("'") || !quoted.endsWith("'")) {
                throw new MalformedPolicyException(PolicyDocument.SYNTAX_ERRORS);
            }
            defaultValue = Wildcard.plain(quoted.substring(1, quoted.length() - 1));
        }
        return new Variable(name.strip().toLowerCase(Locale.ROOT), defaultValue);
    }

    /** The text if it has no variables, otherwise null. */
    @Nullable String constant() {
        return constant;
    }

    /**
     * The text with its variables filled in, wildcards marked as in {@link Wildcard}; null if a
     * variable has neither a single value nor a default.
     */
    @Nullable String resolve(RequestContext context) {
        if (constant != null) {
            return constant;
        }
        StringBuilder text = new StringBuilder();
        for (Part part : parts) {
            switch (part) {
                case Text t -> text.append(t.marked());
                case Variable v -> {
                    List<String> values = context.get(v.lowerCaseKey());
                    String value =
                            switch (values.size()) {
                                case 0 -> v.defaultValue();
                                case 1 -> values.getFirst();
                                default -> null;
                            };
                    if (value == null) {
                        return null;
                    }
                    text.append(Wildcard.plain(value));
                }
            }
        }
        return text.toString();
    }
}
