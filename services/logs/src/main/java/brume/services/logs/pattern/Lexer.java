package brume.services.logs.pattern;

import brume.services.logs.domain.LogsQuotas;

/** Reads the pieces of a condition: operators, words, quoted strings, regular expressions. */
final class Lexer {

    private static final String[] COMPARISONS = {"!=", ">=", "<=", "=", ">", "<"};
    private static final String BREAKS = "&|!=<>(){},]\"";

    private final String text;
    private int at;
    private int conditions;
    private int expressions;

    Lexer(String text) {
        this.text = text;
    }

    char peek() {
        while (at < text.length() && Character.isWhitespace(text.charAt(at))) {
            at++;
        }
        return at < text.length() ? text.charAt(at) : '\0';
    }

    boolean accept(String expected) {
        peek();
        if (!text.startsWith(expected, at)) {
            return false;
        }
        at += expected.length();
        return true;
    }

    /** Accepts a keyword in any case, as a whole word. */
    boolean acceptWord(String word) {
        peek();
        int end = at + word.length();
        if (!text.regionMatches(true, at, word, 0, word.length())
                || end < text.length() && Character.isLetterOrDigit(text.charAt(end))) {
            return false;
        }
        at = end;
        return true;
    }

    void expect(String expected) {
        if (!accept(expected)) {
            throw invalid();
        }
    }

    /** Counts one more condition against the limit. */
    void countCondition() {
        if (++conditions > LogsQuotas.PATTERN_TERMS.value()) {
            throw new InvalidFilterPatternException("Invalid filter pattern: too many conditions");
        }
    }

    String comparison() {
        for (String operator : COMPARISONS) {
            if (accept(operator)) {
                return operator;
            }
        }
        throw invalid();
    }

    /** A value to compare with: quoted, between percent signs, or up to an operator or blank. */
    Operand operand() {
        return switch (peek()) {
            case '%' -> Operand.expression(expression());
            case '"' -> Operand.quoted(quoted());
            default -> Operand.bare(word());
        };
    }

    String word() {
        peek();
        int start = at;
        while (at < text.length()
                && !Character.isWhitespace(text.charAt(at))
                && BREAKS.indexOf(text.charAt(at)) < 0) {
            at++;
        }
        if (at == start) {
            throw invalid();
        }
        return text.substring(start, at);
    }

    private Expression expression() {
        int end = text.indexOf('%', at + 1);
        if (end < 0 || ++expressions > LogsQuotas.PATTERN_EXPRESSIONS.value()) {
            throw invalid();
        }
        String expression = text.substring(at + 1, end);
        at = end + 1;
        return Expression.parse(expression);
    }

    private String quoted() {
        StringBuilder value = new StringBuilder();
        for (at++; at < text.length(); at++) {
            char c = text.charAt(at);
            if (c == '\\' && at + 1 < text.length()) {
                value.append(text.charAt(++at));
            } else if (c == '"') {
                at++;
                return value.toString();
            } else {
                value.append(c);
            }
        }
        throw invalid();
    }

    /** A selector such as {@code $.a.b[0]['c']}: everything up to a blank or an operator. */
    String selector() {
        peek();
        int start = at;
        char quote = '\0';
        while (at < text.length()) {
            char c = text.charAt(at);
            if (quote != '\0') {
                quote = c == quote ? '\0' : quote;
            } else if (c == '\'' || c == '"') {
                quote = c;
            } else if (Character.isWhitespace(c) || "&|!=<>(){},".indexOf(c) >= 0) {
                break;
            }
            at++;
        }
        return text.substring(start, at);
    }

    void end() {
        if (peek() != '\0') {
            throw invalid();
        }
    }

    InvalidFilterPatternException invalid() {
        return new InvalidFilterPatternException(
                "Invalid filter pattern near position " + (at + 1));
    }
}
