package brume.services.logs.pattern;

import java.util.ArrayList;
import java.util.List;

/**
 * Words that a message must, may or must not contain. Optional terms ({@code ?a ?b}: at least one)
 * are ignored when there are others, as the documentation says.
 */
record TermPattern(List<String> required, List<String> excluded, List<String> optional)
        implements FilterPattern {

    static TermPattern parse(String text) {
        List<String> required = new ArrayList<>();
        List<String> excluded = new ArrayList<>();
        List<String> optional = new ArrayList<>();
        int at = 0;
        while (at < text.length()) {
            char c = text.charAt(at);
            if (Character.isWhitespace(c)) {
                at++;
                continue;
            }
            List<String> into = c == '-' ? excluded : c == '?' ? optional : required;
            int start = c == '-' || c == '?' ? at + 1 : at;
            at = start < text.length() && text.charAt(start) == '"'
                    ? quoted(text, start, into)
                    : bare(text, start, into);
        }
        return new TermPattern(required, excluded, optional);
    }

    private static int quoted(String text, int start, List<String> into) {
        StringBuilder term = new StringBuilder();
        for (int i = start + 1; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '\\' && i + 1 < text.length()) {
                term.append(text.charAt(++i));
            } else if (c == '"') {
                into.add(term.toString());
                return i + 1;
            } else {
                term.append(c);
            }
        }
        throw new InvalidFilterPatternException("Invalid filter pattern: unclosed quote");
    }

    private static int bare(String text, int start, List<String> into) {
        int end = start;
        while (end < text.length() && !Character.isWhitespace(text.charAt(end))) {
            end++;
        }
        String term = text.substring(start, end);
        if (term.length() > 1 && term.startsWith("%") && term.endsWith("%")) {
            throw new UnsupportedPatternException("regular expressions in filter patterns");
        }
        boolean plain =
                !term.isEmpty()
                        && term.chars().allMatch(c -> Character.isLetterOrDigit(c) || c == '_');
        if (!plain) {
            throw new InvalidFilterPatternException("Invalid character(s) in term '" + term + "'");
        }
        into.add(term);
        return end;
    }

    @Override
    public boolean matches(String message) {
        if (required.isEmpty() && excluded.isEmpty()) {
            return optional.stream().anyMatch(message::contains);
        }
        return required.stream().allMatch(message::contains)
                && excluded.stream().noneMatch(message::contains);
    }
}
