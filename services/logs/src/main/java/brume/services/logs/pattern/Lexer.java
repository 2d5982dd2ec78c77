package brume.services.logs.pattern;

/** Reads the pieces of a condition: operators, words, quoted strings. */
final class Lexer {

    private static final String[] OPERATORS = {"&&", "||", "!=", ">=", "<=", "=", ">", "<"};
    private static final String BREAKS = "&|!=<>(){},]\"";

    private final String text;
    private int at;

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

    String comparison() {
        for (String operator : OPERATORS) {
            if (!operator.equals("&&") && !operator.equals("||") && accept(operator)) {
                return operator;
            }
        }
        throw invalid();
    }

    /** A value to compare with: quoted, or up to the next operator or blank. */
    Operand operand() {
        char first = peek();
        if (first == '%') {
            throw new UnsupportedPatternException("regular expressions in filter patterns");
        }
        if (first == '"') {
            return Operand.text(quoted());
        }
        return Operand.bare(word());
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
