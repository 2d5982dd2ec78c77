package brume.services.dynamodb.partiql;

import brume.services.dynamodb.expression.TokenCursor;
import brume.services.dynamodb.value.InvalidRequest;
import brume.services.dynamodb.value.NumberText;
import java.util.List;
import java.util.Locale;

/** The tokens of one statement and a position among them. */
final class Tokens extends TokenCursor<Token> {

    /** Deepest nesting of parentheses, values, functions and NOTs that we follow. */
    private static final int DEPTH_MAX = 100;

    private static final List<String> PAIRS = List.of("<>", "<=", ">=", "!=", "<<", ">>", "||");
    private static final String SINGLES = "()[]{},.:=<>+-*/%;";

    private final String source;

    Tokens(String source) {
        super(source, DEPTH_MAX);
        this.source = source;
        int from = skip(0);
        while (from < source.length()) {
            Token token = read(from);
            add(token);
            from = skip(token.start() + token.length());
        }
        add(new Token(Token.Kind.END, "", source.length(), 0));
    }

    private static InvalidRequest unreadable() {
        return StatementFault.notWellFormed("");
    }

    /** The place after the white space and comments at {@code from}. */
    private int skip(int from) {
        int next = from;
        while (next < source.length()) {
            if (Character.isWhitespace(source.charAt(next))) {
                next++;
            } else if (source.startsWith("--", next)) {
                int end = source.indexOf('\n', next);
                next = end < 0 ? source.length() : end + 1;
            } else if (source.startsWith("/*", next)) {
                int end = source.indexOf("*/", next + 2);
                if (end < 0) {
                    throw unreadable();
                }
                next = end + 2;
            } else {
                break;
            }
        }
        return next;
    }

    private Token read(int from) {
        char c = source.charAt(from);
        if (isNameCharacter(c)) {
            int end = from;
            while (end < source.length() && (isNameCharacter(source.charAt(end)) || isDigit(end))) {
                end++;
            }
            String word = source.substring(from, end);
            Token.Kind kind = Keywords.contains(word) ? Token.Kind.KEYWORD : Token.Kind.NAME;
            return new Token(kind, word, from, end - from);
        }
        if (isDigit(from) || (c == '.' && isDigit(from + 1) && !afterName(from))) {
            return number(from);
        }
        if (c == '\'') {
            return quoted(Token.Kind.STRING, from);
        }
        if (c == '"') {
            return quoted(Token.Kind.QUOTED_NAME, from);
        }
        if (c == '?') {
            return new Token(Token.Kind.PARAMETER, "?", from, 1);
        }
        for (String pair : PAIRS) {
            if (source.startsWith(pair, from)) {
                return new Token(Token.Kind.SYMBOL, pair, from, 2);
            }
        }
        if (SINGLES.indexOf(c) < 0) {
            throw unreadable();
        }
        return new Token(Token.Kind.SYMBOL, String.valueOf(c), from, 1);
    }

    /** Whether a point at {@code from} follows a name directly and so is a step of a path. */
    private boolean afterName(int from) {
        return !tokens().isEmpty()
                && tokens().getLast().isName()
                && tokens().getLast().start() + tokens().getLast().length() == from;
    }

    private Token number(int from) {
        int end = endOfDigits(from);
        if (end < source.length() && source.charAt(end) == '.') {
            end = endOfDigits(end + 1);
        }
        if (end < source.length() && (source.charAt(end) | 0x20) == 'e') {
            int exponent = end + 1;
            if (exponent < source.length() && "+-".indexOf(source.charAt(exponent)) >= 0) {
                exponent++;
            }
            if (isDigit(exponent)) {
                end = endOfDigits(exponent);
            }
        }
        String text = source.substring(from, end);
        if (!NumberText.fits(text)) {
            throw unreadable();
        }
        return new Token(Token.Kind.NUMBER, text, from, end - from);
    }

    /** Text between quotes, which are written twice where they belong to it. */
    private Token quoted(Token.Kind kind, int from) {
        char quote = source.charAt(from);
        StringBuilder text = new StringBuilder();
        int next = from + 1;
        while (next < source.length()) {
            char c = source.charAt(next++);
            if (c != quote) {
                text.append(c);
            } else if (next < source.length() && source.charAt(next) == quote) {
                text.append(c);
                next++;
            } else {
                return new Token(kind, text.toString(), from, next - from);
            }
        }
        throw unreadable();
    }

    private static boolean isNameCharacter(char c) {
        return isLetter(c) || c == '$';
    }

    void expect(String symbol) {
        if (!takeIf(symbol)) {
            throw StatementFault.notWellFormed("Expected token type for '" + symbol + "'");
        }
    }

    void expectWord(String word) {
        if (!takeIfWord(word)) {
            throw StatementFault.notWellFormed("Expected " + word.toUpperCase(Locale.ROOT));
        }
    }

    @Override
    protected InvalidRequest tooDeep(int nesting) {
        return StatementFault.notWellFormed("The statement has too many nesting levels");
    }

    /** A token's place as messages show it: line, column and length. */
    String place(Token token) {
        int line = 1;
        int lineStart = 0;
        for (int i = 0; i < token.start(); i++) {
            if (source.charAt(i) == '\n') {
                line++;
                lineStart = i + 1;
            }
        }
        return line + ":" + (token.start() - lineStart + 1) + ":" + token.length();
    }
}
