package brume.iam;

import org.jspecify.annotations.Nullable;

/** A template compared with a whole text; compiled once if it has no variables. */
final class TextPattern {

    private final Template template;
    private final @Nullable Wildcard compiled;

    TextPattern(String text, boolean variables, boolean wildcards) {
        template = Template.compile(text, variables, wildcards);
        String constant = template.constant();
        compiled = constant == null ? null : new Wildcard(constant);
    }

    boolean matches(String text, RequestContext context) {
        return matches(text, 0, text.length(), context);
    }

    boolean matches(String text, int start, int end, RequestContext context) {
        if (compiled != null) {
            return compiled.matches(text, start, end);
        }
        String resolved = template.resolve(context);
        return resolved != null && new Wildcard(resolved).matches(text, start, end);
    }

    /** As {@link #matches}, without case; for patterns without wildcards. */
    boolean equalsIgnoreCase(String text, RequestContext context) {
        String resolved = template.resolve(context);
        return resolved != null && resolved.equalsIgnoreCase(text);
    }
}
