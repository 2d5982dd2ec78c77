package brume.services.logs.pattern;

import brume.services.logs.domain.LogsQuotas;
import java.util.ArrayList;
import java.util.List;

/**
 * Words that a message must, may or must not contain. Optional terms ({@code ?a ?b}: at least one)
 * are ignored when there are others, as the documentation says.
 */
record TermPattern(
        List<TextMatcher> required, List<TextMatcher> excluded, List<TextMatcher> optional)
        implements FilterPattern {

    static TermPattern parse(String text) {
        TermPattern pattern =
                new TermPattern(new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
        int at = 0;
        int terms = 0;
        while (at < text.length()) {
            char c = text.charAt(at);
            if (Character.isWhitespace(c)) {
                at++;
                continue;
            }
            if (++terms > LogsQuotas.PATTERN_TERMS.value()) {
                throw new InvalidFilterPatternException("Invalid filter pattern: too many terms");
            }
            at = pattern.term(text, at);
        }
        return pattern;
    }

    /** Reads one term and answers where it ends. */
    private int term(String text, int at) {
        char c = text.charAt(at);
        List<TextMatcher> into = c == '-' ? excluded : c == '?' ? optional : required;
        int start = c == '-' || c == '?' ? at + 1 : at;
        char first = start < text.length() ? text.charAt(start) : '\0';
        return switch (first) {
            case '"' -> quoted(text, start, into);
            case '%' -> expression(text, start, into);
            default -> bare(text, start, into);
        };
    }

    private static int quoted(String text, int start, List<TextMatcher> into) {
        StringBuilder term = new StringBuilder();
        for (int i = start + 1; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '\\' && i + 1 < text.length()) {
                term.append(text.charAt(++i));
            } else if (c == '"') {
                into.add(new Needle(term.toString()));
                return i + 1;
            } else {
                term.append(c);
            }
        }
        throw new InvalidFilterPatternException("Invalid filter pattern: unclosed quote");
    }

    private static int expression(String text, int start, List<TextMatcher> into) {
        int end = text.indexOf('%', start + 1);
        if (end < 0) {
            throw new InvalidFilterPatternException("Invalid filter pattern: unclosed %");
        }
        into.add(Expression.parse(text.substring(start + 1, end)));
        return end + 1;
    }

    private static int bare(String text, int start, List<TextMatcher> into) {
        int end = start;
        while (end < text.length() && !Character.isWhitespace(text.charAt(end))) {
            end++;
        }
        String term = text.substring(start, end);
        boolean plain =
                !term.isEmpty()
                        && term.chars().allMatch(c -> Character.isLetterOrDigit(c) || c == '_');
        if (!plain) {
            throw new InvalidFilterPatternException("Invalid character(s) in term '" + term + "'");
        }
        into.add(new Needle(term));
        return end;
    }

    @Override
    public boolean matches(String message) {
        if (required.isEmpty() && excluded.isEmpty()) {
            return optional.stream().anyMatch(term -> term.matches(message));
        }
        return required.stream().allMatch(term -> term.matches(message))
                && excluded.stream().noneMatch(term -> term.matches(message));
    }
}
